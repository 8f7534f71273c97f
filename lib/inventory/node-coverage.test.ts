import { describe, expect, it } from "vitest";
import { type FixtureOptions, inventoryFrom } from "./fixture.ts";
import { itemsOf, podYaml, workloadYaml, yaml } from "./yaml-builders.ts";

const nodeYaml = (
  name: string,
  { labels = {}, spec = {} }: { labels?: object; spec?: object } = {},
) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/os": "linux", ...labels } },
    spec,
    status: { nodeInfo: { operatingSystem: "linux" } },
  });

const ztunnelYaml = (node: string, ready = true, deleting = false) =>
  podYaml(`ztunnel-${node}`, {
    namespace: "istio-system",
    node,
    ready,
    deleting,
    labels: { app: "ztunnel" },
    owner: { kind: "DaemonSet", name: "ztunnel" },
    containers: [{ name: "istio-proxy", image: "ztunnel:1.27.3", args: ["proxy", "ztunnel"] }],
  });

const cniYaml = (node: string) =>
  podYaml(`cni-${node}`, {
    namespace: "istio-system",
    node,
    hostNetwork: true,
    labels: { "k8s-app": "istio-cni-node" },
    owner: { kind: "DaemonSet", name: "istio-cni-node" },
  });

const coverageOf = (documents: readonly string[], options?: FixtureOptions) => {
  const { nodeCoverage } = inventoryFrom(yaml(...documents), options).slices;
  return new Map(itemsOf(nodeCoverage).map((coverage) => [coverage.node, coverage]));
};

it("tells which agents are ready on a node, and how many candidate pods run there", () => {
  const coverage = coverageOf([
    nodeYaml("a"),
    nodeYaml("b"),
    ztunnelYaml("a"),
    cniYaml("a"),
    podYaml("web", { node: "b" }),
    podYaml("gone", { node: "b", phase: "Succeeded" }),
  ]);
  expect(coverage.get("a")).toMatchObject({ ztunnelReady: true, cniReady: true, candidatePods: 0 });
  expect(coverage.get("b")).toMatchObject({
    ztunnelReady: false,
    cniReady: false,
    candidatePods: 1,
  });
});

it("does not count an agent that is not ready or is leaving", () => {
  const coverage = coverageOf([
    nodeYaml("a"),
    nodeYaml("b"),
    ztunnelYaml("a", false),
    ztunnelYaml("b", true, true),
  ]);
  expect([...coverage.values()].map(({ ztunnelReady }) => ztunnelReady)).toEqual([false, false]);
});

it("does not take an application labelled app=ztunnel for the agent", () => {
  const coverage = coverageOf([
    nodeYaml("a"),
    podYaml("fake", { node: "a", labels: { app: "ztunnel" } }),
  ]);
  expect(coverage.get("a")?.ztunnelReady).toBe(false);
});

it("counts a cordoned node only while a candidate pod runs on it", () => {
  const cordoned = { spec: { unschedulable: true } };
  const coverage = coverageOf([
    nodeYaml("busy", cordoned),
    nodeYaml("idle", cordoned),
    podYaml("web", { node: "busy" }),
  ]);
  expect(coverage.get("busy")?.counts).toBe(true);
  expect(coverage.get("idle")?.counts).toBe(false);
});

describe("a node that can run neither agent", () => {
  it.each([
    ["windows", { labels: { "kubernetes.io/os": "windows" } }],
    ["virtual", { labels: { type: "virtual-kubelet" } }],
    ["virtual", { labels: { "eks.amazonaws.com/compute-type": "fargate" } }],
    [
      "virtual",
      { spec: { taints: [{ key: "virtual-kubelet.io/provider", effect: "NoSchedule" }] } },
    ],
  ])("%s %j does not count as a gap", (because, options) => {
    expect(coverageOf([nodeYaml("a", options)]).get("a")).toMatchObject({
      supported: false,
      unsupportedBecause: because,
      counts: false,
    });
  });
});

it("cannot be told from manifests, which hold no pods", () => {
  const { nodeCoverage } = inventoryFrom(yaml(nodeYaml("a"), workloadYaml("Deployment", "web")), {
    unread: { pods: "not-in-dump" },
    input: "dump",
  }).slices;
  expect(nodeCoverage).toMatchObject({ read: "unread", unread: [{ resource: "pods" }] });
});

describe("ambient components", () => {
  const componentsOf = (...documents: readonly string[]) =>
    itemsOf(inventoryFrom(yaml(...documents)).slices.ambientComponents);
  const ztunnel = {
    name: "istio-proxy",
    image: "docker.io/istio/ztunnel:1.27.3",
    args: ["proxy", "ztunnel"],
    env: [{ name: "XDS_ADDRESS", value: "istiod.istio-system.svc:15012" }],
    resources: { requests: { cpu: "200m", memory: "512Mi" } },
  };

  it("are ztunnel and istio-cni, told apart from sidecars and from each other", () => {
    const found = componentsOf(
      workloadYaml("DaemonSet", "ztunnel", {
        namespace: "istio-system",
        podLabels: { app: "ztunnel" },
        containers: [ztunnel],
        desired: 3,
        ready: 2,
      }),
      workloadYaml("DaemonSet", "istio-cni-node", {
        namespace: "istio-system",
        labels: { "k8s-app": "istio-cni-node" },
        containers: [{ name: "install-cni", image: "docker.io/istio/install-cni:1.27.2" }],
      }),
      `{ apiVersion: v1, kind: ConfigMap, metadata: { name: istio-cni-config, namespace: istio-system },
         data: { AMBIENT_ENABLED: "true" } }`,
      workloadYaml("DaemonSet", "logs", { podLabels: { app: "ztunnel" } }),
    );
    expect(found).toMatchObject([
      {
        component: "ztunnel",
        version: { text: "1.27.3" },
        desired: 3,
        ready: 2,
        env: { XDS_ADDRESS: "istiod.istio-system.svc:15012" },
        config: null,
        requests: { cpu: 200, memory: 512 * 1024 * 1024 },
      },
      { component: "istio-cni", version: { text: "1.27.2" }, config: { AMBIENT_ENABLED: "true" } },
    ]);
    expect(found).toHaveLength(2);
  });

  it("have unknown settings while the ConfigMap is missing, and no request where none is set", () => {
    const [cni] = componentsOf(
      workloadYaml("DaemonSet", "istio-cni-node", { labels: { "k8s-app": "istio-cni-node" } }),
    );
    expect(cni).toMatchObject({
      config: null,
      version: null,
      requests: { cpu: null, memory: null },
    });
  });
});
