/** Hours of a move put beside each other: which belong together, what a side had, and how it went. */
import { COURSE_STEP, MOVE_WINDOW } from "./move-bounds.ts";
import type { Move, MoveCourse, MoveHour, MoveSamples, MoveSide, Vantage } from "./moves.ts";
import { type PairedFigures, type Spread, spreadOf } from "./spread.ts";

/** Milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface MoveWindows {
  readonly before: Span;
  readonly after: Span;
}

/** Whole hours of UTC, as many before the move as after it, and none from before an earlier move or after it went back. */
export function moveWindows({ before, enrolledAt, since, until }: Move): MoveWindows {
  const length = MOVE_WINDOW.days * 24 * HOUR;
  const left = Math.floor(Date.parse(before) / HOUR) * HOUR;
  const settled = Date.parse(enrolledAt) + MOVE_WINDOW.settling * MINUTE;
  const begun = Math.ceil(settled / HOUR) * HOUR;
  const back = since === undefined ? 0 : Math.ceil(Date.parse(since) / HOUR) * HOUR;
  const gone = until === undefined ? begun + length : Math.floor(Date.parse(until) / HOUR) * HOUR;
  return {
    before: { from: Math.min(left, Math.max(left - length, back)), to: left },
    after: { from: begun, to: Math.max(begun, Math.min(begun + length, gone)) },
  };
}

/** One hour of the week before and the same one after. */
export interface HourPair {
  readonly before: MoveHour;
  readonly after: MoveHour;
}

/** What was seen from one place; null as the place: memory and CPU alone. */
export interface MoveView {
  readonly vantage: Vantage | null;
  /** Whole hours of both windows that are over. */
  readonly before: readonly MoveHour[];
  readonly after: readonly MoveHour[];
  readonly pairs: readonly HourPair[];
  /** Pairs whose requests are known on both sides. */
  readonly loaded: readonly HourPair[];
  /** Requests of these on the side that has fewer. */
  readonly requests: number;
}

export function viewOf(
  vantage: Vantage | null,
  hours: readonly MoveHour[],
  windows: MoveWindows,
  now: string,
): MoveView {
  const over = Date.parse(now);
  const within = ({ from, to }: Span) =>
    hours.filter(({ at }) => {
      const begun = Date.parse(at);
      return begun >= from && begun + HOUR <= Math.min(to, over);
    });
  const [before, after] = [within(windows.before), within(windows.after)];
  const bySlot = new Map(before.map((hour) => [hourOfWeek(hour), hour]));
  const pairs = after.flatMap((hour): HourPair[] => {
    const same = bySlot.get(hourOfWeek(hour));
    return same ? [{ before: same, after: hour }] : [];
  });
  const loaded = pairs.filter((pair) => paired(pair, ({ requests }) => requests) !== null);
  return {
    vantage,
    before,
    after,
    pairs,
    loaded,
    requests: Math.min(requestsOf(loaded, "before") ?? 0, requestsOf(loaded, "after") ?? 0),
  };
}

/** Hours with memory and CPU, from whichever place told of them. */
export function resourceHours({ seen }: MoveSamples): readonly MoveHour[] {
  const byStart = new Map<string, MoveHour>();
  for (const hour of seen.flatMap(({ hours }) => hours)) {
    const known = byStart.get(hour.at);
    byStart.set(hour.at, {
      at: hour.at,
      ...UNSEEN,
      memory: known?.memory ?? hour.memory,
      cpu: known?.cpu ?? hour.cpu,
    });
  }
  return [...byStart.values()].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Both figures of a pair; null when one of them is not known. */
export function paired(
  { before, after }: HourPair,
  figure: (hour: MoveHour) => number | null,
): PairedFigures | null {
  const [was, is] = [figure(before), figure(after)];
  return was === null || is === null ? null : [was, is];
}

export function pairsOf(
  pairs: readonly HourPair[],
  figure: (hour: MoveHour) => number | null,
): readonly PairedFigures[] {
  return pairs.flatMap((pair) => {
    const both = paired(pair, figure);
    return both === null ? [] : [both];
  });
}

/** What one side had in the hours that both have; null when there is none. */
export function sideOf(
  side: "before" | "after",
  { loaded, pairs }: { readonly loaded: readonly HourPair[]; readonly pairs: readonly HourPair[] },
  resources: readonly HourPair[],
): MoveSide | null {
  const counted = (loaded.length > 0 ? loaded : pairs).map((pair) => pair[side]);
  const starts = counted.map(({ at }) => Date.parse(at));
  if (starts.length === 0) return null;

  const requests = requestsOf(loaded, side);
  const spread = (of: readonly HourPair[], figure: (hour: MoveHour) => number | null) =>
    sideSpread(pairsOf(of, figure), side);
  return {
    from: new Date(Math.min(...starts)).toISOString(),
    to: new Date(Math.max(...starts) + HOUR).toISOString(),
    hours: counted.length,
    requests,
    requestsPerSecond: requests === null ? null : requests / (loaded.length * (HOUR / 1000)),
    errorRatio: errorRatioOf(loaded, side),
    p50: spread(loaded, ({ p50 }) => p50),
    p90: spread(loaded, ({ p90 }) => p90),
    p99: spread(loaded, ({ p99 }) => p99),
    memory: spread(resources, ({ memory }) => memory),
    cpu: spread(resources, ({ cpu }) => cpu),
  };
}

/** null without an hour whose requests are known on both sides. */
export function requestsOf(loaded: readonly HourPair[], side: "before" | "after"): number | null {
  if (loaded.length === 0) return null;
  return loaded.reduce((sum, pair) => sum + (pair[side].requests ?? 0), 0);
}

/** Of all requests in hours whose errors are known on both sides; null when there were none. */
export function errorRatioOf(loaded: readonly HourPair[], side: "before" | "after"): number | null {
  const known = loaded.filter((pair) => paired(pair, ({ errorRatio }) => errorRatio) !== null);
  const requests = requestsOf(known, side);
  if (!requests) return null;
  return (
    known.reduce(
      (sum, { [side]: hour }) => sum + (hour.errorRatio ?? 0) * (hour.requests ?? 0),
      0,
    ) / requests
  );
}

/** How a side went, in steps from the beginning of its window to its end. */
export function courseOf(
  seen: readonly MoveHour[],
  resources: readonly MoveHour[],
  { from, to }: Span,
): MoveCourse {
  const steps = Math.ceil((to - from) / (COURSE_STEP * HOUR));
  const column = (hours: readonly MoveHour[], figure: (hour: MoveHour) => number | null) => {
    const byStep = Array.from({ length: steps }, (): number[] => []);
    for (const hour of hours) {
      const value = figure(hour);
      const step = Math.floor((Date.parse(hour.at) - from) / (COURSE_STEP * HOUR));
      if (value !== null) byStep[step]?.push(value);
    }
    return byStep.map((values) => short(spreadOf(values)?.median ?? null));
  };
  return {
    from: new Date(from).toISOString(),
    requestsPerSecond: column(seen, ({ requests }) =>
      requests === null ? null : requests / (HOUR / 1000),
    ),
    p50: column(seen, ({ p50 }) => p50),
    p99: column(seen, ({ p99 }) => p99),
    memory: column(resources, ({ memory }) => memory),
    cpu: column(resources, ({ cpu }) => cpu),
  };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const UNSEEN = { requests: null, errorRatio: null, p50: null, p90: null, p99: null } as const;

/** Samples need not begin on the full hour: the nearest one is theirs. */
function hourOfWeek({ at }: MoveHour): number {
  return Math.round(Date.parse(at) / HOUR) % (7 * 24);
}

function sideSpread(pairs: readonly PairedFigures[], side: "before" | "after"): Spread | null {
  return spreadOf(pairs.map(([was, is]) => (side === "before" ? was : is)));
}

/** Four digits are more than a chart shows, and half of the bytes. */
function short(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}
