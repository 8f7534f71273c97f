/** The middle of some figures and how far they reach, and whether two sets of them truly differ. */

export interface Spread {
  readonly median: number;
  /** A quarter of the figures is lower, a quarter is higher. */
  readonly low: number;
  readonly high: number;
  /** How many figures it is made of. */
  readonly hours: number;
}

/** null for no figures. Quantiles lie between two figures in proportion (R-7 of Hyndman and Fan, 1996). */
export function spreadOf(figures: readonly number[]): Spread | null {
  if (figures.length === 0) return null;
  const sorted = figures.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    hours: figures.length,
  };
}

/** One figure before and the one that belongs to it after. */
export type PairedFigures = readonly [before: number, after: number];

export interface Difference {
  readonly before: Spread;
  readonly after: Spread;
  /** What is told apart from noise; "none" says that nothing is. */
  readonly direction: "lower" | "higher" | "none";
}

export interface Least {
  /** Smaller differences of the medians are not called one: by share of the larger, 0 to 1, or as they are. */
  readonly share?: number;
  readonly amount?: number;
  /** Pairs that have to point the same way, 0 to 1. */
  readonly pairs: number;
}

/**
 * Whether figures changed by more than they vary anyway: each side's median lies outside of the middle half of the other
 * side, enough pairs point that way, and the difference is not too small to matter. Swapping the sides turns the answer
 * round and changes nothing else. null for no pairs.
 */
export function differenceOf(pairs: readonly PairedFigures[], least: Least): Difference | null {
  const before = spreadOf(pairs.map(([figure]) => figure));
  const after = spreadOf(pairs.map(([, figure]) => figure));
  if (!before || !after) return null;

  const size = Math.abs(after.median - before.median);
  const larger = Math.max(Math.abs(before.median), Math.abs(after.median));
  const matters = size > 0 && size >= (least.share ?? 0) * larger && size >= (least.amount ?? 0);
  const apart = outside(after.median, before) && outside(before.median, after);
  const direction = after.median < before.median ? "lower" : "higher";
  const agreeing = pairs.filter(([was, is]) => (direction === "lower" ? is < was : is > was));
  const agreed = agreeing.length >= least.pairs * pairs.length;
  return { before, after, direction: matters && apart && agreed ? direction : "none" };
}

function outside(figure: number, { low, high }: Spread): boolean {
  return figure < low || figure > high;
}

function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}
