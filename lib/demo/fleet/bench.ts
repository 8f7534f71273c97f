import { ISTIO_SYSTEM } from "../build/chart.ts";
import { declareCrds } from "../build/crds.ts";
import { declareGatewayClasses } from "../build/gateways.ts";
import { declareControlPlane } from "../build/istiod.ts";
import type { NamespacePlan } from "../build/namespace.ts";
import { declareBareNamespace, declareNamespace } from "../build/namespace.ts";
import { declareNodeAgents } from "../build/node-agents.ts";
import { type Cloud, declareNodes, nodesOf, type Pool } from "../build/nodes.ts";
import { podPress } from "../build/pod-press.ts";
import { declarePrometheus } from "../build/prometheus.ts";
import { inventoryOf, site } from "../build/site.ts";
import { clusterOf, type DemoCluster } from "../cluster.ts";
import { measured } from "../metrics/measured.ts";
import type { MeasuredCluster } from "../metrics/model.ts";
import { SHOPPERS } from "../metrics/rhythm.ts";
import { istiod, nodeAgents, prometheusServer } from "../metrics/standing.ts";
import type { Story } from "../metrics/story.ts";
import {
  AMBIENT,
  authorizationPolicy,
  envoyFilter,
  grpc,
  http,
  IN_AMBIENT,
  INJECTED,
  NO_MESH,
  networkPolicy,
  plan,
  requestAuthentication,
  sidecar,
  virtualService,
  worker,
} from "./company.ts";
import { systemNamespaces, systemWorkloads } from "./system.ts";

export interface ClusterSize {
  readonly namespaces: number;
  readonly pods: number;
}

const VERSION = "1.30.5";
const MESH = sidecar(VERSION);
const WORKLOADS = 10;
const BENCH_STORY: Story = {
  rhythm: SHOPPERS,
  perReplica: [2, 10],
  outages: [],
  namespaces: {},
};

const CLOUD: Cloud = {
  provider: "gke",
  cluster: "bench",
  zones: ["europe-west4-a", "europe-west4-b", "europe-west4-c"],
  kubelet: "v1.34.2-gke.1034000",
};

const NOT_INSTALLED = [
  "securitygrouppolicies.vpcresources.k8s.aws",
  "nodes.metrics.k8s.io",
  "pods.metrics.k8s.io",
];

/** A mesh of any size, the same for the same numbers: ten workloads a namespace, its pods spread over them. */
export function bench(now: Date, { namespaces, pods }: ClusterSize): DemoCluster {
  const pools: readonly Pool[] = [
    { name: "general", count: Math.max(3, Math.ceil(pods / 60)), cpu: 16, memoryGi: 64 },
  ];
  const press = podPress();
  const ground = site("bench", now, nodesOf(CLOUD, pools), { makePod: press.make });
  declareNodes(ground, CLOUD, pools);
  declareCrds(ground, NOT_INSTALLED, { version: "1.5.1", channel: "standard" });
  systemWorkloads(ground, "gke");
  declareBareNamespace(ground, ISTIO_SYSTEM);
  declareControlPlane(ground, {
    version: VERSION,
    revision: "default",
    ambient: true,
    isDefault: true,
  });
  declareNodeAgents(ground, { version: VERSION, revision: "default" });
  declarePrometheus(ground);
  declareGatewayClasses(ground, false);
  const teams = teamsOf({ namespaces, pods: pods - press.size() });
  for (const plan of teams) declareNamespace(ground, plan);

  const inMemory = clusterOf("bench", CLOUD.kubelet, inventoryOf(ground), NOT_INSTALLED);
  const shelf = press.shelf();
  const cluster: DemoCluster = {
    ...inMemory,
    shelf: (kind) => (kind.plural === "pods" && kind.group === "" ? shelf : inMemory.shelf(kind)),
  };
  const { nodes } = ground;
  const standing = [istiod(nodes, 3), ...nodeAgents(nodes), prometheusServer(nodes)];
  const usage: MeasuredCluster = {
    cluster: "bench",
    nodes,
    story: BENCH_STORY,
    turns: [],
    plan: () => ({ namespaces: [...systemNamespaces("gke"), ...teams], standing }),
  };
  return measured(cluster, usage, now);
}

/** As many teams as wanted, with so many pods together. */
function teamsOf({ namespaces, pods }: ClusterSize): readonly NamespacePlan[] {
  const upTo = (index: number) => Math.round((pods * index) / namespaces);
  return Array.from({ length: namespaces }, (_, index) =>
    team(index, upTo(index + 1) - upTo(index)),
  );
}

/** The share of each trouble is that of a mesh that begins to move. */
function team(index: number, pods: number): NamespacePlan {
  const name = `team-${String(index).padStart(4, "0")}`;
  const apps = Array.from({ length: WORKLOADS }, (_, at) => {
    const replicas = Math.floor(pods / WORKLOADS) + (at < pods % WORKLOADS ? 1 : 0);
    if (at % 5 === 3) return grpc(`service-${at}`, replicas);
    return at % 5 === 4 ? worker(`worker-${at}`, replicas) : http(`service-${at}`, replicas);
  });

  switch (index % 10) {
    case 2:
      return plan(name, MESH, INJECTED, apps, [
        virtualService("split", {
          hosts: ["service-0"],
          http: [
            {
              match: [{ headers: { "x-beta": { exact: "1" } } }],
              route: [{ destination: { host: "service-1" } }],
            },
            { route: [{ destination: { host: "service-0" } }] },
          ],
        }),
      ]);
    case 3:
      return plan(name, MESH, INJECTED, apps, [
        authorizationPolicy("readers", {
          action: "ALLOW",
          selector: { matchLabels: { app: "service-0" } },
          rules: [{ to: [{ operation: { methods: ["GET"] } }] }],
        }),
      ]);
    case 4:
      return plan(name, MESH, INJECTED, apps, [
        authorizationPolicy("no-admin", {
          action: "DENY",
          rules: [{ to: [{ operation: { paths: ["/admin/*"] } }] }],
        }),
        requestAuthentication("tokens", { jwtRules: [{ issuer: "https://id.sample.example" }] }),
      ]);
    case 5:
      return plan(name, MESH, INJECTED, apps, [
        networkPolicy("callers", {
          podSelector: {},
          policyTypes: ["Ingress"],
          ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: "TCP", port: 8080 }] }],
        }),
      ]);
    case 6:
      return plan(name, MESH, INJECTED, apps, [
        envoyFilter("limits", {
          configPatches: [
            {
              applyTo: "HTTP_FILTER",
              match: { context: "SIDECAR_INBOUND" },
              patch: {
                operation: "INSERT_BEFORE",
                value: { name: "envoy.filters.http.local_ratelimit" },
              },
            },
          ],
        }),
      ]);
    case 8:
      return plan(name, AMBIENT, IN_AMBIENT, apps);
    case 9:
      return plan(name, NO_MESH, {}, apps);
    default:
      return plan(name, MESH, INJECTED, apps);
  }
}
