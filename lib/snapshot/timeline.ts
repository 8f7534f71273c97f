/** The story of one namespace: each phase with its dates and evidence, steps back, and what was found and resolved. */
import type { Severity } from "../checks/define.ts";
import type { Phase } from "../migration/model.ts";
import type { NamespaceSpan } from "./history-model.ts";
import { furthest, isStepBack } from "./timeline-order.ts";

/** A stretch of time in one phase. */
export interface PhaseStretch {
  /** null: could not be read then. */
  readonly phase: Phase | null;
  readonly fromAt: string;
  /** null: still so. */
  readonly untilAt: string | null;
  readonly evidence: readonly string[];
  /** It came after a phase that was further along, or it is the error state. */
  readonly steppedBack: boolean;
  /** Lives of findings that began or ended in this stretch. */
  readonly found: number;
  readonly resolved: number;
}

export interface Timeline {
  /** Oldest first. */
  readonly stretches: readonly PhaseStretch[];
  /** The furthest phase it was ever in; null when none could be read. */
  readonly furthest: Phase | null;
  readonly stepsBack: number;
}

/** What a timeline needs of the life of a finding. */
export interface Life {
  readonly severity: Severity;
  readonly firstSeen: string;
  readonly resolvedAt: string | null;
}

/**
 * The story of a namespace up to a moment. What was found in its first snapshot is where the story begins, so it does
 * not count as found.
 * @param spans of this namespace only, oldest first
 * @param until ISO 8601; what came later is left out
 */
export function timelineOf(
  spans: readonly NamespaceSpan[],
  lives: readonly Life[],
  until: string,
): Timeline {
  const known = spans.filter(({ fromAt }) => fromAt <= until);
  const joined = joinPhases(known, until);
  const begins = known[0]?.fromAt;
  let last: Phase | null = null;
  const stretches = joined.map((stretch) => {
    const steppedBack: boolean =
      stretch.phase !== null && last !== null && isStepBack(last, stretch.phase);
    last = stretch.phase ?? last;
    const within = (at: string) =>
      at >= stretch.fromAt && at <= until && (stretch.untilAt === null || at < stretch.untilAt);
    return {
      ...stretch,
      steppedBack,
      found: lives.filter(({ firstSeen }) => firstSeen !== begins && within(firstSeen)).length,
      resolved: lives.filter(({ resolvedAt }) => resolvedAt !== null && within(resolvedAt)).length,
    };
  });
  return {
    stretches,
    furthest: furthest(stretches.flatMap(({ phase }) => phase ?? [])),
    stepsBack: stretches.filter(({ steppedBack }) => steppedBack).length,
  };
}

type Stretch = Pick<PhaseStretch, "phase" | "fromAt" | "untilAt" | "evidence">;

/** Spans also end when a verdict or a count changes; here only the phase matters. A pause in between is kept. */
function joinPhases(spans: readonly NamespaceSpan[], until: string): Stretch[] {
  const joined: Stretch[] = [];
  for (const { phase, fromAt, untilAt, evidence } of spans) {
    const before = joined.at(-1);
    const ends = untilAt !== null && untilAt <= until ? untilAt : null;
    if (before && before.phase === phase && before.untilAt === fromAt)
      joined[joined.length - 1] = { ...before, untilAt: ends };
    else joined.push({ phase, fromAt, untilAt: ends, evidence });
  }
  return joined;
}
