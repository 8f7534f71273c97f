import { expect, test } from "vitest";
import { barAxis, barText, heightOf } from "./bar-data.ts";

const bar = { label: "Sidecar", value: 0.63, color: "sidecar-fill" };

test("a bar says its figure with the unit, and a missing one that there is none", () => {
  expect(barText(bar, "ms", "en")).toBe("0.63\u00a0ms");
  expect(barText({ ...bar, value: 12_345.6 }, "MB", "de")).toBe("12.350\u00a0MB");
  expect(barText({ ...bar, value: null }, "ms", "en")).toBe("no figure");
});

test("the axis of bars has round numbers from 0 and ends above the longest bar", () => {
  const chart = { title: "t", unit: "vCPU", bars: [bar, { ...bar, value: null }] };
  const axis = barAxis(chart, "en");
  expect([axis.ticks, axis.top]).toEqual([[0, 0.25, 0.5, 0.75], 0.75]);
  expect(axis.ticks.map(axis.text).at(-1)).toBe("0.75\u00a0vCPU");
  expect(barAxis({ ...chart, bars: [{ ...bar, value: null }] }, "en").top).toBeGreaterThan(0);
});

test("every bar has its room", () => {
  const chart = { title: "t", unit: "ms", bars: [bar] };
  expect(heightOf({ ...chart, bars: [bar, bar] })).toBeGreaterThan(heightOf(chart));
});
