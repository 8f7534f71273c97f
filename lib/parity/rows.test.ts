import { describe, expect, test } from "vitest";
import { FEATURES } from "./features.ts";
import type { FeatureUse } from "./model.ts";
import {
  filterParityRows,
  fleetParityRows,
  notStable,
  parityRows,
  stripText,
  viewCounts,
} from "./rows.ts";

function uses(...used: string[]): FeatureUse[] {
  return FEATURES.map(({ id }) => ({
    feature: id,
    used: used.includes(id) ? "used" : id === "xfcc" ? "could-not-tell" : "not-used",
    objects: [],
    objectCount: used.includes(id) ? 1 : 0,
    namespaces: [],
    unread: [],
  }));
}

const at = (istioVersion: string | null, ...used: string[]) =>
  parityRows({ istioVersion, features: uses(...used) });
const ids = (rows: readonly { readonly feature: { readonly id: string } }[]) =>
  rows.map(({ feature }) => feature.id);

describe("rows of one cluster", () => {
  test("what would be lost, change or need a waypoint matters; what stays Stable without work does not", () => {
    const rows = at("1.27.3", "mtls", "envoyfilter", "httproute", "retries", "authz-l4");
    expect(ids(filterParityRows(rows, { view: "matters" })).toSorted()).toEqual([
      "envoyfilter",
      "httproute",
      "retries",
    ]);
    expect(viewCounts(rows)).toMatchObject({ matters: 3, used: 5, "could-not-tell": 1, all: 75 });
  });

  test("the version decides: mutual TLS was Beta in 1.22", () => {
    expect(ids(notStable(at("1.22.3", "mtls")))).toEqual(["mtls"]);
    expect(ids(notStable(at("1.24.0", "mtls")))).toEqual([]);
  });

  test("features in use that are not Stable come with the least supported first", () => {
    const rows = notStable(at("1.27.3", "dns-capture", "wasm", "envoyfilter", "mtls"));
    expect(rows.map(({ feature, ambient }) => [feature.id, ambient])).toEqual([
      ["envoyfilter", "Unsupported"],
      ["wasm", "Alpha"],
      ["dns-capture", "Beta"],
    ]);
  });

  test("an unknown version knows of nothing that is Stable", () => {
    expect(notStable(at(null, "mtls")).map(({ ambient }) => ambient)).toEqual(["unknown"]);
  });

  test("a snapshot that does not say what is in use shows every feature, none of them in use", () => {
    const rows = parityRows({ istioVersion: "1.27.3", features: null });
    expect(rows).toHaveLength(75);
    expect(viewCounts(rows)).toMatchObject({ matters: 0, used: 0, "not-used": 0, all: 75 });
  });

  test("rows are narrowed by layer, status, impact, waypoint and words", () => {
    const rows = at("1.27.3", "retries");
    const only = (filter: Parameters<typeof filterParityRows>[1]) => filterParityRows(rows, filter);
    expect(only({ layer: "L4" }).every(({ feature }) => feature.layer === "L4")).toBe(true);
    expect(only({ status: "Alpha" }).every(({ ambient }) => ambient === "Alpha")).toBe(true);
    expect(ids(only({ impact: "blocker", waypoint: "needed" }))).toEqual(["serviceentry-wildcard"]);
    expect(ids(only({ q: "PER-ROUTE retries" }))).toEqual(["retries"]);
    expect(only({ layer: "nonsense" })).toEqual([]);
  });

  test("a waypoint that does not help is none", () => {
    const waypoints = new Map(at("1.27.3").map((row) => [row.feature.id, row.waypoint]));
    expect(waypoints.get("envoyfilter")).toBe("no");
    expect(waypoints.get("grpc-streaming")).toBe("partly");
    expect(waypoints.get("tracing")).toBe("optional");
    expect(waypoints.get("retries")).toBe("needed");
  });

  test("layers stand together, used features first", () => {
    const rows = at("1.27.3", "retries");
    const layers = rows.map(({ feature }) => feature.layer);
    expect(layers).toEqual(layers.toSorted());
    expect(rows.find(({ feature }) => feature.layer === "L7")?.feature.id).toBe("retries");
  });
});

test("a strip is said in runs", () => {
  const [mtls] = at(null).filter(({ feature }) => feature.id === "mtls");
  expect(stripText(mtls?.strip ?? [])).toBe("Beta 1.22 to 1.23, Stable 1.24 to 1.31");
});

test("over several clusters each feature names those that use it, with its status at their versions", () => {
  const rows = fleetParityRows([
    { clusterId: "new", document: { istioVersion: "1.29.0", features: uses("multicluster") } },
    { clusterId: "old", document: { istioVersion: "1.27.0", features: uses("multicluster") } },
    { clusterId: "none", document: { istioVersion: "1.27.0", features: null } },
  ]);
  const row = rows.find(({ feature }) => feature.id === "multicluster");
  expect(row?.clusters.map(({ clusterId, row }) => [clusterId, row.ambient])).toEqual([
    ["new", "Beta"],
    ["old", "Alpha"],
  ]);
  expect(row).toMatchObject({ matters: true, statuses: new Set(["Beta", "Alpha"]) });
  expect(ids(filterParityRows(rows, { view: "matters", status: "Alpha" }))).toEqual([
    "multicluster",
  ]);
  expect(rows.find(({ feature }) => feature.id === "xfcc")?.clusters).toHaveLength(2);
});
