import { ISTIO_SYSTEM } from "../build/chart.ts";
import { declareCrds } from "../build/crds.ts";
import { declareGateway, declareGatewayClasses, declareWaypoint } from "../build/gateways.ts";
import { declareControlPlane } from "../build/istiod.ts";
import { declareBareNamespace, declareNamespace, type NamespacePlan } from "../build/namespace.ts";
import { declareNodeAgents } from "../build/node-agents.ts";
import { type Cloud, declareNodes, nodesOf, type Pool } from "../build/nodes.ts";
import { declarePrometheus } from "../build/prometheus.ts";
import { inventoryOf, site } from "../build/site.ts";
import { clusterOf, type DemoCluster } from "../cluster.ts";
import type { Labels } from "../json.ts";
import { measured } from "../metrics/measured.ts";
import type { MeasuredCluster } from "../metrics/model.ts";
import { gateway, istiod, nodeAgents, prometheusServer, waypoint } from "../metrics/standing.ts";
import {
  AMBIENT,
  authorizationPolicy,
  grpc,
  http,
  httpRoute,
  IN_AMBIENT,
  NO_MESH,
  nightly,
  plan,
  tcp,
  worker,
} from "./company.ts";
import { DEV_PAST } from "./dev-past.ts";
import { DEV_STORY } from "./dev-story.ts";
import { type ClusterPlan, planAt } from "./past.ts";
import { systemNamespaces, systemWorkloads } from "./system.ts";

const VERSION = "1.31.1";

const CLOUD: Cloud = { provider: "kind", cluster: "dev", zones: ["local"], kubelet: "v1.35.0" };
const POOLS: readonly Pool[] = [{ name: "general", count: 4, cpu: 16, memoryGi: 64 }];
const NOT_INSTALLED = ["securitygrouppolicies.vpcresources.k8s.aws"];

/** Finished: ambient everywhere, waypoints where they are needed. */
export function dev(now: Date, daysAgo = 0): DemoCluster {
  const plan = planAt(DEV_TODAY, DEV_PAST, daysAgo);
  const cloud = { ...CLOUD, kubelet: plan.kubelet };
  const version = plan.istio;
  const ground = site("dev", now, nodesOf(cloud, POOLS), { bookkeeping: daysAgo === 0 });
  declareNodes(ground, cloud, POOLS);
  declareCrds(ground, NOT_INSTALLED, { version: "1.6.0", channel: "standard" });
  systemWorkloads(ground, "kind");

  declareBareNamespace(ground, ISTIO_SYSTEM);
  declareControlPlane(ground, {
    version,
    revision: "default",
    ambient: true,
    isDefault: true,
    replicas: 1,
  });
  declareNodeAgents(ground, { version, revision: "default" });
  declarePrometheus(ground);
  declareGatewayClasses(ground, false);
  declareBareNamespace(ground, "istio-ingress");
  declareGateway(ground, { namespace: "istio-ingress", name: "shop", version });

  for (const namespace of plan.namespaces) declareNamespace(ground, namespace);
  for (const waypoint of plan.waypoints) {
    declareWaypoint(ground, { ...waypoint, version, replicas: 1 });
  }
  const cluster = clusterOf("dev", plan.kubelet, inventoryOf(ground), NOT_INSTALLED);
  return measured(cluster, DEV_USAGE, now, daysAgo);
}

/** What its metrics tell, by day. */
export const DEV_USAGE: MeasuredCluster = {
  cluster: "dev",
  nodes: nodesOf(CLOUD, POOLS),
  story: DEV_STORY,
  turns: DEV_PAST.map(({ daysAgo }) => daysAgo),
  plan(daysAgo) {
    const { namespaces, waypoints } = planAt(DEV_TODAY, DEV_PAST, daysAgo);
    const { nodes } = this;
    return {
      namespaces: [...systemNamespaces("kind"), ...namespaces],
      standing: [
        istiod(nodes, 1),
        ...nodeAgents(nodes),
        gateway(nodes, "istio-ingress", "shop-istio", 2),
        ...waypoints.map(({ namespace }) => waypoint(nodes, namespace, 1)),
        prometheusServer(nodes),
      ],
    };
  },
};

const WITH_WAYPOINT: Labels = { ...IN_AMBIENT, "istio.io/use-waypoint": "waypoint" };

function namespaces(): readonly NamespacePlan[] {
  return [
    plan(
      "checkout",
      AMBIENT,
      WITH_WAYPOINT,
      [http("checkout-api", 2), grpc("checkout-session", 1)],
      [
        authorizationPolicy("checkout-api-callers", {
          action: "ALLOW",
          targetRefs: [{ group: "", kind: "Service", name: "checkout-api" }],
          rules: [{ to: [{ operation: { methods: ["GET", "POST"], paths: ["/v1/checkout/*"] } }] }],
        }),
      ],
    ),
    plan(
      "payments",
      AMBIENT,
      WITH_WAYPOINT,
      [http("payment-api", 2)],
      [
        authorizationPolicy("no-admin", {
          action: "DENY",
          targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "waypoint" }],
          rules: [{ to: [{ operation: { paths: ["/admin/*"] } }] }],
        }),
      ],
    ),
    plan(
      "catalog",
      AMBIENT,
      WITH_WAYPOINT,
      [http("catalog", 2), worker("feed-import", 1)],
      [
        httpRoute("catalog", {
          parentRefs: [{ group: "", kind: "Service", name: "catalog", port: 80 }],
          rules: [
            {
              matches: [{ path: { type: "PathPrefix", value: "/" } }],
              backendRefs: [{ name: "catalog", port: 80 }],
            },
          ],
        }),
      ],
    ),
    plan("orders", AMBIENT, IN_AMBIENT, [
      http("orders-api", 2),
      tcp("orders-db", 5432, "docker.io/library/postgres:17.6", 1),
    ]),
    plan("notifications", AMBIENT, IN_AMBIENT, [worker("mailer", 1), nightly("digest")]),
    plan("search", AMBIENT, IN_AMBIENT, [
      http("search-api", 2),
      tcp("search-index", 9200, "docker.io/opensearchproject/opensearch:3.3.0", 1),
    ]),
    plan("playground", NO_MESH, {}, [http("sandbox", 2)]),
  ];
}

/** What may have been otherwise in the past. */
export const DEV_TODAY: ClusterPlan = {
  kubelet: CLOUD.kubelet,
  istio: VERSION,
  nodeAgents: true,
  namespaces: namespaces(),
  waypoints: [{ namespace: "checkout" }, { namespace: "payments" }, { namespace: "catalog" }],
};
