/** Trend points and spans for tests: a quiet cluster unless a test says otherwise. */
import type { NamespaceVerdict, Phase } from "../../migration/model.ts";
import type { NamespaceSpan, TrendPoint } from "../history-model.ts";

export function point(
  takenAt: string,
  {
    phases = {},
    verdicts = {},
    ...said
  }: Partial<Omit<TrendPoint, "phases" | "verdicts">> & {
    readonly phases?: Partial<Record<Phase, number>>;
    readonly verdicts?: Partial<Record<NamespaceVerdict, number>>;
  } = {},
): TrendPoint {
  return {
    takenAt,
    input: "live",
    istioVersion: "1.27.3",
    kubernetesVersion: "v1.33.4",
    catalogue: "1",
    phases: rows(phases).map(([phase, namespaces]) => ({ phase, namespaces })),
    verdicts: rows(verdicts).map(([verdict, namespaces]) => ({ verdict, namespaces })),
    namespaces: rows(phases).reduce((sum, [, namespaces]) => sum + namespaces, 0),
    judged: 0,
    pods: { sidecar: 0, ambient: 0, none: 0 },
    open: { blockers: 0, warnings: 0 },
    found: { blockers: 0, warnings: 0 },
    resolved: { blockers: 0, warnings: 0 },
    kindsAsked: 34,
    kindsRead: 34,
    undeterminedChecks: 0,
    sidecarMemoryRequested: 0,
    ...said,
  };
}

export function span(
  name: string,
  phase: Phase | null,
  fromAt: string,
  untilAt: string | null = null,
): NamespaceSpan {
  return {
    name,
    fromAt,
    untilAt,
    phase,
    verdict: null,
    need: "none",
    blockers: 0,
    warnings: 0,
    infos: 0,
    hard: 0,
    evidence: [`${name} is ${phase}`],
  };
}

/** "2026-11-03T10:00:00.000Z" for day 3 of November 2026; days go on into the months after. */
export function day(number: number, hour = 10): string {
  return new Date(Date.UTC(2026, 10, number, hour)).toISOString();
}

/** Safe: an object literal of a test has no other keys than those of its type. */
function rows<Key extends string>(counts: Partial<Record<Key, number>>): [Key, number][] {
  return Object.entries(counts) as [Key, number][];
}
