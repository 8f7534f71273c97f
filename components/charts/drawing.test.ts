import fc from "fast-check";
import { expect, test } from "vitest";
import type { TimeSeriesChart } from "./chart-data.ts";
import {
  areaShapes,
  axisOf,
  bandShape,
  barShapes,
  dotShapes,
  lineShapes,
  timeTicks,
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
      const { low, high, ticks } = axisOf(chart, 200, "en");
      expect(low).toBe(0);
      expect(high).toBeGreaterThanOrEqual(Math.max(...values));
      expect(ticks.length).toBeLessThanOrEqual(4);
      expect(ticks.every(Number.isInteger)).toBe(true);
      expect([ticks[0], ticks.at(-1)]).toEqual([low, high]);
    }),
  );
});

test("stacks reach as high as their sum, and what points down has room below 0", () => {
  expect(axisOf(areas, 200, "en").high).toBeGreaterThanOrEqual(4);
  expect(axisOf(bars, 200, "en")).toMatchObject({ low: -2, high: 4, ticks: [-2, 0, 2, 4] });
});

test("an axis of nothing but zeros still has a top", () => {
  expect(axisOf({ ...areas, values: {} }, 200, "en")).toMatchObject({
    low: 0,
    high: 1,
    ticks: [0, 1],
  });
});

test("what is measured is written in one unit from 0 to above its highest", () => {
  const GIB = 2 ** 30;
  const chart: TimeSeriesChart = {
    ...areas,
    measure: "bytes",
    values: { done: [1 * GIB, 2 * GIB, null], sidecar: [3 * GIB, 3 * GIB, 1 * GIB] },
  };
  const { low, high, ticks, text } = axisOf(chart, 200, "en");
  expect([low, high >= 5 * GIB]).toEqual([0, true]);
  expect([ticks[0], ticks.at(-1)]).toEqual([0, high]);
  expect([text(0), text(2 * GIB)]).toEqual(["0", "2\u00a0GiB"]);
  expect(areaShapes(chart, { low: 0, high: 8 * GIB })).toEqual([
    // Nothing is known of what is below its last reading, so it ends where it stands.
    { key: "sidecar", path: "M0 500l1000-125 1000 500L2000 1000L1000 750L0 875Z" },
    { key: "done", path: "M0 875l1000-125V1000H0Z" },
  ]);
});

test("areas are steps that stand on each other, last until the next reading and reach down behind those below", () => {
  expect(areaShapes(areas, { low: 0, high: 4 })).toEqual([
    { key: "sidecar", path: "M0 0h1000h1000v500V1000H0Z" },
    { key: "done", path: "M0 750h1000v-250h1000V1000H0Z" },
  ]);
  const unread = { ...areas, values: { ...areas.values, done: [1, null, 2] } };
  expect(areaShapes(unread, { low: 0, high: 4 })[0]).toEqual({
    key: "sidecar",
    path: "M0 0h1000v500h1000V1000H1000V750H0Z",
  });
});

test("no shape crosses a gap, and a reading alone between gaps is a dot", () => {
  const chart = { ...areas, times: [0, 1, 2, 5, 10], values: { done: [1, 1, null, 3, null] } };
  const axis = { low: 0, high: 4 };
  const lines = { ...chart, layers: [{ ...LINE, key: "done" }] };
  expect(areaShapes(chart, axis)[1]?.path).toBe("M0 750h200V1000H0ZM1000 250V1000H1000Z");
  expect(lineShapes(lines, axis)[0]?.path).toBe("M0 750l200 0M1000 250");
  expect(dotShapes(chart, axis)[0]?.path).toBe("M1000 250h0");
});

const LINE = { label: "open", kind: "line", color: "blocker" } as const;

test("a dot of a stacked area stands on what is below it", () => {
  const chart = { ...areas, times: [5], values: { done: [1], sidecar: [2] } };
  const [, sidecar] = dotShapes(chart, { low: 0, high: 4 });
  expect(sidecar?.path).toBe("M1000 250h0");
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
    "M1000 500L2000 0L2000 500L1000 750Z",
  );
});

test("a narrow chart leaves ticks out rather than printing them over each other", () => {
  const ticks = timeTicks({ ...areas, from: 0, to: 300 * DAY });
  expect(ticks.length).toBeGreaterThan(5);
  expect(ticks[0]?.className).toBe("");
  expect(ticks[1]?.className).toContain("@max-xl:hidden");
  expect(ticks.at(-1)?.at).toBeLessThanOrEqual(1);
});
