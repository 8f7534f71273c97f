import { expect, test } from "vitest";
import { publishedCharts } from "./published-charts.ts";

test("no chart mixes minor versions of Istio, and only a measurement without one stands beside them", () => {
  for (const { chart, entries } of publishedCharts()) {
    const minors = new Set(
      entries.flatMap(({ istioVersion }) => istioVersion?.match(/^1\.\d+/)?.[0] ?? []),
    );
    expect([...minors], chart.title).toHaveLength(1);
  }
});

test("every bar of a chart has a name of its own and a published figure", () => {
  for (const { chart } of publishedCharts()) {
    expect(new Set(chart.bars.map(({ label }) => label)).size).toBe(chart.bars.length);
    expect(chart.bars.every(({ value }) => value !== null && value > 0)).toBe(true);
  }
});
