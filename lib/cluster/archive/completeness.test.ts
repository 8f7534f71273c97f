import { describe, expect, test } from "vitest";
import { collectedFrom } from "../../inventory/from-kubernetes/fixture.ts";
import type { Collected } from "../../inventory/model.ts";
import { applyCompleteness } from "./completeness.ts";
import { importFiles, service } from "./fixture.ts";

const workload = (status: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { spec: { containers: [] } } }
${status}
`;

describe("files that may be a part of the cluster", () => {
  test("stay as they were read", () => {
    const collected = dump("");
    expect(applyCompleteness(collected, false)).toBe(collected);
  });
});

describe("files that are everything the cluster has", () => {
  test("kinds that they do not have are absent, and the coverage says that this was taken", () => {
    const { slices, coverage } = applyCompleteness(dump(""), true);
    expect(slices.authorizationPolicies).toEqual({ read: "complete", items: [] });
    expect(slices.routes).toEqual({ read: "complete", items: [] });
    expect(outcomeOf(coverage, "authorizationpolicies.security.istio.io")).toMatchObject({
      outcome: "taken-as-absent",
      detail: "Not in the files, which were said to be everything the cluster has.",
    });
  });

  test("nodes are never taken as absent", () => {
    const { slices, coverage } = applyCompleteness(dump(""), true);
    expect(slices.nodes).toMatchObject({ read: "unread", unread: [{ reason: "not-in-dump" }] });
    expect(outcomeOf(coverage, "nodes")).toMatchObject({ outcome: "not-in-dump" });
  });

  test("Pods are not absent while a workload reports some as ready", () => {
    const running = applyCompleteness(dump(workload("status: { readyReplicas: 2 }")), true);
    expect(running.slices.pods.read).toBe("unread");
    const stopped = applyCompleteness(dump(workload("status: { replicas: 0 }")), true);
    expect(stopped.slices.pods).toEqual({ read: "complete", items: [] });
  });

  test("a slice of several kinds is complete when the rest of them is absent", () => {
    const { slices } = applyCompleteness(dump(workload("")), true);
    expect(slices.workloads).toMatchObject({
      read: "complete",
      items: [{ ref: { name: "cart" } }],
    });
  });

  test("what was lost in a file that could not be read stays in doubt", async () => {
    const { collected } = await importFiles({
      "a.yaml": `${service("cart")}---\nkind: Sidecar\napiVersion: networking.istio.io/v1\n[\n`,
    });
    const { slices, coverage } = applyCompleteness(collected, true);
    expect(slices.sidecars).toMatchObject({ read: "unread", unread: [{ reason: "failed" }] });
    expect(outcomeOf(coverage, "sidecars.networking.istio.io")).toMatchObject({
      outcome: "failed",
    });
    expect(slices.envoyFilters).toEqual({ read: "complete", items: [] });
  });

  test("an object that could not be understood stays in doubt", async () => {
    const { collected } = await importFiles({ "a.yaml": `${service("cart")}spec: { ports: 1 }` });
    expect(applyCompleteness(collected, true).slices.services).toMatchObject({
      unread: [{ reason: "unparsed" }],
    });
  });

  test("a namespace that is only named by objects is not made up", async () => {
    const { collected } = await importFiles({ "a.yaml": service("cart") });
    const { slices, coverage } = applyCompleteness(collected, true);
    expect(slices.namespaces).toMatchObject({
      read: "complete",
      items: [],
    });
    expect(outcomeOf(coverage, "namespaces")).toMatchObject({ outcome: "taken-as-absent" });
  });
});

function dump(yaml: string): Collected {
  return collectedFrom(yaml, { input: "dump", complete: false });
}

function outcomeOf(coverage: Collected["coverage"], name: string) {
  return coverage.find(({ resource }) => resource === name);
}
