import "server-only";
import { type EventLine, eventLines } from "@/components/history/event-words.ts";
import { beginningOf } from "@/components/history/ranges.ts";
import type { PerformanceAddress } from "@/components/performance/address.ts";
import type { Turns } from "@/components/performance/latency-charts.ts";
import {
  measuredNamespaces,
  measuredTotals,
  notesOf,
  phaseChanges,
  trend,
} from "@/lib/db/questions.ts";
import { type EventKind, eventsOf } from "@/lib/snapshot/events.ts";
import type { TrendPoint } from "@/lib/snapshot/history-model.ts";
import type { FigureSource, MeasuredTotals, NamespaceSeries } from "@/lib/snapshot/measurement.ts";

/** What history knows of the time that an address asks for. */
export interface MeasuredTime {
  readonly totals: readonly MeasuredTotals[];
  /** Of the namespace that was chosen; null when none was, or nothing is known of it. */
  readonly series: NamespaceSeries | null;
  /** Which source told each moment. */
  readonly sourceAt: ReadonlyMap<string, FigureSource>;
  /** One per day, the whole history. */
  readonly points: readonly TrendPoint[];
  /** The ends of the time axis, milliseconds, and the moments that a hairline marks. */
  readonly axis: { readonly from: number; readonly to: number; readonly marks: readonly number[] };
  /** What happened meanwhile, oldest first. */
  readonly lines: readonly EventLine[];
  /** What the chosen namespace did that may end its HTTP metrics. */
  readonly turns: Turns;
}

export async function measuredTime(
  clusterId: string,
  { range, namespace }: PerformanceAddress,
  now: string,
  locale: string,
): Promise<MeasuredTime> {
  const end = Date.parse(now);
  const earliest = beginningOf(range, end, Number.NEGATIVE_INFINITY);
  const period = {
    to: now,
    ...(Number.isFinite(earliest) ? { from: new Date(earliest).toISOString() } : {}),
  };
  const [totals, [series = null], points, changes, own, everywhere] = await Promise.all([
    measuredTotals(clusterId, period),
    namespace === null ? [] : measuredNamespaces(clusterId, period, [namespace]),
    trend(clusterId, { to: now, daily: true }),
    phaseChanges(clusterId, { to: now }),
    notesOf(clusterId, { to: now }),
    notesOf(null, { to: now }),
  ]);

  const first = totals[0]?.at ?? points[0]?.takenAt ?? now;
  const from = beginningOf(range, end, Date.parse(first));
  const events = eventsOf({ points, changes, lost: [], notes: [...own, ...everywhere] }).filter(
    (event) =>
      SHOWN.has(event.kind) &&
      Date.parse(event.at) >= from &&
      (namespace === null || !("namespace" in event) || event.namespace === namespace),
  );
  const lines = eventLines(events, locale);
  return {
    totals,
    series,
    sourceAt: new Map(totals.map(({ at, source }) => [at, source])),
    points,
    axis: { from, to: end, marks: [...new Set(lines.map(({ at }) => Date.parse(at)))] },
    lines,
    turns: {
      enrolled: events.find(({ kind }) => kind === "enrolled")?.at ?? null,
      waypointLost:
        events.findLast((event) => event.kind === "regressed" && event.to === "drift-no-waypoint")
          ?.at ?? null,
    },
  };
}

/** Events that use and latency may turn at. */
const SHOWN: ReadonlySet<EventKind> = new Set([
  "istio",
  "kubernetes",
  "enrolled",
  "regressed",
  "note",
]);
