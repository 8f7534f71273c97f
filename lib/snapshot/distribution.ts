import type { Distribution } from "./measurement.ts";
import type { Quantiles } from "./pain-model.ts";

/** Width of the buckets that memory is counted in: 4 MiB. */
export const MEMORY_BUCKET = 4 * 2 ** 20;

/** How much of something is how large, in buckets of equal width; null when there is nothing. */
export function distributionOf(
  values: readonly number[],
  width = MEMORY_BUCKET,
): Distribution | null {
  const quantiles = quantilesOf(values);
  if (quantiles === null) return null;

  const counts = new Map<number, number>();
  for (const value of values) {
    const upTo = Math.ceil(value / width) * width;
    counts.set(upTo, (counts.get(upTo) ?? 0) + 1);
  }
  const buckets = [...counts]
    .map(([upTo, proxies]) => ({ upTo, proxies }))
    .sort((a, b) => a.upTo - b.upTo);
  return { buckets, ...quantiles };
}

/** Of the values themselves: the smallest one that at least this part of all does not exceed. */
export function quantilesOf(values: readonly number[]): Quantiles | null {
  const sorted = Float64Array.from(values).sort();
  const quantile = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  const [p50, p90, p99] = [quantile(0.5), quantile(0.9), quantile(0.99)];
  if (p50 === undefined || p90 === undefined || p99 === undefined) return null;
  return { p50, p90, p99 };
}
