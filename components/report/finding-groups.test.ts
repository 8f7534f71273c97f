import { expect, test } from "vitest";
import type { FindingRecord } from "@/lib/snapshot/document.ts";
import { filterFindings, groupFindings, topCauses, WHOLE_CLUSTER } from "./finding-groups.ts";

const finding = (change: Partial<FindingRecord>): FindingRecord => ({
  fingerprint: Math.random().toString(36),
  check: "envoyfilter-unsupported",
  title: "No EnvoyFilter touches workloads",
  severity: "blocker",
  security: false,
  facet: null,
  namespace: "shop",
  object: { group: "networking.istio.io", kind: "EnvoyFilter", namespace: "shop", name: "limits" },
  problem: "EnvoyFilter limits has no equivalent in ambient.",
  why: "",
  remedy: { text: "" },
  evidence: [],
  sources: [],
  ...change,
});

const everything = { q: "", severity: null, check: null, namespace: null };

test("one object hit by two checks is one group with both findings", () => {
  const [group, ...rest] = groupFindings(
    [finding({}), finding({ check: "virtualservice-needs-waypoint", severity: "warning" })],
    "object",
  );
  expect(rest).toEqual([]);
  expect(group?.findings.map(({ severity }) => severity)).toEqual(["blocker", "warning"]);
});

test("groups with a security blocker come first", () => {
  const groups = groupFindings(
    [
      finding({ severity: "info", namespace: "a" }),
      finding({ namespace: "b" }),
      finding({ namespace: "c", security: true }),
    ],
    "namespace",
  );
  expect(groups.map(({ title }) => title)).toEqual(["c", "b", "a"]);
});

test("findings of the whole cluster have a heading of their own", () => {
  expect(groupFindings([finding({ namespace: null })], "namespace")[0]?.title).toBe(WHOLE_CLUSTER);
});

test("filters combine, and a search looks at objects and sentences", () => {
  const findings = [finding({}), finding({ namespace: "cart", severity: "warning" })];
  expect(filterFindings(findings, { ...everything, severity: "warning" })).toHaveLength(1);
  expect(filterFindings(findings, { ...everything, q: "LIMITS", namespace: "shop" })).toHaveLength(
    1,
  );
  expect(filterFindings(findings, { ...everything, q: "nothing like it" })).toEqual([]);
});

test("a cause counts namespaces, not findings, and cluster-wide causes come first", () => {
  const causes = topCauses([
    finding({}),
    finding({ object: { group: "", kind: "EnvoyFilter", namespace: "shop", name: "second" } }),
    finding({ namespace: "cart" }),
    finding({ check: "ztunnel-node-gap", namespace: null }),
    finding({ check: "virtualservice-needs-waypoint", severity: "warning" }),
  ]);
  expect(causes.map(({ check, namespaces, cluster }) => ({ check, namespaces, cluster }))).toEqual([
    { check: "ztunnel-node-gap", namespaces: 0, cluster: true },
    { check: "envoyfilter-unsupported", namespaces: 2, cluster: false },
  ]);
});
