import { describe, expect, it } from "vitest";
import { type FixtureOptions, inventoryFrom } from "./fixture.ts";
import {
  istiodYaml,
  itemsOf,
  NATIVE_SIDECAR,
  namespaceYaml,
  podYaml,
  SIDECAR,
  workloadYaml,
  yaml,
} from "./yaml-builders.ts";

const AMBIENT = { "istio.io/dataplane-mode": "ambient" };
const GATEWAY = { "gateway.istio.io/managed": "istio.io-gateway-controller" };

const judged = (name: string, document: string, options?: FixtureOptions) => {
  const { meshNamespaces } = inventoryFrom(document, options).slices;
  const found = itemsOf(meshNamespaces).find((namespace) => namespace.name === name);
  if (!found) throw new Error(`${name} should be in the inventory`);
  return found;
};

describe("pods by mode", () => {
  const document = yaml(
    namespaceYaml("shop", AMBIENT),
    podYaml("classic", { containers: [SIDECAR] }),
    podYaml("native", {
      initContainers: [NATIVE_SIDECAR],
      labels: { "networking.istio.io/tunnel": "http" },
    }),
    podYaml("pending", { containers: [SIDECAR], phase: "Pending" }),
    podYaml("finished", { containers: [SIDECAR], phase: "Succeeded" }),
    podYaml("evicted", { containers: [SIDECAR], phase: "Failed" }),
    podYaml("leaving", { containers: [SIDECAR], deleting: true }),
    podYaml("enrolled", { annotations: { "ambient.istio.io/redirection": "enabled" } }),
    podYaml("retried", { annotations: { "ambient.istio.io/redirection": "pending" } }),
    podYaml("missed", { createdAt: "2026-08-22T11:58:00Z" }),
    podYaml("starting", { createdAt: "2026-08-22T11:59:30Z" }),
    podYaml("outside", { labels: { "istio.io/dataplane-mode": "none" } }),
    podYaml("stale", { annotations: { "sidecar.istio.io/status": "{}" } }),
    podYaml("grpc", {
      containers: [SIDECAR],
      annotations: { "inject.istio.io/templates": "grpc-agent" },
    }),
    podYaml("agent", { hostNetwork: true }),
    podYaml("ingress", { labels: GATEWAY }),
  );
  const counts = () => judged("shop", document, { takenAt: "2026-08-22T12:00:00Z" }).pods;

  it("counts each live pod once, and finished or leaving pods never", () => {
    expect(counts()).toEqual({
      live: 12,
      sidecar: 3,
      sidecarHbone: 1,
      ambient: 1,
      pending: 2,
      plainSelected: 1,
      stuck: 2,
      candidates: 9,
      infrastructure: 1,
    });
  });
});

describe("ambient", () => {
  it("is what a pod without labels of its own would be", () => {
    expect(judged("shop", namespaceYaml("shop", AMBIENT)).ambient).toBe(true);
    expect(judged("shop", namespaceYaml("shop")).ambient).toBe(false);
  });

  it("stays ambient when injection is asked for as well", () => {
    const both = { ...AMBIENT, "istio-injection": "enabled" };
    expect(judged("shop", namespaceYaml("shop", both), { input: "dump" })).toMatchObject({
      ambient: true,
      injection: { injected: true },
    });
  });

  it("holds when every candidate is selected one by one, also one that still has its sidecar", () => {
    const document = yaml(
      namespaceYaml("shop"),
      podYaml("web", { labels: AMBIENT }),
      podYaml("cart", {
        labels: AMBIENT,
        containers: [SIDECAR],
        annotations: { "sidecar.istio.io/status": "{}" },
      }),
    );
    expect(judged("shop", document)).toMatchObject({ ambient: true, partial: null });
  });

  it("is only partial when one of several pods is selected", () => {
    const document = yaml(
      namespaceYaml("shop"),
      podYaml("web", { labels: AMBIENT }),
      podYaml("cart"),
      podYaml("db"),
    );
    expect(judged("shop", document)).toMatchObject({
      ambient: false,
      partial: { selected: 1, candidates: 3 },
    });
  });

  it("is not set by a namespace without any candidate", () => {
    const document = yaml(
      namespaceYaml("shop"),
      podYaml("in", { labels: { ...GATEWAY, ...AMBIENT } }),
    );
    expect(judged("shop", document)).toMatchObject({ ambient: false, partial: null });
  });
});

describe("left out of scoring", () => {
  it.each([
    "kube-system",
    "kube-public",
    "kube-node-lease",
    "local-path-storage",
    "istio-system",
    "gke-managed-system",
    "openshift-dns",
    "calico-system",
    "calico-apiserver",
    "tigera-operator",
    "cilium",
    "cilium-secrets",
  ])("%s, with a reason", (name) => {
    expect(judged(name, namespaceYaml(name)).excluded).toMatch(/^[A-Z].+\.$/);
  });

  it.each(["shop", "cilium-demo", "openshift", "gke-managed", "istio-apps"])("not %s", (name) => {
    expect(judged(name, namespaceYaml(name)).excluded).toBeNull();
  });

  it("the root namespace of the mesh, and where istiod, istio-cni and ztunnel stand", () => {
    const document = yaml(
      namespaceYaml("control"),
      namespaceYaml("root"),
      namespaceYaml("agents"),
      istiodYaml({ namespace: "control" }),
      `{ apiVersion: v1, kind: ConfigMap, metadata: { name: istio, namespace: control },
         data: { mesh: "rootNamespace: root" } }`,
      workloadYaml("DaemonSet", "istio-cni-node", {
        namespace: "agents",
        labels: { "k8s-app": "istio-cni-node" },
      }),
    );
    expect(judged("control", document).excluded).toBe("It holds the control plane.");
    expect(judged("root", document).excluded).toBe("The root namespace of the mesh.");
    expect(judged("agents", document).excluded).toBe("It holds istio-cni.");
  });

  it("never hides a system namespace that asks for the mesh", () => {
    const injected = namespaceYaml("kube-system", AMBIENT);
    expect(judged("kube-system", injected)).toMatchObject({ excluded: null, candidate: true });
    const openshift = namespaceYaml("openshift-apps", { "istio-injection": "enabled" });
    expect(judged("openshift-apps", openshift, { input: "dump" })).toMatchObject({
      excluded: null,
      candidate: true,
    });
  });
});

describe("gateways only", () => {
  const shop = namespaceYaml("shop");

  it("needs at least one live pod, and every live pod a gateway", () => {
    expect(judged("shop", yaml(shop, podYaml("in", { labels: GATEWAY }))).gatewayOnly).toBe(true);
    expect(judged("shop", shop).gatewayOnly).toBe(false);
    expect(
      judged("shop", yaml(shop, podYaml("in", { labels: GATEWAY }), podYaml("web"))).gatewayOnly,
    ).toBe(false);
  });

  it("does not count a finished job", () => {
    const document = yaml(
      shop,
      podYaml("in", { labels: GATEWAY }),
      podYaml("job", { phase: "Succeeded" }),
    );
    expect(judged("shop", document).gatewayOnly).toBe(true);
  });
});

describe("a candidate namespace", () => {
  it("has a sidecar pod, or would be injected, or is ambient", () => {
    expect(judged("shop", yaml(namespaceYaml("shop"), podYaml("web"))).candidate).toBe(false);
    const withSidecar = yaml(namespaceYaml("shop"), podYaml("web", { containers: [SIDECAR] }));
    expect(judged("shop", withSidecar).candidate).toBe(true);
    expect(judged("shop", namespaceYaml("shop", AMBIENT)).candidate).toBe(true);
  });

  it("also has a template that brings its own sidecar", () => {
    const document = yaml(
      namespaceYaml("shop"),
      workloadYaml("Deployment", "web", { containers: [SIDECAR], desired: 0 }),
    );
    expect(judged("shop", document).candidate).toBe(true);
  });
});

describe("a namespace that the files do not list", () => {
  const dump: FixtureOptions = { input: "dump" };

  it("is judged as if its templates would get sidecars, and says so", () => {
    const shop = judged("shop", workloadYaml("Deployment", "web"), dump);
    expect(shop).toMatchObject({ labels: {}, candidate: true, injection: { injected: true } });
    expect(shop.injection.because).toContain("not in the files");
  });

  it("is judged as ambient when it holds a waypoint", () => {
    const document = yaml(
      workloadYaml("Deployment", "web"),
      `{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: waypoint, namespace: shop },
         spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] } }`,
    );
    expect(judged("shop", document, dump)).toMatchObject({
      labels: {},
      ambient: true,
      injection: { injected: false },
    });
  });

  it("follows its pods when there are pods", () => {
    expect(judged("shop", podYaml("web"), dump)).toMatchObject({
      candidate: false,
      ambient: false,
    });
    expect(judged("shop", podYaml("web", { containers: [SIDECAR] }), dump).injection.injected).toBe(
      true,
    );
    const enrolled = podYaml("web", { annotations: { "ambient.istio.io/redirection": "enabled" } });
    expect(judged("shop", enrolled, dump)).toMatchObject({ ambient: true });
  });

  it("stays left out when it is a system namespace", () => {
    expect(judged("istio-system", istiodYaml(), dump)).toMatchObject({
      candidate: false,
      excluded: "The root namespace of the mesh.",
    });
  });
});
