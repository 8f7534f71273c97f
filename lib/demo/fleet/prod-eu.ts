import { ISTIO_SYSTEM } from "../build/chart.ts";
import { declareCrds, type GatewayApiBundle } from "../build/crds.ts";
import { declareClassicGateway, declareGateway, declareGatewayClasses } from "../build/gateways.ts";
import { declareControlPlane } from "../build/istiod.ts";
import { declareBareNamespace, declareNamespace } from "../build/namespace.ts";
import { declareCriticalQuota, declareNodeAgents } from "../build/node-agents.ts";
import { type Cloud, type DemoNode, declareNodes, nodesOf, type Pool } from "../build/nodes.ts";
import { declarePrometheus } from "../build/prometheus.ts";
import { declare, inventoryOf, site } from "../build/site.ts";
import { clusterOf, type DemoCluster } from "../cluster.ts";
import { measured } from "../metrics/measured.ts";
import type { MeasuredCluster } from "../metrics/model.ts";
import { gateway, istiod, nodeAgents, prometheusServer } from "../metrics/standing.ts";
import { type ClusterPlan, planAt } from "./past.ts";
import { prodNamespaces } from "./prod-eu-namespaces.ts";
import { PROD_EU_PAST } from "./prod-eu-past.ts";
import { PROD_EU_STORY } from "./prod-eu-story.ts";
import { systemNamespaces, systemWorkloads } from "./system.ts";

const VERSION = "1.27.6";
const OLD_VERSION = "1.24.6";
export const OLD_REVISION = "1-24";

const CLOUD: Cloud = {
  provider: "gke",
  cluster: "prod-eu",
  zones: ["europe-west4-a", "europe-west4-b", "europe-west4-c"],
  kubelet: "v1.33.5-gke.1162000",
};

const POOLS: readonly Pool[] = [
  { name: "general", count: 18, cpu: 8, memoryGi: 32 },
  {
    name: "gpu",
    count: 2,
    cpu: 16,
    memoryGi: 64,
    taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }],
  },
  {
    name: "windows",
    count: 1,
    os: "windows",
    cpu: 4,
    memoryGi: 16,
    taints: [{ key: "node.kubernetes.io/os", value: "windows", effect: "NoSchedule" }],
  },
  {
    name: "virtual",
    count: 1,
    cpu: 64,
    memoryGi: 256,
    labels: { type: "virtual-kubelet" },
    taints: [{ key: "virtual-kubelet.io/provider", value: "sample", effect: "NoSchedule" }],
  },
];

const NOT_INSTALLED = [
  "trafficextensions.extensions.istio.io",
  "tlsroutes.gateway.networking.k8s.io",
  "tcproutes.gateway.networking.k8s.io",
  "securitygrouppolicies.vpcresources.k8s.aws",
];

/** Someone once installed the GRPCRoute CRD by hand and nobody has updated it since. */
const GATEWAY_API: GatewayApiBundle = {
  version: "1.3.0",
  channel: "standard",
  except: { grpcroutes: "1.0.0" },
};

/**
 * A large sidecar mesh: forty teams on Istio 1.27, ambient components installed as a first step, nothing enrolled yet.
 * Some namespaces could move today, many need a waypoint first, and a few should stay where they are.
 */
export function prodEu(now: Date, daysAgo = 0): DemoCluster {
  const plan = planAt(PROD_EU_TODAY, PROD_EU_PAST, daysAgo);
  const cloud = { ...CLOUD, kubelet: plan.kubelet };
  const version = plan.istio;
  const ground = site("prod-eu", now, nodesOf(cloud, POOLS), { bookkeeping: daysAgo === 0 });
  declareNodes(ground, cloud, POOLS);
  declareCrds(ground, NOT_INSTALLED, GATEWAY_API);
  systemWorkloads(ground, "gke");

  declareBareNamespace(ground, ISTIO_SYSTEM);
  declareControlPlane(ground, {
    version,
    revision: "default",
    ambient: true,
    isDefault: true,
    mesh: MESH,
  });
  declareControlPlane(ground, {
    version: OLD_VERSION,
    revision: OLD_REVISION,
    ambient: false,
    isDefault: false,
    replicas: 1,
  });
  if (plan.nodeAgents) {
    declareNodeAgents(ground, {
      version,
      revision: "default",
      ztunnelSkips: WITHOUT_ZTUNNEL,
      cniNotReadyOn: ({ name, pool }) => pool === "gpu" && name === gpuNode(ground.nodes),
    });
    declareCriticalQuota(ground);
  }
  declarePrometheus(ground);
  declareGatewayClasses(ground, false);

  declareBareNamespace(ground, "istio-ingress", { "istio-injection": "enabled" });
  declareClassicGateway(ground, {
    namespace: "istio-ingress",
    name: "istio-ingressgateway",
    version,
    revision: "default",
  });
  declareGateway(ground, { namespace: "istio-ingress", name: "partners", version });
  declareMeshPolicies(ground);

  for (const namespace of plan.namespaces) declareNamespace(ground, namespace);
  const cluster = clusterOf("prod-eu", plan.kubelet, inventoryOf(ground), NOT_INSTALLED);
  return measured(cluster, PROD_EU_USAGE, now, daysAgo);
}

const WITHOUT_ZTUNNEL = ({ pool }: DemoNode): boolean => pool === "gpu";

/** What its metrics tell, by day. */
export const PROD_EU_USAGE: MeasuredCluster = {
  cluster: "prod-eu",
  nodes: nodesOf(CLOUD, POOLS),
  story: PROD_EU_STORY,
  turns: PROD_EU_PAST.map(({ daysAgo }) => daysAgo),
  plan(daysAgo) {
    const { namespaces, nodeAgents: agents } = planAt(PROD_EU_TODAY, PROD_EU_PAST, daysAgo);
    const general = this.nodes.filter(({ pool }) => pool === "general");
    return {
      namespaces: [...systemNamespaces("gke"), ...namespaces],
      standing: [
        istiod(general, 3),
        istiod(general, 1, OLD_REVISION),
        ...(agents ? nodeAgents(this.nodes, WITHOUT_ZTUNNEL) : []),
        gateway(general, "istio-ingress", "istio-ingressgateway", 3),
        gateway(general, "istio-ingress", "partners-istio", 2),
        prometheusServer(general),
      ],
    };
  },
};

const MESH = `extensionProviders:
- name: entitlements
  envoyExtAuthzGrpc:
    service: entitlements.identity.svc.cluster.local
    port: 9090
- name: otel
  opentelemetry:
    service: otel-collector.observability.svc.cluster.local
    port: 4317`;

function gpuNode(
  nodes: readonly { readonly pool: string; readonly name: string }[],
): string | undefined {
  return nodes.find(({ pool }) => pool === "gpu")?.name;
}

function declareMeshPolicies(ground: Parameters<typeof declare>[0]): void {
  declare(ground, {
    resource: "peerauthentications.security.istio.io",
    namespace: ISTIO_SYSTEM,
    name: "default",
    body: { spec: { mtls: { mode: "PERMISSIVE" } } },
  });
  declare(ground, {
    resource: "telemetries.telemetry.istio.io",
    namespace: ISTIO_SYSTEM,
    name: "mesh-default",
    body: { spec: { tracing: [{ providers: [{ name: "otel" }], randomSamplingPercentage: 5 }] } },
  });
  declare(ground, {
    resource: "gateways.networking.istio.io",
    namespace: "istio-ingress",
    name: "shop",
    body: {
      spec: {
        selector: { istio: "ingressgateway" },
        servers: [
          {
            port: { number: 443, name: "https", protocol: "HTTPS" },
            hosts: ["*.sample.example"],
            tls: { mode: "SIMPLE", credentialName: "wildcard" },
          },
        ],
      },
    },
  });
}

/** What may have been otherwise in the past. */
export const PROD_EU_TODAY: ClusterPlan = {
  kubelet: CLOUD.kubelet,
  istio: VERSION,
  nodeAgents: true,
  namespaces: prodNamespaces(VERSION, OLD_VERSION),
  waypoints: [],
};
