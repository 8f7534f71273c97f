import { describe, expect, test } from "vitest";
import { inventoryFrom } from "../inventory/fixture.ts";
import { namespaceYaml, podYaml, yaml } from "../inventory/yaml-builders.ts";
import { requestedFigures } from "./requested.ts";

const MIB = 1024 ** 2;

function container(name: string, memory: string | null, cpu: string | null, more: object = {}) {
  const requests = { ...(memory ? { memory } : {}), ...(cpu ? { cpu } : {}) };
  return { name, image: `example.com/${name}:1`, resources: { requests }, ...more };
}

const app = container("app", "1Gi", "500m");
const proxy = container("istio-proxy", "128Mi", "100m", { args: ["proxy", "sidecar"] });
const shop = namespaceYaml("shop", { "istio-injection": "enabled" });

function figures(...documents: string[]) {
  const requested = requestedFigures(inventoryFrom(yaml(shop, ...documents)));
  if (!requested) throw new Error("Pods were read.");
  return requested;
}

describe("sidecars", () => {
  test("count with what their proxy requests, native ones as the init container that they are", () => {
    const { parts, namespaces } = figures(
      podYaml("classic", { containers: [app, proxy] }),
      podYaml("native", {
        containers: [app],
        initContainers: [
          container("istio-init", "900Mi", "2"),
          { ...container("istio-proxy", "256Mi", "150m"), restartPolicy: "Always" },
        ],
      }),
    );
    expect(parts.sidecar).toEqual({ proxies: 2, memory: 384 * MIB, cpu: 250, unset: 0 });
    expect(namespaces).toEqual([
      {
        namespace: "shop",
        sidecar: { proxies: 2, memory: 384 * MIB, cpu: 250, unset: 0 },
        waypoint: { proxies: 0, memory: 0, cpu: 0, unset: 0 },
      },
    ]);
  });

  test("that request nothing reserve nothing, and are counted as such", () => {
    const { parts } = figures(
      podYaml("a", { containers: [app, container("istio-proxy", null, "100m")] }),
      podYaml("b", { containers: [app, proxy] }),
    );
    expect(parts.sidecar).toEqual({ proxies: 2, memory: 128 * MIB, cpu: 200, unset: 1 });
  });

  test("of pods that ended or are going away do not count", () => {
    const { parts, namespaces, all } = figures(
      podYaml("done", { containers: [app, proxy], phase: "Succeeded" }),
      podYaml("going", { containers: [app, proxy], deleting: true }),
    );
    expect(parts.sidecar.proxies).toBe(0);
    expect(namespaces).toEqual([]);
    expect(all).toEqual({ memory: 0, cpu: 0 });
  });
});

test("proxies that share the sidecar's name are told apart", () => {
  const named = (memory: string, role: string) =>
    container("istio-proxy", memory, "100m", { args: ["proxy", role] });
  const { parts, namespaces } = figures(
    podYaml("ztunnel-x", {
      namespace: "istio-system",
      labels: { app: "ztunnel" },
      owner: { kind: "DaemonSet", name: "ztunnel" },
      containers: [named("512Mi", "ztunnel")],
    }),
    podYaml("cni-x", {
      namespace: "istio-system",
      labels: { "k8s-app": "istio-cni-node" },
      containers: [container("install-cni", "100Mi", "100m")],
    }),
    podYaml("istiod-x", {
      namespace: "istio-system",
      labels: { app: "istiod" },
      containers: [container("discovery", "2Gi", "500m")],
    }),
    podYaml("ingress-x", { namespace: "edge", containers: [named("64Mi", "router")] }),
    podYaml("waypoint-x", {
      labels: {
        "gateway.networking.k8s.io/gateway-name": "waypoint",
        "gateway.istio.io/managed": "istio.io-mesh-controller",
      },
      containers: [named("128Mi", "waypoint")],
    }),
  );
  expect(
    Object.entries(parts).map(([part, { proxies, memory }]) => [part, proxies, memory / MIB]),
  ).toEqual([
    ["sidecar", 0, 0],
    ["ztunnel", 1, 512],
    ["waypoint", 1, 128],
    ["gateway", 1, 64],
    ["istiod", 1, 2048],
    ["istio-cni", 1, 100],
  ]);
  expect(namespaces.map(({ namespace, waypoint }) => [namespace, waypoint.proxies])).toEqual([
    ["shop", 1],
  ]);
});

test("what a pod reserves is the larger of running and starting", () => {
  const native = { ...container("istio-proxy", "128Mi", "100m"), restartPolicy: "Always" };
  const { all } = figures(
    podYaml("slow-start", {
      containers: [container("app", "100Mi", "500m")],
      initContainers: [native, container("migrate", "1Gi", "50m")],
    }),
  );
  expect(all).toEqual({ memory: (1024 + 128) * MIB, cpu: 600 });
});

describe("nodes", () => {
  const node = (name: string, more: object = {}) =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels: { "kubernetes.io/os": "linux" }, ...more },
      status: { allocatable: { memory: "8Gi", cpu: "4" } },
    });

  test("are counted with what they allow, and apart those that can run ztunnel", () => {
    const { nodes, gaps } = figures(
      node("a"),
      node("windows", { labels: { "kubernetes.io/os": "windows" } }),
    );
    expect(nodes).toEqual({
      count: 2,
      canRunZtunnel: 1,
      allocatable: { memory: 16 * 1024 * MIB, cpu: 8000 },
    });
    expect(gaps).toEqual([]);
  });

  test("that could not be listed are a gap, not none", () => {
    const requested = requestedFigures(inventoryFrom(shop, { unread: { nodes: "not-permitted" } }));
    expect(requested?.nodes).toBeNull();
    expect(requested?.gaps.map(({ what }) => what)).toEqual(["nodes"]);
  });

  test("that keep silent about what they allow make the sum unknown", () => {
    const silent = JSON.stringify({ apiVersion: "v1", kind: "Node", metadata: { name: "b" } });
    expect(figures(node("a"), silent).nodes?.allocatable).toEqual({ memory: null, cpu: null });
  });
});

test("pods that could not be listed request an unknown amount", () => {
  expect(requestedFigures(inventoryFrom(shop, { unread: { pods: "failed" } }))).toBeNull();
});
