/**
 * Trend points as the columns that charts draw. Every value is one that was read: nothing is averaged, what could not be
 * read is null, and where readings are missing a row of nulls breaks the line.
 */
import { NAMESPACE_VERDICTS, PHASES, type Phase } from "../migration/model.ts";
import type { TrendPoint } from "./history-model.ts";

export const DAY = 86_400_000;

/** Numbers over time, as columns of one length. */
export interface Series<Key extends string> {
  /** Milliseconds since 1970, ascending. */
  readonly times: readonly number[];
  /** null is a gap. */
  readonly values: Readonly<Record<Key, readonly (number | null)[]>>;
}

/** The phases that are drawn on top of each other, the end of the journey first, then those whose phase was unread. */
export const STACKED_PHASES = [
  ...PHASES.filter((phase) => phase !== "excluded" && phase !== "not-in-mesh").toReversed(),
  "could-not-tell",
] as const satisfies readonly (Phase | "could-not-tell")[];

export type StackedPhase = (typeof STACKED_PHASES)[number];

/**
 * Namespaces of the mesh by phase. Without pods no phase is known, so such a point is a gap. Namespaces that only hold
 * gateways have no phase and are not judged: nothing about them is unknown.
 */
export function phaseSeries(points: readonly TrendPoint[]): Series<StackedPhase> {
  return series(points, STACKED_PHASES, (point) => {
    if (point.pods === null) return null;
    const counts = new Map<string, number>(
      point.phases.map(({ phase, namespaces }) => [phase, namespaces]),
    );
    const known = STACKED_PHASES.reduce((sum, phase) => sum + (counts.get(phase) ?? 0), 0);
    counts.set("could-not-tell", Math.max(0, point.judged - known));
    return (phase) => counts.get(phase) ?? 0;
  });
}

export const POD_MODES = ["ambient", "sidecar", "none"] as const;

/** Live pods by how the mesh reaches them. */
export function podSeries(points: readonly TrendPoint[]): Series<(typeof POD_MODES)[number]> {
  return series(points, POD_MODES, ({ pods }) => pods && ((mode) => pods[mode]));
}

export const BACKLOG = ["blockers", "warnings"] as const;

/** Findings that were open after each point. */
export function backlogSeries(points: readonly TrendPoint[]): Series<(typeof BACKLOG)[number]> {
  return series(
    points,
    BACKLOG,
    ({ open }) =>
      (severity) =>
        open[severity],
  );
}

export const COVERAGE = ["read", "unread"] as const;

/** Kinds that were asked for, by whether they could be read. */
export function coverageSeries(points: readonly TrendPoint[]): Series<(typeof COVERAGE)[number]> {
  return series(
    points,
    COVERAGE,
    ({ kindsAsked, kindsRead }) =>
      (key) =>
        key === "read" ? kindsRead : kindsAsked - kindsRead,
  );
}

export const FLOW = [
  "foundBlockers",
  "foundWarnings",
  "resolvedBlockers",
  "resolvedWarnings",
] as const;

/**
 * What was found and resolved in each stretch of `width` milliseconds, at its beginning. A stretch without a snapshot is
 * null: nothing was looked for. What the very first snapshot found is not news, so it is left out.
 * @param first when the cluster was first read, which is the first point of its whole history
 */
export function flowSeries(
  points: readonly TrendPoint[],
  width: number,
  first: string | undefined,
): Series<(typeof FLOW)[number]> {
  const buckets = Map.groupBy(points, ({ takenAt }) => bucketOf(takenAt, width));
  const times = filled([...buckets.keys()], width);
  const sum = (time: number, of: (point: TrendPoint) => number): number | null => {
    const within = buckets.get(time);
    return within ? within.reduce((total, point) => total + of(point), 0) : null;
  };
  const found = (severity: "blockers" | "warnings") => (point: TrendPoint) =>
    point.takenAt === first ? 0 : point.found[severity];
  return {
    times,
    values: {
      foundBlockers: times.map((time) => sum(time, found("blockers"))),
      foundWarnings: times.map((time) => sum(time, found("warnings"))),
      resolvedBlockers: times.map((time) => sum(time, ({ resolved }) => resolved.blockers)),
      resolvedWarnings: times.map((time) => sum(time, ({ resolved }) => resolved.warnings)),
    },
  };
}

/** A day for ranges up to a quarter, else a week: bars stay wide enough to be seen. Milliseconds. */
export function flowWidth(span: number): number {
  return span <= 95 * DAY ? DAY : 7 * DAY;
}

/**
 * At most about `limit` points that keep the shape: from each of equal stretches of time its first, its last and those
 * with the least and the most of every measure, as in M4 aggregation (Jugel, Jerzak, Hackenbroich, Markl: "M4: A
 * Visualization-Oriented Time Series Data Aggregation", VLDB 2014, https://www.vldb.org/pvldb/vol7/p797-jugel.pdf).
 * What points that are left out had found and resolved moves to the next one kept, so that sums stay true.
 */
export function thin(points: readonly TrendPoint[], limit: number): readonly TrendPoint[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length <= limit) return points;

  const from = timeOf(first);
  const width = (timeOf(last) - from + 1) / Math.max(1, Math.floor(limit / KEPT));
  const stretches = Map.groupBy(points, (point) => Math.floor((timeOf(point) - from) / width));
  const kept = new Set([...stretches.values()].flatMap(extremesOf));
  return merged(points, (point) => kept.has(point));
}

/** The last point of each day (UTC), with what all of that day found and resolved. */
export function dailyPoints(points: readonly TrendPoint[]): readonly TrendPoint[] {
  return merged(
    points,
    (point, next) => next === undefined || dayOf(next.takenAt) !== dayOf(point.takenAt),
  );
}

/**
 * How far apart two readings may be before the time between them counts as missing: three times what is usual here, and
 * at least two and a half days. Milliseconds.
 */
export function gapLimit(times: readonly number[]): number {
  const steps = times
    .slice(1)
    .map((time, index) => time - (times[index] ?? time))
    .toSorted((a, b) => a - b);
  const median = steps[Math.floor(steps.length / 2)] ?? 0;
  return Math.max(2.5 * DAY, 3 * median);
}

/** The points apart at every gap, so that each run may be thinned and none grows a gap by that. */
export function runsOf(points: readonly TrendPoint[]): readonly (readonly TrendPoint[])[] {
  const limit = gapLimit(points.map(timeOf));
  const runs: TrendPoint[][] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const time = timeOf(point);
    if (time - before > limit) runs.push([point]);
    else runs.at(-1)?.push(point);
    before = time;
  }
  return runs;
}

/** `thin` for runs, each by its share of the points, so that both ends of every gap stay. */
export function thinRuns(
  runs: readonly (readonly TrendPoint[])[],
  limit: number,
): readonly (readonly TrendPoint[])[] {
  const all = runs.reduce((sum, run) => sum + run.length, 0);
  return runs.map((run) => thin(run, Math.max(KEPT, Math.round((limit * run.length) / all))));
}

/** The series of all runs one after the other, with a row of nulls between two of them that no line crosses. */
export function joined<Key extends string>(runs: readonly Series<Key>[]): Series<Key> | null {
  const [first, ...rest] = runs;
  if (!first) return null;
  return rest.reduce(
    (before, run) => ({
      times: [...before.times, middle(before.times.at(-1), run.times[0]), ...run.times],
      values: recordOf(keysOf(run.values), (key) => [
        ...before.values[key],
        null,
        ...run.values[key],
      ]),
    }),
    first,
  );
}

/**
 * The points of a fleet, one for each day on which any of its clusters was read: every cluster counts with its last
 * point until then, from its first one on. Where a cluster's pods were unread, those of the fleet are unknown.
 * @param clusters daily points, oldest first
 */
export function fleetPoints(clusters: Iterable<readonly TrendPoint[]>): readonly TrendPoint[] {
  const all = [...clusters].filter((points) => points.length > 0);
  const days = [...new Set(all.flat().map(({ takenAt }) => dayOf(takenAt)))].toSorted();
  const next = all.map(() => 0);
  return days.map((day) => {
    const present = all.flatMap((points, cluster) => {
      let at = next[cluster] ?? 0;
      while (dayOf(points[at]?.takenAt ?? "~") <= day) at += 1;
      next[cluster] = at;
      const last = points[at - 1];
      return last ? [{ last, fresh: dayOf(last.takenAt) === day }] : [];
    });
    return summed(present);
  });
}

/** How far namespaces are; `canMove` are all that do not rather stay on their sidecars. */
export interface Progress {
  readonly done: number;
  readonly canMove: number;
  /** Namespaces of which neither could be told; null: no namespace was read. */
  readonly untold: number | null;
}

/** How many of its namespaces a point has by verdict. */
export function progressOf({
  verdicts,
  namespaces,
}: Pick<TrendPoint, "verdicts" | "namespaces">): Progress {
  const of = new Map(verdicts.map(({ verdict, namespaces }) => [verdict, namespaces]));
  const amount = (verdict: (typeof NAMESPACE_VERDICTS)[number]) => of.get(verdict) ?? 0;
  const done = amount("done");
  const canMove = done + amount("ready") + amount("ready-with-work") + amount("blocked");
  const isBlind = namespaces === 0 && verdicts.every((row) => row.namespaces === 0);
  return { done, canMove, untold: isBlind ? null : amount("could-not-tell") };
}

/** Points that `thin` may keep of one stretch. */
const KEPT = 4;

const MEASURES: readonly ((point: TrendPoint) => number)[] = [
  ({ open }) => open.blockers,
  (point) => progressOf(point).done,
  ({ pods }) => (pods === null ? -1 : pods.ambient),
];

function extremesOf(points: readonly TrendPoint[]): TrendPoint[] {
  const extremes = MEASURES.flatMap((measure) => {
    const ordered = points.toSorted((a, b) => measure(a) - measure(b));
    return [ordered[0], ordered.at(-1)];
  });
  return [points[0], points.at(-1), ...extremes].flatMap((point) => point ?? []);
}

/** Drops points and adds what they had found and resolved to the next one kept. The last point is always kept. */
function merged(
  points: readonly TrendPoint[],
  keeps: (point: TrendPoint, next: TrendPoint | undefined) => boolean,
): TrendPoint[] {
  let carried: TrendPoint[] = [];
  return points.flatMap((point, index) => {
    carried.push(point);
    const next = points[index + 1];
    if (next !== undefined && !keeps(point, next)) return [];
    const together = carried;
    carried = [];
    return together.length === 1
      ? [point]
      : [{ ...point, found: tally(together, "found"), resolved: tally(together, "resolved") }];
  });
}

function tally(points: readonly TrendPoint[], what: "found" | "resolved" | "open") {
  return {
    blockers: points.reduce((sum, point) => sum + point[what].blockers, 0),
    warnings: points.reduce((sum, point) => sum + point[what].warnings, 0),
  };
}

const NOTHING = { blockers: 0, warnings: 0 };

function summed(
  present: readonly { readonly last: TrendPoint; readonly fresh: boolean }[],
): TrendPoint {
  const points = present.map(({ last }) => last);
  const fresh = present.flatMap(({ last, fresh }) => (fresh ? [last] : []));
  const add = (of: (point: TrendPoint) => number) =>
    points.reduce((total, point) => total + of(point), 0);
  const pods = points.flatMap((point) => point.pods ?? []);
  return {
    takenAt:
      fresh
        .map(({ takenAt }) => takenAt)
        .toSorted()
        .at(-1) ?? "",
    input: points[0]?.input ?? "live",
    istioVersion: null,
    kubernetesVersion: null,
    catalogue: points[0]?.catalogue ?? "",
    phases: PHASES.map((phase) => ({
      phase,
      namespaces: add(({ phases }) => amountOf(phases, (row) => row.phase === phase)),
    })),
    verdicts: NAMESPACE_VERDICTS.map((verdict) => ({
      verdict,
      namespaces: add(({ verdicts }) => amountOf(verdicts, (row) => row.verdict === verdict)),
    })),
    namespaces: add(({ namespaces }) => namespaces),
    judged: add(({ judged }) => judged),
    pods:
      pods.length < points.length
        ? null
        : {
            sidecar: pods.reduce((total, { sidecar }) => total + sidecar, 0),
            ambient: pods.reduce((total, { ambient }) => total + ambient, 0),
            none: pods.reduce((total, { none }) => total + none, 0),
          },
    open: tally(points, "open"),
    found: fresh.length > 0 ? tally(fresh, "found") : NOTHING,
    resolved: fresh.length > 0 ? tally(fresh, "resolved") : NOTHING,
    kindsAsked: add(({ kindsAsked }) => kindsAsked),
    kindsRead: add(({ kindsRead }) => kindsRead),
    undeterminedChecks: add(({ undeterminedChecks }) => undeterminedChecks),
    sidecarMemoryRequested: null,
  };
}

function amountOf<Row extends { readonly namespaces: number }>(
  rows: readonly Row[],
  is: (row: Row) => boolean,
): number {
  return rows.filter(is).reduce((sum, { namespaces }) => sum + namespaces, 0);
}

/** `read` gives the values of one point by key, or null when none of them is known. */
function series<Key extends string>(
  points: readonly TrendPoint[],
  keys: readonly Key[],
  read: (point: TrendPoint) => ((key: Key) => number) | null,
): Series<Key> {
  const readings = points.map(read);
  const columns = new Map(
    keys.map((key) => [key, readings.map((reading) => (reading ? reading(key) : null))]),
  );
  return { times: points.map(timeOf), values: recordOf(keys, (key) => columns.get(key) ?? []) };
}

/** Safe: the values of a series are made by `recordOf`, so it has no other keys than those of its type. */
function keysOf<Key extends string>(values: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(values) as Key[];
}

/** Safe: every key of the type is in `keys`. */
function recordOf<Key extends string, Value>(
  keys: readonly Key[],
  of: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, Value>;
}

/** Every multiple of `width` from the first to the last. */
function filled(times: readonly number[], width: number): number[] {
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return [];
  return Array.from(
    { length: Math.round((last - first) / width) + 1 },
    (_, at) => first + at * width,
  );
}

/** Weeks begin on Monday: 1970-01-05 was one. Days begin at midnight UTC, so no clock change moves them. */
function bucketOf(takenAt: string, width: number): number {
  const offset = width >= 7 * DAY ? 4 * DAY : 0;
  return Math.floor((Date.parse(takenAt) - offset) / width) * width + offset;
}

function middle(before: number | undefined, after: number | undefined): number {
  return Math.round(((before ?? 0) + (after ?? 0)) / 2);
}

function dayOf(takenAt: string): string {
  return takenAt.slice(0, 10);
}

function timeOf({ takenAt }: TrendPoint): number {
  return Date.parse(takenAt);
}
