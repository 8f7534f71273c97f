import { ISTIO_SYSTEM } from "../build/chart.ts";
import { declareCrds } from "../build/crds.ts";
import { declareGateway, declareGatewayClasses, declareWaypoint } from "../build/gateways.ts";
import { declareControlPlane } from "../build/istiod.ts";
import { declareBareNamespace, declareNamespace, type NamespacePlan } from "../build/namespace.ts";
import { declareNodeAgents } from "../build/node-agents.ts";
import { type Cloud, declareNodes, nodesOf, type Pool } from "../build/nodes.ts";
import { declarePrometheus } from "../build/prometheus.ts";
import { declare, inventoryOf, type Site, site } from "../build/site.ts";
import { clusterOf, type DemoCluster } from "../cluster.ts";
import { measured } from "../metrics/measured.ts";
import type { MeasuredCluster } from "../metrics/model.ts";
import { gateway, istiod, nodeAgents, prometheusServer, waypoint } from "../metrics/standing.ts";
import {
  AMBIENT,
  authorizationPolicy,
  destinationRule,
  envoyFilter,
  grpc,
  http,
  httpRoute,
  IN_AMBIENT,
  INJECTED,
  NO_MESH,
  nightly,
  plan,
  principal,
  securityGroupPolicy,
  sidecar,
  tcp,
  virtualService,
  worker,
} from "./company.ts";
import { type ClusterPlan, planAt } from "./past.ts";
import { STAGING_PAST } from "./staging-past.ts";
import { STAGING_STORY } from "./staging-story.ts";
import { systemNamespaces, systemWorkloads } from "./system.ts";

const VERSION = "1.29.8";
const NETWORK = "staging-west";
const MESH = sidecar(VERSION);

const CLOUD: Cloud = {
  provider: "eks",
  cluster: "staging",
  zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  kubelet: "v1.34.1-eks-113cf36",
};

const POOLS: readonly Pool[] = [{ name: "general", count: 8, cpu: 8, memoryGi: 32 }];

const NOT_INSTALLED = [
  "trafficextensions.extensions.istio.io",
  "tlsroutes.gateway.networking.k8s.io",
  "tcproutes.gateway.networking.k8s.io",
];

/** Half way: ambient runs on every node and each namespace stands at another step of the procedure. Its mesh spans a second network. */
export function staging(now: Date, daysAgo = 0): DemoCluster {
  const plan = planAt(STAGING_TODAY, STAGING_PAST, daysAgo);
  const cloud = { ...CLOUD, kubelet: plan.kubelet };
  const version = plan.istio;
  const ground = site("staging", now, nodesOf(cloud, POOLS), { bookkeeping: daysAgo === 0 });
  declareNodes(ground, cloud, POOLS);
  declareCrds(ground, NOT_INSTALLED, { version: "1.4.1", channel: "standard" });
  systemWorkloads(ground, "eks");

  declareBareNamespace(ground, ISTIO_SYSTEM, { "topology.istio.io/network": NETWORK });
  declareControlPlane(ground, {
    version,
    revision: "default",
    ambient: true,
    isDefault: true,
    replicas: 2,
    env: { AMBIENT_ENABLE_MULTI_NETWORK: "true" },
  });
  declareNodeAgents(ground, {
    version,
    revision: "default",
    network: NETWORK,
    cniConfig: { AMBIENT_RECONCILE_POD_RULES_ON_STARTUP: "true" },
  });
  declarePrometheus(ground);
  declareGatewayClasses(ground, true);
  declareSecondNetwork(ground, version);
  declareBareNamespace(ground, "istio-ingress");
  declareGateway(ground, { namespace: "istio-ingress", name: "shop", version });

  for (const namespace of plan.namespaces) declareNamespace(ground, namespace);
  for (const waypoint of plan.waypoints) declareWaypoint(ground, { ...waypoint, version });
  const cluster = clusterOf("staging", plan.kubelet, inventoryOf(ground), NOT_INSTALLED);
  return measured(cluster, STAGING_USAGE, now, daysAgo);
}

/** What its metrics tell, by day. */
export const STAGING_USAGE: MeasuredCluster = {
  cluster: "staging",
  nodes: nodesOf(CLOUD, POOLS),
  story: STAGING_STORY,
  turns: STAGING_PAST.map(({ daysAgo }) => daysAgo),
  plan(daysAgo) {
    const { namespaces, waypoints } = planAt(STAGING_TODAY, STAGING_PAST, daysAgo);
    const { nodes } = this;
    return {
      namespaces: [...systemNamespaces("eks"), ...namespaces],
      standing: [
        istiod(nodes, 2),
        ...nodeAgents(nodes),
        gateway(nodes, ISTIO_SYSTEM, "istio-eastwestgateway", 2),
        gateway(nodes, "istio-ingress", "shop-istio", 2),
        ...waypoints.map(({ namespace }) => waypoint(nodes, namespace, 2)),
        prometheusServer(nodes),
      ],
    };
  },
};

function declareSecondNetwork(ground: Site, version: string): void {
  declareGateway(ground, {
    namespace: ISTIO_SYSTEM,
    name: "istio-eastwestgateway",
    version,
    network: NETWORK,
  });
  declare(ground, {
    resource: "secrets",
    namespace: ISTIO_SYSTEM,
    name: "istio-remote-secret-staging-east",
    labels: { "istio/multiCluster": "true" },
    annotations: { "networking.istio.io/cluster": "staging-east" },
    body: { type: "Opaque", data: { "staging-east": "c2FtcGxl" } },
  });
}

const SPLIT = (host: string) =>
  virtualService(host, {
    hosts: [host],
    http: [
      {
        route: [
          { destination: { host, subset: "v1" }, weight: 80 },
          { destination: { host, subset: "v2" }, weight: 20 },
        ],
      },
    ],
  });

const SUBSETS = (host: string) =>
  destinationRule(host, {
    host,
    subsets: [
      { name: "v1", labels: { version: "v1" } },
      { name: "v2", labels: { version: "v2" } },
    ],
  });

const versions = (name: string): NamespacePlan["apps"] => [
  http(name, 2, { version: "v1" }),
  http(name, 1, { version: "v2" }),
];

const NO_ADMIN = { action: "DENY", rules: [{ to: [{ operation: { paths: ["/admin/*"] } }] }] };
const TO_WAYPOINT = {
  targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "waypoint" }],
};

/** Still on sidecars: outside the mesh, blocked, not restarted, ready. */
function waiting(): readonly NamespacePlan[] {
  return [
    plan("platform-tools", NO_MESH, {}, [http("flagd", 2), http("backstage", 1)]),
    plan(
      "search",
      MESH,
      INJECTED,
      [http("search-api", 3), grpc("query-planner", 2)],
      [
        envoyFilter("search-ratelimit", {
          workloadSelector: { labels: { app: "search-api" } },
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
      ],
    ),
    plan("accounting", sidecar("1.28.6", { hbone: false }), INJECTED, [
      http("ledger", 2),
      nightly("period-close"),
    ]),
    plan("notifications", MESH, INJECTED, [worker("mailer", 2), worker("push", 2)]),
    plan("pricing", MESH, INJECTED, [
      grpc("price-engine", 3),
      tcp("price-cache", 6379, "docker.io/library/redis:8.2", 2),
    ]),
    plan(
      "geo",
      MESH,
      INJECTED,
      [http("geocoder", 2)],
      [
        securityGroupPolicy("geocoder", {
          podSelector: { matchLabels: { app: "geocoder" } },
          securityGroups: { groupIds: ["sg-0a1b2c3d4e5f67890"] },
        }),
      ],
    ),
  ];
}

/** Between the first waypoint and the last restart. */
function moving(): readonly NamespacePlan[] {
  return [
    // Waypoint deployed, the L7 policy not translated yet.
    plan(
      "checkout",
      MESH,
      INJECTED,
      [http("checkout-api", 3), grpc("checkout-session", 2)],
      [
        authorizationPolicy("checkout-api-callers", {
          action: "ALLOW",
          selector: { matchLabels: { app: "checkout-api" } },
          rules: [
            {
              from: [{ source: { principals: [principal("storefront", "web")] } }],
              to: [{ operation: { methods: ["POST"], paths: ["/v1/checkout"] } }],
            },
          ],
        }),
      ],
    ),
    // Translated: the copy waits at the waypoint, nothing is bound to it.
    plan(
      "payments",
      MESH,
      INJECTED,
      [http("payment-api", 3), worker("settlement", 1)],
      [
        authorizationPolicy("no-admin", {
          ...NO_ADMIN,
          selector: { matchLabels: { app: "payment-api" } },
        }),
        authorizationPolicy("no-admin-waypoint", { ...NO_ADMIN, ...TO_WAYPOINT }),
      ],
    ),
    // The waypoint is active while the sidecars still run.
    plan(
      "catalog",
      MESH,
      { ...INJECTED, "istio.io/use-waypoint": "waypoint" },
      versions("catalog"),
      [SPLIT("catalog"), SUBSETS("catalog")],
    ),
    // Enrolled and no longer injected; one workload has not been restarted.
    plan("orders", AMBIENT, IN_AMBIENT, [
      http("orders-api", 3),
      worker("order-events", 2, { dataPlane: MESH }),
    ]),
    // Enrolled and still injected: new pods get sidecars.
    plan("shipping", MESH, { ...INJECTED, ...IN_AMBIENT }, [http("shipments", 2)]),
    // Its split ended silently when the sidecars went: nobody deployed the waypoint.
    plan("baskets", AMBIENT, IN_AMBIENT, versions("basket-api"), [
      SPLIT("basket-api"),
      SUBSETS("basket-api"),
    ]),
    // Sidecars gone, the waypoint enforces the copy, the original was never deleted.
    plan(
      "customer-profile",
      AMBIENT,
      { ...IN_AMBIENT, "istio.io/use-waypoint": "waypoint" },
      [http("profile-api", 3)],
      [
        authorizationPolicy("no-admin", {
          ...NO_ADMIN,
          selector: { matchLabels: { app: "profile-api" } },
        }),
        authorizationPolicy("no-admin-waypoint", { ...NO_ADMIN, ...TO_WAYPOINT }),
      ],
    ),
  ];
}

/** Done, with and without a waypoint. */
function moved(): readonly NamespacePlan[] {
  return [
    plan(
      "content",
      AMBIENT,
      { ...IN_AMBIENT, "istio.io/use-waypoint": "waypoint" },
      [http("cms", 2, { version: "v1" }), http("cms", 1, { version: "v2" })],
      [
        httpRoute("cms", {
          parentRefs: [{ group: "", kind: "Service", name: "cms", port: 80 }],
          rules: [{ backendRefs: [{ name: "cms", port: 80 }] }],
        }),
      ],
    ),
    plan("reviews", AMBIENT, IN_AMBIENT, [http("reviews-api", 3), worker("moderation", 1)]),
    plan("loyalty", AMBIENT, IN_AMBIENT, [http("points", 2), worker("points-ledger", 1)]),
    plan("wishlists", AMBIENT, IN_AMBIENT, [
      http("wishlist-api", 2),
      tcp("wishlist-db", 5432, "docker.io/library/postgres:17.6", 1),
    ]),
    plan("vouchers", AMBIENT, IN_AMBIENT, [grpc("voucher-service", 2), nightly("voucher-expiry")]),
  ];
}

/** What may have been otherwise in the past. */
export const STAGING_TODAY: ClusterPlan = {
  kubelet: CLOUD.kubelet,
  istio: VERSION,
  nodeAgents: true,
  namespaces: [...waiting(), ...moving(), ...moved()],
  waypoints: ["checkout", "payments", "catalog", "customer-profile", "content"].map(
    (namespace) => ({ namespace }),
  ),
};
