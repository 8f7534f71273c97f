import { expect, test } from "vitest";
import {
  amountAxis,
  barsOf,
  edgesOf,
  type HistogramChart,
  placedMarks,
  placeOf,
  trimmed,
} from "./histogram-data.ts";

const MIB = 1024 ** 2;
const chart: HistogramChart = {
  title: "Memory per sidecar",
  unit: "sidecars",
  measure: "bytes",
  color: "sidecar-fill",
  buckets: [
    { upTo: 32 * MIB, amount: 1 },
    { upTo: 64 * MIB, amount: 7 },
    { upTo: 128 * MIB, amount: 2 },
  ],
  marks: [],
  band: null,
};

test("every bar is one wide and says from where to where it counts", () => {
  expect(barsOf(chart, "en")).toEqual([
    { at: 0.5, amount: 1, text: "up to 32\u00a0MiB" },
    { at: 1.5, amount: 7, text: "32\u00a0MiB to 64\u00a0MiB" },
    { at: 2.5, amount: 2, text: "64\u00a0MiB to 128\u00a0MiB" },
  ]);
});

test("amounts are told in whole numbers, up to the highest bar", () => {
  expect(amountAxis(chart, "en")).toMatchObject({ ticks: [0, 3, 6, 9], top: 9 });
  const empty = { ...chart, buckets: [{ upTo: 1, amount: 0 }] };
  expect(amountAxis(empty, "en")).toMatchObject({ ticks: [0, 1], top: 1 });
  expect(edgesOf(empty)).toEqual([0, 1]);
});

test("a value lies in its bucket by its share of the width", () => {
  expect(placeOf(chart, 16 * MIB)).toBe(0.5);
  expect(placeOf(chart, 64 * MIB)).toBe(2);
  expect(placeOf(chart, 96 * MIB)).toBe(2.5);
  expect(placeOf(chart, 999 * MIB)).toBe(3);
});

test("empty buckets at the ends go, but not those that a quantile or the band reaches into", () => {
  const buckets = [10, 20, 30, 40, 50, 60].map((upTo) => ({
    upTo,
    amount: upTo === 40 ? 3 : 0,
  }));
  const kept = (reached: readonly number[]) => trimmed(buckets, reached).map(({ upTo }) => upTo);
  expect(kept([])).toEqual([30, 40]);
  expect(kept([15, 55])).toEqual([10, 20, 30, 40, 50, 60]);
  expect(trimmed([{ upTo: 10, amount: 0 }], [])).toEqual([]);
});

test("labels of marks that stand close turn away from each other", () => {
  const sides = (...at: readonly number[]) =>
    placedMarks({
      ...chart,
      marks: at.map((value, index) => ({ label: `p${index}`, at: value * MIB })),
    }).map(({ side }) => side);

  expect(sides(16, 60, 120)).toEqual(["middle", "middle", "middle"]);
  expect(sides(16, 60, 62)).toEqual(["middle", "left", "right"]);
  expect(sides(60, 61, 62)).toEqual(["left", "middle", "right"]);
  expect(sides()).toEqual([]);
});
