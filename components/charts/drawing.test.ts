import fc from "fast-check";
import { expect, test } from "vitest";
import type { TimeSeriesChart } from "./chart-data.ts";
import {
  areaShapes,
  bandShape,
  barShapes,
  dotShapes,
  lineShapes,
  timeTicks,
  valueAxis,
} from "./drawing.ts";

const DAY = 86_400_000;

const areas: TimeSeriesChart = {
  title: "Namespaces by phase",
  unit: "namespaces",
  layers: [
    { key: "done", label: "done", kind: "area", color: "phase-done" },
    { key: "sidecar", label: "sidecar", kind: "area", color: "phase-sidecar" },
  ],
  times: [0, 5, 10],
  values: { done: [1, 2, 2], sidecar: [3, 2, 0] },
  from: 0,
  to: 10,
};

const bars: TimeSeriesChart = {
  ...areas,
  layers: [
    { key: "found", label: "found", kind: "bar", color: "blocker" },
    { key: "again", label: "again", kind: "bar", color: "warning" },
    { key: "resolved", label: "resolved", kind: "bar", color: "ready", down: true },
  ],
  values: { found: [2, null, 0], again: [1, null, 1], resolved: [1, null, 2] },
};

test("the value axis holds every value and counts in whole steps from 0", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 20 }), (values) => {
      const chart = { ...areas, times: values.map((_, at) => at), values: { done: values } };
      const { low, high, ticks } = valueAxis(chart, 3, "en");
      expect(low).toBe(0);
      expect(high).toBeGreaterThanOrEqual(Math.max(...values));
      expect(ticks.length).toBeLessThanOrEqual(4);
      expect(ticks.every(Number.isInteger)).toBe(true);
      expect([ticks[0], ticks.at(-1)]).toEqual([low, high]);
    }),
  );
});

test("stacks reach as high as their sum, and what points down has room below 0", () => {
  expect(valueAxis(areas, 3, "en").high).toBeGreaterThanOrEqual(4);
  expect(valueAxis(bars, 3, "en")).toMatchObject({ low: -2, high: 4, ticks: [-2, 0, 2, 4] });
});

test("an axis of nothing but zeros still has a top", () => {
  expect(valueAxis({ ...areas, values: {} }, 3, "en")).toMatchObject({
    low: 0,
    high: 1,
    ticks: [0, 1],
  });
});

test("areas are steps that stand on each other and last until the next reading", () => {
  expect(areaShapes(areas, { low: 0, high: 4 })).toEqual([
    { key: "done", path: "M0 750H500V500H1000V500V1000H500V1000H0Z" },
    { key: "sidecar", path: "M0 0H500V0H1000V500V500H500V750H0Z" },
  ]);
});

test("what is measured lies on the way to the next reading, on an axis in its unit", () => {
  const chart: TimeSeriesChart = { ...areas, measure: "bytes" };
  expect(areaShapes(chart, { low: 0, high: 4 })[0]?.path).toBe(
    "M0 750L500 500L1000 500L1000 1000L500 1000L0 1000Z",
  );
  const gibi = { ...chart, values: { done: [0, 2 ** 31, 0] } };
  const { low, high, text } = valueAxis(gibi, 3, "en");
  expect([low, text(low), text(high)]).toEqual([0, "0", "2\u00a0GiB"]);
});

test("no shape crosses a gap, and a reading alone between gaps is a dot", () => {
  const chart = { ...areas, times: [0, 1, 2, 5, 10], values: { done: [1, 1, null, 3, null] } };
  const axis = { low: 0, high: 4 };
  const lines = { ...chart, layers: [{ ...LINE, key: "done" }] };
  expect(areaShapes(chart, axis)[0]?.path).toBe("M0 750H100V750V1000H0ZM500 250Z");
  expect(lineShapes(lines, axis)[0]?.path).toBe("M0 750L100 750M500 250");
  expect(dotShapes(chart, axis)[0]?.path).toBe("M500 250h0");
});

const LINE = { label: "open", kind: "line", color: "blocker" } as const;

test("a dot of a stacked area stands on what is below it", () => {
  const chart = { ...areas, times: [5], values: { done: [1], sidecar: [2] } };
  const [, sidecar] = dotShapes(chart, { low: 0, high: 4 });
  expect(sidecar?.path).toBe("M500 250h0");
});

test("bars stand on each other in either direction and take no room where nothing is", () => {
  const shapes = barShapes({ ...bars, stretch: 2 }, { low: -2, high: 4 });
  expect(
    shapes.map(({ key, top, height }) => [key, Math.round(top * 6), Math.round(height * 6)]),
  ).toEqual([
    ["found 0", 2, 2],
    ["again 0", 1, 1],
    ["resolved 0", 4, 1],
    ["again 10", 3, 1],
    ["resolved 10", 4, 2],
  ]);
  expect(shapes[0]).toMatchObject({ middle: 0, width: 0.2, color: "blocker" });
});

test("what is expected is drawn between its low and its high end", () => {
  const band = {
    label: "expected",
    color: "done",
    points: [
      { at: 5, low: 1, high: 2 },
      { at: 10, low: 2, high: 4 },
    ],
  };
  expect(bandShape({ ...areas, band }, { low: 0, high: 4 })).toBe(
    "M500 500L1000 0L1000 500L500 750Z",
  );
});

test("a narrow chart leaves ticks out rather than printing them over each other", () => {
  const ticks = timeTicks({ ...areas, from: 0, to: 300 * DAY });
  expect(ticks.length).toBeGreaterThan(5);
  expect(ticks[0]?.className).toBe("");
  expect(ticks[1]?.className).toContain("@max-xl:hidden");
  expect(ticks.at(-1)?.at).toBeLessThanOrEqual(1);
});
