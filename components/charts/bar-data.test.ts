import { expect, test } from "vitest";
import { barText, heightOf } from "./bar-data.ts";

const bar = { label: "Sidecar", value: 0.63, color: "sidecar-fill" };

test("a bar says its figure with the unit, and a missing one that there is none", () => {
  expect(barText(bar, "ms", "en")).toBe("0.63\u00a0ms");
  expect(barText({ ...bar, value: 12_345.6 }, "MB", "de")).toBe("12.350\u00a0MB");
  expect(barText({ ...bar, value: null }, "ms", "en")).toBe("no figure");
});

test("every bar has its room", () => {
  const chart = { title: "t", unit: "ms", bars: [bar] };
  expect(heightOf({ ...chart, bars: [bar, bar] })).toBeGreaterThan(heightOf(chart));
});
