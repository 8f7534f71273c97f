import { expect, test } from "vitest";
import type { NamespaceStart } from "@/lib/snapshot/pain-model.ts";
import { measuredNamespace, measurement, parts, usage } from "@/lib/snapshot/testing/measured.ts";
import {
  memoryRows,
  type NamespaceRow,
  pathRows,
  startRows,
  upgradeRows,
} from "./namespace-rows.ts";

const MIB = 1024 ** 2;
const AT = "2026-03-01T12:00:00.000Z";

/** "shop: 2 / 120 MiB", "could not tell" for a gap. */
function plain(rows: readonly NamespaceRow[]): string[] {
  return rows.map(({ namespace, cells }) =>
    `${namespace}: ${cells.map((cell) => cell ?? "could not tell").join(" / ")}`.replaceAll(
      "\u00a0",
      " ",
    ),
  );
}

test("memory is what was measured, most first, without namespaces of which nothing is known", () => {
  const measured = measurement(AT, {
    parts: parts({ sidecar: usage(6, 700 * MIB) }),
    namespaces: [
      measuredNamespace("small", { sidecar: usage(2, 100 * MIB) }),
      measuredNamespace("large", { sidecar: usage(4, 600 * MIB) }),
      measuredNamespace("unknown", { sidecar: usage(3, null) }),
      measuredNamespace("none", { sidecar: null }),
    ],
  });
  expect(plain(memoryRows(measured, null, "en"))).toEqual([
    "large: 4 / 600 MiB / 150 MiB",
    "small: 2 / 100 MiB / 50 MiB",
  ]);
  expect(memoryRows(null, null, "en")).toEqual([]);
});

test("a start that no pod tells is a gap, and a namespace without such pods says so", () => {
  const none = { pods: 0, unknown: 0, seconds: null };
  const slow = { pods: 4, unknown: 0, seconds: { p50: 12, p90: 30, p99: 31 } };
  const silent = { pods: 0, unknown: 2, seconds: null };
  const untold = { pods: 0, seconds: null, share: null };
  const namespaces: NamespaceStart[] = [
    { namespace: "without", sidecar: none, without: slow, wait: untold },
    { namespace: "silent", sidecar: silent, without: slow, wait: untold },
    { namespace: "slow", sidecar: slow, without: none, wait: { ...untold, share: 0.4 } },
    { namespace: "nothing", sidecar: silent, without: none, wait: untold },
  ];
  expect(plain(startRows({ namespaces }, "en"))).toEqual([
    "slow: 12 s / no pods / 40 %",
    "without: no pods / 12 s / no pods",
    "silent: could not tell / 12 s / could not tell",
  ]);
});

test("what must restart and what stands on the way are counted by namespace", () => {
  const upgrade = { namespaces: [{ namespace: "shop", sidecars: 1200, older: 3, unknown: 0 }] };
  expect(plain(upgradeRows(upgrade, "en"))).toEqual(["shop: 1,200 / 3 / 0"]);
  const path = {
    namespaces: [
      { namespace: "few", sidecars: 1, ambient: 0, waypoint: null, required: false },
      { namespace: "many", sidecars: 5, ambient: 2, waypoint: true, required: null },
    ],
  };
  expect(plain(pathRows(path, "en"))).toEqual([
    "many: 5 / 2 / yes / could not tell",
    "few: 1 / 0 / could not tell / no",
  ]);
});
