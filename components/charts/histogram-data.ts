/** How many of something have how much: bars side by side, with quantiles and a range to compare with. */
import { count } from "@/lib/format.ts";
import { niceStep } from "./drawing.ts";
import { axisTo, type Measure, type ValueAxis, valueText } from "./measure.ts";

export interface HistogramChart {
  readonly title: string;
  /** What is counted: "sidecars". */
  readonly unit: string;
  /** What the buckets are of, as the head of their column; "Each uses" when left out. */
  readonly each?: string;
  /** What the axis along the bottom says. */
  readonly measure: Measure;
  /** A token of globals.css: "sidecar-fill". */
  readonly color: string;
  /** Ascending; the first begins at 0. */
  readonly buckets: readonly HistogramBucket[];
  /** Quantiles: "p50". */
  readonly marks: readonly { readonly label: string; readonly at: number }[];
  readonly band: {
    readonly label: string;
    readonly from: number;
    readonly to: number;
  } | null;
}

export interface HistogramBucket {
  readonly upTo: number;
  readonly amount: number;
}

export interface HistogramBar {
  /** Middle of the bar; bars are one wide. */
  readonly at: number;
  readonly amount: number;
  /** "50 MiB to 75 MiB" */
  readonly text: string;
}

/** Pixels around the bars: their marks above, amounts on the left, half of the last edge on the right. */
export const MARK_HEIGHT = 24;
export const AMOUNTS = 44;
export const RIGHT = 16;

/** Bars of one width, whatever the widths of their buckets: what they count is written beside them. */
export function barsOf({ buckets, measure }: HistogramChart, locale: string): HistogramBar[] {
  const text = (value: number) => valueText(value, measure, locale);
  return buckets.map(({ upTo, amount }, at) => ({
    at: at + 0.5,
    amount,
    text: at === 0 ? `up to ${text(upTo)}` : `${text(buckets[at - 1]?.upTo ?? 0)} to ${text(upTo)}`,
  }));
}

/** Where bars begin and end, one more than there are bars. */
export function edgesOf({ buckets }: HistogramChart): number[] {
  return [0, ...buckets.map(({ upTo }) => upTo)];
}

/** Whole numbers from 0, at most four, the last of them not below any bar. */
export function amountAxis({ buckets }: HistogramChart, locale: string): ValueAxis {
  const high = Math.max(0, ...buckets.map(({ amount }) => amount));
  return { ...axisTo(high, niceStep(high / 3)), text: (amount) => count(amount, locale) };
}

/** Where a value lies along the bars: inside of a bucket by its share of the width, beyond the last one at its end. */
export function placeOf({ buckets }: Pick<HistogramChart, "buckets">, value: number): number {
  const at = buckets.findIndex(({ upTo }) => value <= upTo);
  const bucket = buckets[at];
  if (!bucket) return buckets.length;
  const begins = buckets[at - 1]?.upTo ?? 0;
  return at + Math.max(0, (value - begins) / (bucket.upTo - begins));
}

export interface PlacedMark {
  readonly label: string;
  /** Along the bars, as `placeOf`. */
  readonly place: number;
  /** On which side of its line the label stands: away from the label of a mark close by. */
  readonly side: "left" | "middle" | "right";
}

/** Share of the width in which two labels over their lines would touch on a phone. */
const CLOSE = 0.1;

/** Where each mark stands. Marks ascend. */
export function placedMarks(chart: Pick<HistogramChart, "buckets" | "marks">): PlacedMark[] {
  const places = chart.marks.map(({ at }) => placeOf(chart, at));
  const isClose = (one: number | undefined, other: number | undefined) =>
    one !== undefined && other !== undefined && other - one < CLOSE * chart.buckets.length;
  return chart.marks.map(({ label }, index) => {
    const place = places[index] ?? 0;
    const isBehind = isClose(places[index - 1], place);
    const isBefore = isClose(place, places[index + 1]);
    const side = isBefore === isBehind ? "middle" : isBefore ? "left" : "right";
    return { label, place, side };
  });
}

/** Without the empty buckets at both ends, except for those that a mark or the band reaches into. */
export function trimmed(
  buckets: readonly HistogramBucket[],
  reached: readonly number[],
): readonly HistogramBucket[] {
  const wanted = buckets.map(({ upTo, amount }, at) => {
    const begins = buckets[at - 1]?.upTo ?? 0;
    return amount > 0 || reached.some((value) => value > begins && value <= upTo);
  });
  const [first, last] = [wanted.indexOf(true), wanted.lastIndexOf(true)];
  if (first === -1) return [];
  // One empty bucket stays in front: it stands for all that is below.
  return buckets.slice(Math.max(0, first - 1), last + 1);
}
