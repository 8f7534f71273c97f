import { describe, expect, it } from "vitest";
import type { Inventory, SliceName, Slices } from "../../inventory/facts.ts";
import { inventoryFrom } from "../../inventory/fixture.ts";
import { ambientControlPlane, controlPlaneUses, meshCandidates, meshPresent } from "./mesh.ts";

const DEFAULT = istiod("istiod", "default");
const CANARY = istiod("istiod-1-28", "1-28");

describe("a mesh", () => {
  it.each([
    ["an istiod", DEFAULT, true],
    ["a ztunnel", ztunnel("istiod.istio-system.svc:15012"), true],
    [
      "a namespace that is labelled for ambient",
      namespace("shop", "istio.io/dataplane-mode: ambient"),
      true,
    ],
    ["a pod with a sidecar", `${namespace("shop", "team: a")}---\n${sidecar("shop")}`, true],
    ["no more than a namespace", namespace("shop", "team: a"), false],
  ])("with %s: %#", (_what, yaml, present) => {
    expect(meshPresent(reading(yaml))).toBe(present);
  });
});

describe("the istiod of ztunnel", () => {
  it.each([
    ["istiod.istio-system.svc:15012", "istiod"],
    ["https://istiod-1-28.istio-system.svc:15012", "istiod-1-28"],
    ["istiod-1-28.istio-system.svc.cluster.local:15012", "istiod-1-28"],
    ["istiod-1-28.elsewhere.svc:15012", null],
    ["istiod.mesh.example.com:15012", null],
    ["", null],
  ])("is found by the address %s", (address, name) => {
    expect(found(`${DEFAULT}---\n${CANARY}---\n${ztunnel(address)}`)).toBe(name);
  });

  it("is found by a tag's address", () => {
    const tag = `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: istio-revision-tag-prod, labels: { istio.io/tag: prod, istio.io/rev: 1-28 } }
webhooks: []
`;
    const address = "istiod-revision-tag-prod.istio-system.svc:15012";
    expect(found(`${DEFAULT}---\n${CANARY}---\n${tag}---\n${ztunnel(address)}`)).toBe(
      "istiod-1-28",
    );
  });

  it("is the default one, or the only one, where there is no ztunnel", () => {
    expect(found(`${CANARY}---\n${DEFAULT}`)).toBe("istiod");
    expect(found(CANARY)).toBe("istiod-1-28");
    expect(found(`${CANARY}---\n${istiod("istiod-blue", "blue")}`)).toBeNull();
  });

  function found(yaml: string): string | null {
    const { ambientComponents, controlPlanes } = reading(yaml);
    return ambientControlPlane(ambientComponents, controlPlanes)?.ref.name ?? null;
  }
});

describe("whom a control plane serves", () => {
  it("follows the revision that injected the sidecars, and ztunnel for ambient namespaces", () => {
    const slices = reading(
      [
        DEFAULT,
        CANARY,
        ztunnel("istiod.istio-system.svc:15012"),
        namespace("shop", "istio.io/rev: 1-28"),
        sidecar("shop", "1-28"),
        namespace("pay", "istio.io/dataplane-mode: ambient"),
        plain("pay"),
        namespace("tools", "team: a"),
        plain("tools"),
      ].join("---\n"),
    );
    const uses = controlPlaneUses(slices).map(({ controlPlane, namespaces }) => [
      controlPlane.ref.name,
      namespaces,
    ]);
    expect(uses).toEqual([
      ["istiod", ["pay"]],
      ["istiod-1-28", ["shop"]],
    ]);
    expect(
      meshCandidates(slices)
        .map((one) => one.namespace)
        .sort(),
    ).toEqual(["pay", "shop"]);
  });
});

function reading(yaml: string) {
  const inventory = inventoryFrom(yaml);
  return {
    controlPlanes: items(inventory, "controlPlanes"),
    ambientComponents: items(inventory, "ambientComponents"),
    meshNamespaces: items(inventory, "meshNamespaces"),
    candidates: items(inventory, "candidates"),
  };
}

function items<S extends SliceName>(inventory: Inventory, name: S): readonly Slices[S][] {
  const slice = inventory.slices[name];
  if (slice.read === "unread") throw new Error(`${name} was not read.`);
  return slice.items;
}

function istiod(name: string, revision: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: istio-system, labels: { app: istiod, istio.io/rev: ${revision} } }
spec: { template: { spec: { containers: [{ name: discovery, image: "istio/pilot:1.28.1" }] } } }
`;
}

function ztunnel(address: string): string {
  return `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: ztunnel, namespace: istio-system }
spec:
  template:
    metadata: { labels: { app: ztunnel } }
    spec:
      containers:
        - { name: istio-proxy, image: "istio/ztunnel:1.28.1", args: [proxy, ztunnel], env: [{ name: XDS_ADDRESS, value: "${address}" }] }
`;
}

function namespace(name: string, labels: string): string {
  return `apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { ${labels} } }
`;
}

function sidecar(place: string, revision = "default"): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: ${place}, annotations: { istio.io/rev: ${revision} } }
spec: { containers: [{ name: cart, image: cart }, { name: istio-proxy, image: "istio/proxyv2:1.28.1" }] }
status: { phase: Running }
`;
}

function plain(place: string): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: ${place} }
spec: { containers: [{ name: cart, image: cart }] }
status: { phase: Running }
`;
}
