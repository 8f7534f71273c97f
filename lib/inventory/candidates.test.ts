import { describe, expect, it } from "vitest";
import { inventoryFrom } from "./fixture.ts";
import { hboneCapable } from "./pods.ts";
import { itemsOf, podYaml, SIDECAR, workloadYaml, yaml } from "./yaml-builders.ts";

const candidatesOf = (...documents: readonly string[]) =>
  itemsOf(inventoryFrom(yaml(...documents)).slices.candidates);

const owner = { kind: "StatefulSet", name: "db" };

describe("candidates", () => {
  it("stands once for equal pods of one owner, with their names and nodes", () => {
    const [candidate, ...others] = candidatesOf(
      workloadYaml("StatefulSet", "db"),
      podYaml("db-0", { labels: { app: "db" }, owner, node: "a" }),
      podYaml("db-1", { labels: { app: "db" }, owner, node: "b" }),
      podYaml("db-2", { labels: { app: "db" }, owner, node: "a" }),
    );
    expect(others).toEqual([]);
    expect(candidate).toMatchObject({
      namespace: "shop",
      source: "pods",
      owner: { kind: "StatefulSet", name: "db" },
      pods: ["db-0", "db-1", "db-2"],
      nodes: ["a", "b"],
    });
  });

  it("keeps pods of one owner apart while a rollout changes them", () => {
    const found = candidatesOf(
      podYaml("db-0", { labels: { app: "db", v: "1" }, owner }),
      podYaml("db-1", { labels: { app: "db", v: "2" }, owner, containers: [SIDECAR] }),
    );
    expect(found.map(({ sidecar }) => sidecar)).toEqual([false, true]);
  });

  it("takes the template of a workload without a live pod", () => {
    const found = candidatesOf(
      workloadYaml("Deployment", "idle", { desired: 0 }),
      `
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly, namespace: shop }
spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: { metadata: { labels: { app: nightly } },
  spec: { containers: [{ name: app, image: registry.example/app:1 }] } } } } }
`,
    );
    expect(found.map(({ owner: { name }, source, pods }) => ({ name, source, pods }))).toEqual([
      { name: "idle", source: "template", pods: [] },
      { name: "nightly", source: "template", pods: [] },
    ]);
  });

  it("takes the template again when its only pod has finished", () => {
    const [candidate] = candidatesOf(
      workloadYaml("StatefulSet", "db"),
      podYaml("db-0", { labels: { app: "db" }, owner, phase: "Failed" }),
    );
    expect(candidate?.source).toBe("template");
  });

  it("counts a bare pod as its own owner", () => {
    expect(candidatesOf(podYaml("alone"))[0]?.owner).toEqual({
      group: "",
      kind: "Pod",
      namespace: "shop",
      name: "alone",
    });
  });

  it.each([
    ["a gateway", { labels: { "gateway.istio.io/managed": "istio.io-gateway-controller" } }],
    [
      "a waypoint",
      {
        labels: {
          "gateway.istio.io/managed": "istio.io-mesh-controller",
          "gateway.networking.k8s.io/gateway-name": "waypoint",
        },
      },
    ],
    ["an opted-out pod", { labels: { "istio.io/dataplane-mode": "none" } }],
    ["a pod on the host's network", { hostNetwork: true }],
  ])("is never %s", (_what, options) => {
    expect(candidatesOf(podYaml("one", options))).toEqual([]);
  });

  it("keeps the probes of the template, which the injector has rewritten on pods", () => {
    const probed = (port: number) => ({
      name: "app",
      image: "registry.example/app:1",
      readinessProbe: { httpGet: { port } },
    });
    const [candidate] = candidatesOf(
      workloadYaml("StatefulSet", "db", { containers: [probed(8080)] }),
      podYaml("db-0", { labels: { app: "db" }, owner, containers: [SIDECAR, probed(15020)] }),
    );
    expect(candidate?.probes).toEqual([{ use: "readiness", kind: "httpGet", port: "8080" }]);
  });
});

describe("hboneCapable", () => {
  const capable = (tunnel: string | undefined) => {
    const labels = tunnel === undefined ? {} : { "networking.istio.io/tunnel": tunnel };
    const [candidate] = candidatesOf(podYaml("web", { labels, containers: [SIDECAR] }));
    return candidate ? hboneCapable(candidate.shape) && candidate.hboneCapable : undefined;
  };

  it.each([
    ["http", true],
    ["legacy,http", true],
    ["https", false],
    ["", false],
    [undefined, false],
  ])("tunnel %j: %s", (tunnel, expected) => {
    expect(capable(tunnel)).toBe(expected);
  });
});

it("lists host-network pods once per owner, with their opt-out", () => {
  const { hostNetworkPods } = inventoryFrom(
    yaml(
      podYaml("agent-a", { hostNetwork: true, owner: { kind: "DaemonSet", name: "agent" } }),
      podYaml("agent-b", { hostNetwork: true, owner: { kind: "DaemonSet", name: "agent" } }),
      podYaml("gone", { hostNetwork: true, phase: "Succeeded" }),
      workloadYaml("Deployment", "scanner", {
        hostNetwork: true,
        podLabels: { "istio.io/dataplane-mode": "none" },
      }),
    ),
  ).slices;
  expect(itemsOf(hostNetworkPods)).toMatchObject([
    { owner: { name: "agent" }, pods: ["agent-a", "agent-b"], optedOut: false },
    { owner: { name: "scanner" }, pods: [], optedOut: true },
  ]);
});
