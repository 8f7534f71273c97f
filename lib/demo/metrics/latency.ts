/** How long requests take: a log-normal distribution, counted in the buckets that Envoy has by default. */

/**
 * Upper ends of the buckets, milliseconds; one without an end follows.
 * https://github.com/envoyproxy/envoy/blob/main/source/common/stats/histogram_impl.cc
 */
export const BUCKETS: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000,
  1_800_000, 3_600_000,
];

/** How long requests to one place take. */
export interface Latency {
  /** Milliseconds. */
  readonly median: number;
  /** Standard deviation of the logarithm. */
  readonly sigma: number;
}

/** The same object for the same numbers: what is worked out for one is remembered with it. */
export function latencyOf(median: number, sigma: number): Latency {
  const key = `${median}/${sigma}`;
  const known = LATENCIES.get(key) ?? { median, sigma };
  LATENCIES.set(key, known);
  return known;
}

const LATENCIES = new Map<string, Latency>();

/** Shares of requests at or below each bucket's end, the last without an end. */
export type Shares = readonly number[];

/** An hour is up to so much slower or faster than another. */
const SWING = 0.05;
const LEVELS = 16;

/** The shares of an hour, which is slow (1) or fast (-1). */
export function sharesOf(latency: Latency, swing: number): Shares {
  const level = Math.min(LEVELS - 1, Math.floor(((swing + 1) / 2) * LEVELS));
  const levels = KNOWN.get(latency) ?? [];
  KNOWN.set(latency, levels);
  const factor = 1 + SWING * ((2 * level + 1) / LEVELS - 1);
  levels[level] ??= cumulative({ ...latency, median: latency.median * factor });
  return levels[level];
}

/** Milliseconds that a request takes on average. */
export function meanOf({ median, sigma }: Latency): number {
  return median * Math.exp(sigma ** 2 / 2);
}

/**
 * The quantile that cumulative counts allow, as Prometheus works it out: straight lines within a bucket, and the last
 * limit for what lies above it. NaN without requests.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */
export function quantileOf(counts: readonly number[], quantile: number): number {
  const total = counts.at(-1) ?? 0;
  if (total === 0) return Number.NaN;
  const rank = quantile * total;
  const bucket = counts.findIndex((count) => count >= rank);
  const end = BUCKETS[bucket];
  if (end === undefined) return BUCKETS.at(-1) ?? Number.NaN;

  const start = BUCKETS[bucket - 1] ?? 0;
  const below = counts[bucket - 1] ?? 0;
  return start + (end - start) * ((rank - below) / ((counts[bucket] ?? 0) - below));
}

const KNOWN = new WeakMap<Latency, Shares[]>();

function cumulative({ median, sigma }: Latency): Shares {
  return [...BUCKETS.map((end) => normal(Math.log(end / median) / sigma)), 1];
}

/** The normal distribution function, by Abramowitz and Stegun 7.1.26: exact to seven digits. */
function normal(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const series =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const half = 0.5 * series * Math.exp(-z * z);
  return x < 0 ? half : 1 - half;
}
