import { expect, test } from "vitest";
import type { MeasuredTotals } from "@/lib/snapshot/measurement.ts";
import { usedMemory } from "./sidecar-memory.ts";

const TAKEN = "2026-11-22T10:42:00.000Z";

function totals(said: Partial<MeasuredTotals>, memory: number | null = 5000): MeasuredTotals {
  return {
    at: TAKEN,
    source: "prometheus",
    window: 300,
    parts: {
      sidecar: { proxies: 10, memory, cpu: null },
      ztunnel: null,
      waypoint: null,
      gateway: null,
      istiod: null,
      "istio-cni": null,
    },
    ...said,
  };
}

test("what was measured with a snapshot is told with its source", () => {
  expect(usedMemory(TAKEN, totals({}))).toEqual({ memory: 5000, source: "prometheus" });
  expect(
    usedMemory(TAKEN, totals({ source: "metrics-api", at: "2026-11-22T11:00:00.000Z" })),
  ).toEqual({
    memory: 5000,
    source: "metrics-api",
  });
});

test("an old measurement is not told as today's, and nothing measured is not nothing used", () => {
  expect(usedMemory(TAKEN, totals({ at: "2026-11-20T10:42:00.000Z" }))).toBeNull();
  expect(usedMemory(TAKEN, totals({}, null))).toBeNull();
  expect(usedMemory(TAKEN, totals({ source: "published" }))).toBeNull();
  expect(usedMemory(TAKEN, undefined)).toBeNull();
});
