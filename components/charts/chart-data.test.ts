import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  highest,
  isolated,
  lastValue,
  placeFlags,
  rowsOf,
  rowText,
  type TimeSeriesChart,
  tableRows,
  ticksOf,
  tickText,
  toldAt,
} from "./chart-data.ts";

const chart: TimeSeriesChart = {
  title: "Found and resolved",
  unit: "findings",
  layers: [
    { key: "found", label: "found", kind: "bar", color: "blocker" },
    { key: "resolved", label: "resolved", kind: "bar", color: "ready", down: true },
  ],
  times: [1, 2, 3],
  values: { found: [4, null, 0], resolved: [1, null, 2] },
  from: 0,
  to: 10,
};

test("rows keep gaps as gaps, draw amounts downwards, and end with what is expected", () => {
  const rows = rowsOf({
    ...chart,
    band: { label: "forecast", color: "done", points: [{ at: 9, low: 3, high: 5 }] },
  });
  expect(rows).toEqual([
    { time: 1, band: null, values: { found: 4, resolved: -1 } },
    { time: 2, band: null, values: { found: null, resolved: null } },
    { time: 3, band: null, values: { found: 0, resolved: -2 } },
    { time: 9, band: [3, 5], values: { found: null, resolved: null } },
  ]);
});

test("the table has every reading with its own sign, newest first, and no row for a gap", () => {
  expect(tableRows(chart)).toEqual([
    { time: 3, cells: [0, 2] },
    { time: 1, cells: [4, 1] },
  ]);
});

test("the highest is what stacked values reach together, or a line or a band above them", () => {
  expect(highest(chart)).toBe(5);
  const line = { key: "line", label: "line", kind: "line", color: "info" } as const;
  const lined = { ...chart, layers: [...chart.layers, line] };
  expect(highest({ ...lined, values: { ...chart.values, line: [null, 7, 1] } })).toBe(7);
  const band = { label: "forecast", color: "done", points: [{ at: 9, low: 3, high: 8 }] };
  expect(highest({ ...chart, band })).toBe(8);
  expect(highest({ ...chart, times: [], values: {} })).toBe(0);
});

test("a row names what told it, and a gap names nothing", () => {
  const told = { words: ["Prometheus", "a bug report"], by: [0, -1, 1] };
  expect([1, 2, 3, 4].map((time) => toldAt({ ...chart, told }, time))).toEqual([
    "Prometheus",
    null,
    "a bug report",
    null,
  ]);
});

test("a reading alone between gaps is found, so that it can be seen", () => {
  expect([...isolated([1, null, 2, null, 3, 4])]).toEqual([0, 2]);
  expect([...isolated([7])]).toEqual([0]);
  expect([...isolated([null, 1, 2])]).toEqual([]);
});

test("a row says when it was read, or which day or week it stands for", () => {
  const noon = Date.parse("2026-11-05T12:00:00.000Z");
  expect(rowText(chart, noon)).toBe("5 Nov 2026, 12:00 UTC");
  expect(rowText({ ...chart, stretch: 86_400_000 }, noon)).toBe("5 Nov 2026");
  expect(rowText({ ...chart, stretch: 7 * 86_400_000 }, noon)).toBe("Week of 2 Nov 2026");
});

test("the last value is the last that was read", () => {
  expect(lastValue(chart, "found")).toBe(0);
  expect(lastValue({ ...chart, values: { found: [4, null] } }, "found")).toBe(4);
  expect(lastValue({ ...chart, values: {} }, "found")).toBeNull();
});

test("a part that is no longer measured has no last value", () => {
  const values = { found: [4, 3, null], resolved: [null, 1, 2] };
  const measured = { ...chart, measure: "bytes", values } as const;
  expect(lastValue(measured, "found")).toBeNull();
  expect(lastValue(measured, "resolved")).toBe(2);
});

describe("ticks", () => {
  const DAY = 86_400_000;
  const texts = (from: string, to: string, most = 7) => {
    const ticks = ticksOf(Date.parse(from), Date.parse(to), most);
    return ticks.map((tick) => tickText(tick, ticks));
  };

  test("stand on round moments, also across a change of clocks", () => {
    expect(texts("2026-10-23T10:00:00Z", "2026-10-27T10:00:00Z")).toEqual([
      "24 Oct",
      "25 Oct",
      "26 Oct",
      "27 Oct",
    ]);
    expect(texts("2026-11-03T01:00:00Z", "2026-11-04T13:00:00Z")).toEqual([
      "06:00",
      "12:00",
      "18:00",
      "4 Nov",
      "06:00",
      "12:00",
    ]);
  });

  test("are Mondays over weeks and firsts of months over years", () => {
    expect(texts("2026-10-24T00:00:00Z", "2026-11-23T00:00:00Z", 6)).toEqual([
      "26 Oct",
      "2 Nov",
      "9 Nov",
      "16 Nov",
      "23 Nov",
    ]);
    expect(texts("2024-11-23T00:00:00Z", "2026-11-23T00:00:00Z", 6)).toEqual([
      "Jan 2025",
      "Jul 2025",
      "Jan 2026",
      "Jul 2026",
    ]);
  });

  test("are within the axis, in order and no more than asked for, whatever the axis", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30_000 * DAY }),
        fc.integer({ min: 1, max: 20_000 * DAY }),
        fc.integer({ min: 2, max: 12 }),
        (from, length, most) => {
          const ticks = ticksOf(from, from + length, most);
          expect(ticks.length).toBeLessThanOrEqual(most);
          for (const [at, tick] of ticks.entries()) {
            expect(tick).toBeGreaterThanOrEqual(from);
            expect(tick).toBeLessThanOrEqual(from + length);
            expect(tick).toBeGreaterThan(ticks[at - 1] ?? -1);
          }
        },
      ),
    );
  });
});

test("what happened close together shares a flag, and what lies outside has none", () => {
  const at = (share: number) => ({ at: new Date(share * 1000).toISOString() });
  const flags = placeFlags([at(-1), at(10), at(12), at(40), at(101)], 0, 100_000, 0.05);
  expect(flags.map(({ share, items }) => [share, items.length])).toEqual([
    [0.1, 2],
    [0.4, 1],
  ]);
});
