/** What happened to a cluster while it was watched: the flags on the time axis and the list below them. */
import type { Phase } from "../migration/model.ts";
import type { LostScan, Note, PhaseChange, TrendPoint } from "./history-model.ts";
import { isAmbientPhase, isStepBack } from "./timeline-order.ts";

export const EVENT_KINDS = [
  "istio",
  "kubernetes",
  "catalogue",
  "enrolled",
  "regressed",
  "scan-failed",
  "note",
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

interface At {
  readonly at: string;
}

export type HistoryEvent = At &
  (
    | {
        readonly kind: "istio" | "kubernetes";
        readonly from: string;
        readonly to: string;
        readonly direction: "upgraded" | "downgraded" | "changed";
      }
    | { readonly kind: "catalogue"; readonly from: string; readonly to: string }
    | { readonly kind: "enrolled"; readonly namespace: string; readonly phase: Phase }
    | {
        readonly kind: "regressed";
        readonly namespace: string;
        readonly from: Phase;
        readonly to: Phase;
      }
    | {
        readonly kind: "scan-failed";
        /** The last of the run. */
        readonly until: string;
        readonly scans: number;
        readonly message: string;
      }
    | { readonly kind: "note"; readonly id: string; readonly text: string }
  );

/** What history remembers of one cluster, each oldest first. */
export interface Remembered {
  readonly points: readonly TrendPoint[];
  /** Spans that begin with another phase than the one before, and the first of each namespace. */
  readonly changes: readonly PhaseChange[];
  readonly lost: readonly LostScan[];
  readonly notes: readonly Note[];
}

/** Everything that happened, oldest first. */
export function eventsOf({ points, changes, lost, notes }: Remembered): HistoryEvent[] {
  return [
    ...versionEvents(points, "istio", ({ istioVersion }) => istioVersion),
    ...versionEvents(points, "kubernetes", ({ kubernetesVersion }) => kubernetesVersion),
    ...catalogueEvents(points),
    ...phaseEvents(changes, points[0]?.takenAt),
    ...lostRuns(points, lost),
    ...notes.map(({ id, at, text }) => ({ kind: "note" as const, at, id, text })),
  ].toSorted((a, b) => compare(a.at, b.at));
}

/** An unread version says nothing, so each is compared with the last one known. */
function versionEvents(
  points: readonly TrendPoint[],
  kind: "istio" | "kubernetes",
  versionOf: (point: TrendPoint) => string | null,
): HistoryEvent[] {
  let known: string | null = null;
  return points.flatMap((point) => {
    const version = versionOf(point);
    const before = known;
    known = version ?? known;
    if (version === null || before === null || version === before) return [];
    const direction = DIRECTIONS[`${Math.sign(compareVersions(before, version))}`] ?? "changed";
    return [{ kind, at: point.takenAt, from: before, to: version, direction }];
  });
}

const DIRECTIONS: Readonly<Record<string, "upgraded" | "downgraded">> = {
  "-1": "upgraded",
  "1": "downgraded",
};

function catalogueEvents(points: readonly TrendPoint[]): HistoryEvent[] {
  return points.flatMap(({ takenAt, catalogue }, index) => {
    const before = points[index - 1]?.catalogue;
    return before === undefined || before === catalogue
      ? []
      : [{ kind: "catalogue" as const, at: takenAt, from: before, to: catalogue }];
  });
}

/**
 * A namespace is enrolled when it enters an ambient phase for the first time; what was ambient already when the cluster
 * was first read did not happen under our eyes. It regressed at every step back.
 */
function phaseEvents(
  changes: readonly PhaseChange[],
  firstRead: string | undefined,
): HistoryEvent[] {
  const lastPhase = new Map<string, Phase>();
  const enrolled = new Set<string>();
  return changes.flatMap(({ name, phase, fromAt }) => {
    if (phase === null) return [];
    const before = lastPhase.get(name);
    lastPhase.set(name, phase);

    const events: HistoryEvent[] = [];
    if (isAmbientPhase(phase) && !enrolled.has(name)) {
      enrolled.add(name);
      if (fromAt !== firstRead)
        events.push({ kind: "enrolled", at: fromAt, namespace: name, phase });
    }
    if (before !== undefined && isStepBack(before, phase))
      events.push({ kind: "regressed", at: fromAt, namespace: name, from: before, to: phase });
    return events;
  });
}

/** Lost scans with no snapshot between them are one event: a week without an answer is one thing to know. */
function lostRuns(points: readonly TrendPoint[], lost: readonly LostScan[]): HistoryEvent[] {
  const runs: { at: string; until: string; scans: number; message: string }[] = [];
  const failed = lost.filter(({ status }) => status !== "cancelled");
  let next = 0;
  for (const { at, message } of failed) {
    let snapshotBetween = false;
    while (points[next] !== undefined && (points[next]?.takenAt ?? "") <= at) {
      next += 1;
      snapshotBetween = true;
    }
    const run = runs.at(-1);
    if (run && !snapshotBetween) {
      run.until = at;
      run.scans += 1;
      run.message = message;
    } else runs.push({ at, until: at, scans: 1, message });
  }
  return runs.map((run) => ({ kind: "scan-failed", ...run }));
}

/** Negative when `a` is older. Parts that are no numbers (a vendor's suffix) compare as text. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.replace(/^v/, "").slice(0, 80).split(/[.+-]/));
  const length = Math.max(left?.length ?? 0, right?.length ?? 0);
  for (let index = 0; index < length; index += 1) {
    const [one = "", other = ""] = [left?.[index], right?.[index]];
    const numbers = /^\d+$/.test(one) && /^\d+$/.test(other);
    const order = numbers ? Number(one) - Number(other) : compare(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
