import { expect, test } from "vitest";
import { BUCKETS, meanOf, quantileOf, sharesOf } from "./latency.ts";

const LATENCY = { median: 20, sigma: 0.5 };

test("shares grow from bucket to bucket, and all requests are in the last", () => {
  const shares = sharesOf(LATENCY, 0);
  expect(shares).toHaveLength(BUCKETS.length + 1);
  expect([...shares]).toEqual([...shares].toSorted((one, other) => one - other));
  expect(shares.at(-1)).toBe(1);
});

test("half of the requests are faster than the median", () => {
  const narrow = { median: 50, sigma: 0.5 };
  // 50 ms is the end of a bucket. The levels of an hour lie up to 5 % around the median.
  expect(sharesOf(narrow, -0.01)[BUCKETS.indexOf(50)]).toBeCloseTo(0.5, 1);
  expect(sharesOf(narrow, -1)[6]).toBeGreaterThan(sharesOf(narrow, 1)[6] ?? 1);
});

test("a log-normal distribution has its mean above its median", () => {
  expect(meanOf(LATENCY)).toBeCloseTo(20 * Math.exp(0.125), 10);
});

test("a quantile lies where straight lines through the buckets have it", () => {
  // 10 requests up to 0.5 ms, 10 more up to 1 ms, 20 more up to 5 ms.
  const counts = [10, 20, 40, ...Array(17).fill(40)];
  expect(quantileOf(counts, 0.25)).toBe(0.5);
  expect(quantileOf(counts, 0.5)).toBe(1);
  expect(quantileOf(counts, 0.75)).toBe(3);
  expect(quantileOf(counts, 0.99)).toBeCloseTo(4.92, 10);
});

test("without requests there is no quantile, and above the last limit nobody knows more than the limit", () => {
  expect(quantileOf(Array(20).fill(0), 0.5)).toBeNaN();
  expect(quantileOf([...Array(19).fill(0), 7], 0.5)).toBe(3_600_000);
});
