import { describe, expect, test } from "vitest";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import { ownFigures, publishedCharts } from "./published-charts.ts";

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

describe("figures of this cluster", () => {
  const measured: Measurement = {
    at: "2026-11-22T10:42:00.000Z",
    source: "prometheus",
    window: 300,
    parts: {
      sidecar: { proxies: 10, memory: 900e6, cpu: null },
      ztunnel: { proxies: 3, memory: 60e6, cpu: null },
      waypoint: { proxies: 0, memory: 0, cpu: null },
      gateway: null,
      istiod: null,
      "istio-cni": null,
    },
    namespaces: [],
    sidecarMemory: { buckets: [], p50: 71e6, p90: 120e6, p99: 200e6 },
    workloads: [],
    services: [],
    top: [],
    gaps: [],
  };
  const memoryBars = (measurement: Measurement | null) =>
    publishedCharts(ownFigures(measurement))[0]?.chart.bars.map(({ label, value }) => [
      label,
      value,
    ]);

  test("stand beside the published ones of the same kind, and only where they were measured", () => {
    expect(memoryBars(measured)).toEqual([
      ["Sidecar", 60],
      ["Sidecar here, P50", 71],
      ["ztunnel, per node", 12],
      ["ztunnel here, mean", 20],
      ["Waypoint replica", 60],
    ]);
  });

  test("are missing where nothing was measured, and the chart says so", () => {
    expect(ownFigures(null)).toBeNull();
    expect(ownFigures({ ...measured, source: "published" })).toBeNull();
    expect(
      ownFigures({
        ...measured,
        sidecarMemory: null,
        parts: { ...measured.parts, sidecar: null, ztunnel: null },
      }),
    ).toBeNull();
    expect(memoryBars(null)).toHaveLength(3);
    expect(publishedCharts(null)[0]?.here).toContain("was not measured");
  });

  test("say of every chart whether and why they stand beside it", () => {
    for (const { here } of publishedCharts()) expect(here.length).toBeGreaterThan(20);
  });
});
