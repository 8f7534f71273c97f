/** What is said of each figure of a move. The method is told at `compareMove`. */
import { MOVE_BOUNDS } from "./move-bounds.ts";
import { errorRatioOf, type HourPair, type MoveView, pairsOf, requestsOf } from "./move-sides.ts";
import { countText, figureText, type MoveFigure, shareText, vantageText } from "./move-words.ts";
import type { MoveHour, MoveJudgement, MoveVerdict } from "./moves.ts";
import { type Difference, differenceOf } from "./spread.ts";

export interface MoveContext {
  readonly views: readonly MoveView[];
  /** The place that was chosen; null when none saw requests before and after. */
  readonly view: MoveView | null;
  /** Memory and CPU, whoever told of them. */
  readonly resources: MoveView;
  readonly final: boolean;
}

/** A quantile that got worse decides, then one that got better: a gain of the median hides no loss at the tail. */
export function judgeLatency(context: MoveContext): MoveJudgement {
  const { loaded, refusal } = comparedRequests(context);
  if (refusal) return refusal;
  const judged = QUANTILES.map((name) => judgeQuantile(name, loaded));
  return {
    verdict:
      DECIDING.find((verdict) => judged.some((each) => each.verdict === verdict)) ??
      "not-comparable",
    because: judged.map(({ because }) => because).join(" "),
  };
}

export function judgeErrors(context: MoveContext): MoveJudgement {
  const { loaded, refusal } = comparedRequests(context);
  if (refusal) return refusal;
  const difference = differenceOf(
    pairsOf(loaded, ({ errorRatio }) => errorRatio),
    { amount: MOVE_BOUNDS.errors, pairs: MOVE_BOUNDS.agreeing },
  );
  const [before, after] = [errorRatioOf(loaded, "before"), errorRatioOf(loaded, "after")];
  if (!difference || before === null || after === null) {
    return refuse("Whether requests failed was not measured for the same hours before and after.");
  }
  const few = tooFewHours(difference.before.hours);
  if (few) return few;

  const text = (ratio: number) => figureText("errors", ratio);
  const told = `${text(before)} of requests failed before, ${text(after)} after`;
  if (difference.direction !== "none") {
    const usual = `a usual hour had ${text(difference.before.median)}, then ${text(difference.after.median)}`;
    return { verdict: VERDICTS[difference.direction], because: `${told}; ${usual}.` };
  }
  if (Math.abs(after - before) < MOVE_BOUNDS.errors) {
    const bound = figureText("errors", MOVE_BOUNDS.errors);
    return { verdict: "same", because: `${told}: less than ${bound} of all requests apart.` };
  }
  return refuse(
    `${told}, but the hours vary by more than that: some of them make the difference, and whether the move did cannot be told.`,
  );
}

/** Of the namespace's own sidecars and waypoints: what ztunnel takes belongs to its node and is not in it. */
export function judgeResource(figure: "memory" | "cpu", context: MoveContext): MoveJudgement {
  const { resources, view, final } = context;
  const name = NAMES[figure];
  const pairs = pairsOf(resources.pairs, (hour) => hour[figure]);
  if (pairs.length < MOVE_BOUNDS.hours) {
    if (!known(resources.before, figure))
      return refuse(`${name} was not measured before the move.`);
    if (!final && resources.after.length < MOVE_BOUNDS.hours) return waits(pairs.length);
    if (!known(resources.after, figure)) return refuse(`${name} was not measured after the move.`);
    return tooFewHours(pairs.length) ?? waits(pairs.length);
  }

  const load = view !== null && view.loaded.length >= MOVE_BOUNDS.hours ? view.loaded : null;
  const other = load && otherLoad(load);
  if (other) return other;
  if (load === null && figure === "cpu") {
    return refuse(
      "CPU follows the load, and how many requests there were is not known for the same hours before and after.",
    );
  }
  const difference = differenceOf(pairs, LEAST);
  if (!difference) return refuse(`${name} was not measured for the same hours before and after.`);
  const { verdict, because } = judged(name, figure, difference);
  if (load) return { verdict, because };
  return { verdict, because: `${because} How the load differed is not known.` };
}

const QUANTILES = ["p99", "p90", "p50"] as const;
type QuantileName = (typeof QUANTILES)[number];

const DECIDING = ["worse", "better", "same"] as const satisfies readonly MoveVerdict[];

/** Less is better for all that is compared. */
const VERDICTS = { lower: "better", higher: "worse", none: "same" } as const satisfies Record<
  Difference["direction"],
  MoveVerdict
>;

const NAMES = { memory: "Memory", cpu: "CPU" } as const;

const LEAST = { share: MOVE_BOUNDS.change, pairs: MOVE_BOUNDS.agreeing };

/**
 * Upper limits of the buckets that Envoy counts durations in, milliseconds.
 * https://github.com/envoyproxy/envoy/blob/main/source/common/stats/histogram_impl.cc
 */
const BUCKETS = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000,
  1_800_000, 3_600_000,
];

/** The hours that can be compared, or why none can. */
function comparedRequests({ views, view, resources, final }: MoveContext): {
  readonly loaded: readonly HourPair[];
  readonly refusal: MoveJudgement | null;
} {
  const loaded = view?.loaded ?? [];
  const refusal = () => {
    const measuredAfter = Math.max(
      resources.after.length,
      ...views.map(({ after }) => after.filter(({ requests }) => requests !== null).length),
    );
    if (loaded.length < MOVE_BOUNDS.hours && !final && measuredAfter < MOVE_BOUNDS.hours) {
      return waits(loaded.length);
    }
    if (view === null) return refuse(whyNoPlace(views));
    return tooFewHours(loaded.length) ?? otherLoad(loaded);
  };
  return { loaded, refusal: refusal() };
}

function judgeQuantile(name: QuantileName, loaded: readonly HourPair[]): MoveJudgement {
  const least = MOVE_BOUNDS.hourRequests[name];
  const counting = loaded.filter(
    ({ before, after }) => (before.requests ?? 0) >= least && (after.requests ?? 0) >= least,
  );
  const pairs = pairsOf(counting, (hour) => hour[name]);
  const difference = differenceOf(pairs, LEAST);
  const [before, after] = [requestsOf(counting, "before") ?? 0, requestsOf(counting, "after") ?? 0];
  const needed = MOVE_BOUNDS.requests[name];
  if (!difference || pairs.length < MOVE_BOUNDS.hours || Math.min(before, after) < needed) {
    return refuse(
      `${name} cannot be told: ${hoursText(pairs.length)} of the week had at least ${countText(least)} requests and a ${name} on both sides, together ${countText(before)} requests before and ${countText(after)} after; it takes ${MOVE_BOUNDS.hours} hours and ${countText(needed)} requests.`,
    );
  }

  const bucket = bucketOf(difference.before.median);
  if (bucket === bucketOf(difference.after.median)) {
    return same(name, "latency", difference, bucketText(bucket));
  }
  return judged(name, "latency", difference);
}

function judged(name: string, figure: MoveFigure, difference: Difference): MoveJudgement {
  const { before, after, direction } = difference;
  const told = went(name, figure, difference);
  const text = (value: number) => figureText(figure, value);
  if (direction !== "none") {
    return {
      verdict: VERDICTS[direction],
      because: `${told}: more than the hours vary (middle half ${text(before.low)} to ${text(before.high)} before, ${text(after.low)} to ${text(after.high)} after).`,
    };
  }
  const larger = Math.max(before.median, after.median);
  const close = Math.abs(before.median - after.median) < MOVE_BOUNDS.change * larger;
  const why = close
    ? `less than ${shareText(MOVE_BOUNDS.change)} apart.`
    : `no more than the hours vary (middle half ${text(before.low)} to ${text(before.high)} before, ${text(after.low)} to ${text(after.high)} after).`;
  return same(name, figure, difference, why);
}

/** Figures that read the same need no reason for being called so. */
function same(
  name: string,
  figure: MoveFigure,
  difference: Difference,
  why: string,
): MoveJudgement {
  const [before, after] = [difference.before.median, difference.after.median];
  const stayed = figureText(figure, before) === figureText(figure, after);
  const because = stayed
    ? `${name} stayed at ${figureText(figure, after)}.`
    : `${went(name, figure, difference)}: ${why}`;
  return { verdict: "same", because };
}

function went(name: string, figure: MoveFigure, { before, after }: Difference): string {
  return `${name} went from ${figureText(figure, before.median)} to ${figureText(figure, after.median)}`;
}

/** null when both sides had the same load, as far as that is asked for. */
function otherLoad(loaded: readonly HourPair[]): MoveJudgement | null {
  const [before, after] = [requestsOf(loaded, "before") ?? 0, requestsOf(loaded, "after") ?? 0];
  const larger = Math.max(before, after);
  const apart = larger === 0 ? 0 : Math.abs(before - after) / larger;
  if (apart <= MOVE_BOUNDS.load) return null;
  return refuse(
    `The load differed: ${countText(before)} requests before and ${countText(after)} after in the same ${hoursText(loaded.length)} of the week, ${shareText(apart)} apart. More than ${shareText(MOVE_BOUNDS.load)} is not compared.`,
  );
}

function whyNoPlace(views: readonly MoveView[]): string {
  const who = (side: "before" | "after") =>
    views.filter((view) => known(view[side], "requests")).map(({ vantage }) => vantage);
  const [before, after] = [who("before"), who("after")];
  const [was, is] = [before[0], after[0]];
  if (!was && !is) return "No requests to this namespace were measured.";
  if (!was)
    return `Requests were not measured before the move. Since then they are ${is ? vantageText(is) : "measured"}.`;
  if (!is) {
    return `Requests were ${vantageText(was)} before the move, and nobody reported any after it: without a waypoint, ambient mode reports connections and no requests.`;
  }
  const shared = before.some((one) =>
    after.some((other) => one?.reporter === other?.reporter && one?.through === other?.through),
  );
  if (shared)
    return "Requests were measured before and after, but never in the same hour of the week.";
  return `Requests were ${vantageText(was)} before the move and ${vantageText(is)} after it: two places on the way, which cannot be compared.`;
}

function known(hours: readonly MoveHour[], figure: Exclude<keyof MoveHour, "at">): boolean {
  return hours.some((hour) => hour[figure] !== null);
}

function waits(hours: number): MoveJudgement {
  return refuse(
    `Waits for hours after the move: ${hours} of at least ${MOVE_BOUNDS.hours} can be compared so far.`,
  );
}

function tooFewHours(hours: number): MoveJudgement | null {
  if (hours >= MOVE_BOUNDS.hours) return null;
  return refuse(
    `Only ${hoursText(hours)} of the week ${hours === 1 ? "was" : "were"} measured on both sides; it takes ${MOVE_BOUNDS.hours}.`,
  );
}

function refuse(because: string): MoveJudgement {
  return { verdict: "not-comparable", because };
}

function hoursText(hours: number): string {
  return hours === 1 ? "1 hour" : `${hours} hours`;
}

/** Its place in BUCKETS; their number for what is above all of them. */
function bucketOf(milliseconds: number): number {
  const at = BUCKETS.findIndex((limit) => milliseconds <= limit);
  return at === -1 ? BUCKETS.length : at;
}

function bucketText(bucket: number): string {
  const [from, to] = [BUCKETS[bucket - 1] ?? 0, BUCKETS[bucket]];
  const limits =
    to === undefined
      ? `above ${figureText("latency", from)}`
      : `${figureText("latency", from)} to ${figureText("latency", to)}`;
  return `one bucket of the histogram (${limits}), too close to tell apart.`;
}
