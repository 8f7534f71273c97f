/** History of a part of a cluster, from the stretches of its namespaces alone: no number here counts any other. */
import { PHASES, type Phase } from "../migration/model.ts";
import type { NamespaceSpan } from "./history-model.ts";

/** How many namespaces stood in each phase from that moment on. */
export interface PhaseStep {
  readonly at: string;
  readonly phases: ReadonlyMap<Phase, number>;
}

/** Stretches as they were known at a moment: later ones are left out, and one that ended later had not ended yet. */
export function spansUntil(spans: readonly NamespaceSpan[], at: string): NamespaceSpan[] {
  return spans
    .filter(({ fromAt }) => fromAt <= at)
    .map((span) =>
      span.untilAt !== null && span.untilAt > at ? { ...span, untilAt: null } : span,
    );
}

/** The moments at which the number of namespaces in some phase changed, oldest first. */
export function phaseSteps(spans: readonly NamespaceSpan[]): PhaseStep[] {
  const moments = new Set(
    spans.flatMap(({ fromAt, untilAt }) => (untilAt === null ? [fromAt] : [fromAt, untilAt])),
  );
  const steps = [...moments].sort().map((at) => ({ at, phases: countsAt(spans, at) }));
  return steps.filter((step, index) => {
    const before = steps[index - 1];
    return !before || PHASES.some((phase) => before.phases.get(phase) !== step.phases.get(phase));
  });
}

/** The stretches of one namespace joined as long as its phase stays, oldest first. */
export function phaseStretches(spans: readonly NamespaceSpan[]): NamespaceSpan[] {
  const joined: NamespaceSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.fromAt.localeCompare(b.fromAt))) {
    const last = joined.at(-1);
    if (last && last.phase === span.phase && last.untilAt === span.fromAt) {
      joined[joined.length - 1] = { ...last, untilAt: span.untilAt };
    } else joined.push(span);
  }
  return joined;
}

function countsAt(spans: readonly NamespaceSpan[], at: string): ReadonlyMap<Phase, number> {
  const counts = new Map<Phase, number>();
  for (const { phase, fromAt, untilAt } of spans) {
    if (phase === null || fromAt > at || (untilAt !== null && untilAt <= at)) continue;
    const before = counts.get(phase);
    counts.set(phase, before === undefined ? 1 : before + 1);
  }
  return counts;
}
