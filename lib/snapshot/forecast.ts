/**
 * When the last namespace that can move will be done, from the team's own pace. The past is cut into weeks, each with
 * the number of namespaces that became done in it; a thousand futures are played, every week of each drawn at random
 * from the weeks of the past (with replacement), until nothing is left. The answer is the range of dates by which half
 * and 85 of 100 of the futures are through.
 *
 * Drawing from what was seen, without assuming a distribution, is the bootstrap: B. Efron, "Bootstrap Methods: Another
 * Look at the Jackknife", The Annals of Statistics 7(1), 1979, https://doi.org/10.1214/aos/1176344552. Doing so with
 * weekly throughput and naming percentiles instead of a date is how teams forecast delivery: D. Vacanti, "Actionable
 * Agile Metrics for Predictability", 2015; T. Magennis, https://github.com/FocusedObjective/FocusedObjective.Resources.
 */

import { DAY, progressOf } from "./history.ts";
import type { TrendPoint } from "./history-model.ts";

export const WEEK = 7 * DAY;

/** Fewer weeks say too little about a pace. */
export const WEEKS_NEEDED = 4;

/** Older weeks say little about the pace of today. */
export const WEEKS_USED = 12;

/** Futures that are played. */
export const FUTURES = 1000;

export type Forecast =
  | { readonly kind: "nothing-left"; readonly done: number }
  | {
      readonly kind: "not-enough-history";
      /** Whole weeks that could be used, of WEEKS_NEEDED. */
      readonly weeks: number;
      /** When there will be enough, if the cluster is read until then; null without any snapshot. */
      readonly enoughAt: string | null;
    }
  | { readonly kind: "no-progress"; readonly weeks: number; readonly left: number }
  | {
      readonly kind: "too-far";
      readonly weeks: number;
      readonly left: number;
      readonly years: number;
    }
  | {
      readonly kind: "range";
      /** Weeks of the past that were drawn from, and what became done in them. */
      readonly weeks: number;
      readonly completed: number;
      readonly left: number;
      /** ISO 8601: half of the futures are through, and 85 of 100 are. */
      readonly p50: string;
      readonly p85: string;
      /** Namespaces done, by week from now until p85. */
      readonly band: readonly BandPoint[];
    };

/** Between what 15 and 85 of 100 futures have done by then, and what half of them have. */
export interface BandPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/**
 * @param readings oldest first, one a day is enough; those that could not tell of progress are left out
 * @param now ISO 8601; the weeks of the past are counted back from it
 */
export function forecastOf(readings: readonly TrendPoint[], now: string): Forecast {
  const points = readings.filter(tellsProgress);
  const today = points.findLast(({ takenAt }) => takenAt <= now);
  if (!today) return { kind: "not-enough-history", weeks: 0, enoughAt: null };
  const { done, canMove } = progressOf(today);
  const left = canMove - done;
  if (left === 0) return { kind: "nothing-left", done };

  const pace = weeklyCompletions(points, now);
  if (pace.length < WEEKS_NEEDED) {
    const missing = WEEKS_NEEDED - pace.length;
    const enoughAt = new Date(Date.parse(now) + missing * WEEK).toISOString();
    return { kind: "not-enough-history", weeks: pace.length, enoughAt };
  }
  const completed = pace.reduce((sum, week) => sum + week, 0);
  if (completed <= 0) return { kind: "no-progress", weeks: pace.length, left };

  const futures = play(pace, left, seedOf(now));
  const lengths = ordered(futures.map(({ length }) => length));
  const weeksUntil = (share: number) => quantile(lengths, share);
  if (weeksUntil(0.85) > FARTHEST)
    return { kind: "too-far", weeks: pace.length, left, years: FARTHEST / 52 };
  const after = (weeks: number) => new Date(Date.parse(now) + weeks * WEEK).toISOString();
  return {
    kind: "range",
    weeks: pace.length,
    completed,
    left,
    p50: after(weeksUntil(0.5)),
    p85: after(weeksUntil(0.85)),
    band: bandOf(futures, done, canMove, Date.parse(now), weeksUntil(0.85)),
  };
}

/** A reading without pods has nothing done and nothing left, because it knows nothing. */
function tellsProgress(point: TrendPoint): boolean {
  const { canMove, untold } = progressOf(point);
  return canMove > 0 || untold === 0;
}

/**
 * How many namespaces became done in each whole week before `now`, at most WEEKS_USED, oldest first; negative where more
 * fell back. Weeks without a snapshot show nothing by themselves: what the next snapshot reveals is spread evenly over
 * them and its own week.
 */
export function weeklyCompletions(points: readonly TrendPoint[], now: string): number[] {
  const first = points[0];
  if (!first) return [];
  const end = Date.parse(now);
  const whole = Math.floor((end - Date.parse(first.takenAt)) / WEEK);
  const edges = Array.from(
    { length: Math.max(0, whole) + 1 },
    (_, at) => end - (whole - at) * WEEK,
  );

  const weeks: number[] = [];
  let at = 0;
  let silent = 0;
  let before: number | null = null;
  for (const edge of edges) {
    let newest: TrendPoint | null = null;
    for (let point = points[at]; point && Date.parse(point.takenAt) <= edge; point = points[at]) {
      newest = point;
      at += 1;
    }
    if (before === null) {
      before = newest ? progressOf(newest).done : null;
      continue;
    }
    silent += 1;
    if (!newest) continue;
    const { done } = progressOf(newest);
    weeks.push(...spread(done - before, silent));
    before = done;
    silent = 0;
  }
  return weeks.slice(-WEEKS_USED);
}

/** Ten years: what lies behind it is no plan. */
const FARTHEST = 520;

/** A whole number over some weeks, as even as whole numbers go, later weeks first to get what is over. */
function spread(total: number, weeks: number): number[] {
  const share = (until: number) => Math.trunc((total * until) / weeks);
  return Array.from({ length: weeks }, (_, week) => share(week + 1) - share(week));
}

/** Futures as what is left after each week, until nothing is. One that ends after FARTHEST weeks is cut off there. */
function play(pace: readonly number[], left: number, seed: number): Uint32Array[] {
  const random = mulberry32(seed);
  return Array.from({ length: FUTURES }, () => {
    const weeks: number[] = [];
    let rest = left;
    while (rest > 0 && weeks.length <= FARTHEST) {
      const drawn = pace[Math.floor(random() * pace.length)] ?? 0;
      rest = Math.min(left, Math.max(0, rest - drawn));
      weeks.push(rest);
    }
    return Uint32Array.from(weeks);
  });
}

function bandOf(
  futures: readonly Uint32Array[],
  done: number,
  canMove: number,
  now: number,
  weeks: number,
): BandPoint[] {
  const today = { at: now, low: done, middle: done, high: done };
  const step = Math.ceil(weeks / BAND_POINTS);
  const ahead = Array.from({ length: Math.ceil(weeks / step) }, (_, index) => {
    const week = Math.min(weeks, (index + 1) * step);
    const doneThen = ordered(futures.map((future) => canMove - (future[week - 1] ?? 0)));
    return {
      at: now + week * WEEK,
      low: quantile(doneThen, 0.15),
      middle: quantile(doneThen, 0.5),
      high: quantile(doneThen, 0.85),
    };
  });
  return [today, ...ahead];
}

const BAND_POINTS = 60;

/** Typed arrays are sorted by number, several times faster than by a function. */
function ordered(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

/** The smallest value that at least a `share` of them do not exceed (nearest rank), of ordered values. */
function quantile(values: Float64Array, share: number): number {
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;
}

/** The same day gives the same answer, whoever asks. FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
function seedOf(now: string): number {
  let hash = 0x811c9dc5;
  for (const character of now.slice(0, 10)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}

/** Tommy Ettinger's mulberry32, public domain: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
