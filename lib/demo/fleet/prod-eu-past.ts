import { authorizationPolicy, envoyFilter, peerAuthentication, sidecar } from "./company.ts";
import { type Change, held, opened, ran, WITHOUT_HBONE, without } from "./past.ts";

/** Restarts, a few teams at a time. */
const WAVES: readonly (readonly [daysAgo: number, names: readonly string[]])[] = [
  [39, ["returns", "reviews", "tax", "geo"]],
  [36, ["notifications", "suppliers", "vouchers"]],
  [33, ["inventory", "pricing", "media"]],
  [27, ["loyalty", "wishlists", "warehouse", "media-encoding"]],
  [20, ["recommendations", "shipping", "observability", "content"]],
  [17, ["catalog", "orders", "data-platform"]],
  [13, ["baskets", "customer-profile", "billing"]],
  [11, ["checkout", "storefront", "search"]],
  [8, ["identity", "payments", "fraud"]],
  [4, ["ads", "partner-api"]],
];

const disabled = peerAuthentication("metrics-port", {
  selector: { matchLabels: { app: "image-resizer" } },
  mtls: { mode: "STRICT" },
  portLevelMtls: { 8080: { mode: "DISABLE" } },
});

const filter = (app: string) =>
  envoyFilter("access-log-fields", {
    workloadSelector: { labels: { app } },
    configPatches: [
      {
        applyTo: "HTTP_FILTER",
        match: { context: "SIDECAR_INBOUND" },
        patch: { operation: "INSERT_BEFORE", value: { name: "envoy.filters.http.lua" } },
      },
    ],
  });

/** Preparing: ambient components installed, restarts in waves, one blocker after another out of the way. */
export const PROD_EU_PAST: readonly Change[] = [
  {
    daysAgo: 49,
    what: "Kubernetes is upgraded",
    before: (plan) => ({ ...plan, kubelet: "v1.32.9-gke.1248000" }),
  },
  {
    daysAgo: 41,
    what: "istio-cni and ztunnel are installed",
    before: (plan) => ({ ...plan, nodeAgents: false }),
  },
  ...WAVES.flatMap(([daysAgo, names]) =>
    names.map((name) => ({
      daysAgo,
      what: `${name} speaks HBONE`,
      before: ran(name, WITHOUT_HBONE),
    })),
  ),
  opened(37, "inventory"),
  opened(29, "pricing"),
  opened(18, "shipping"),
  opened(14, "suppliers"),
  opened(3, "warehouse"),
  {
    daysAgo: 50,
    what: "reviews gives up its EnvoyFilter",
    before: held("reviews", [], [filter("reviews-api")]),
  },
  {
    daysAgo: 22,
    what: "recommendations gives up its EnvoyFilter",
    before: held("recommendations", [], [filter("recommender")]),
  },
  {
    daysAgo: 34,
    what: "media speaks mutual TLS on every port",
    before: held("media", [], [disabled]),
  },
  {
    daysAgo: 10,
    what: "vouchers names its callers in Layer 4 alone",
    before: held(
      "vouchers",
      [],
      [
        authorizationPolicy("only-issue", {
          action: "ALLOW",
          selector: { matchLabels: { app: "voucher-service" } },
          rules: [{ to: [{ operation: { paths: ["/voucher.v1/Issue"] } }] }],
        }),
      ],
    ),
  },
  { daysAgo: 23, what: "The subscriptions team arrives", before: without("subscriptions") },
  {
    daysAgo: 5,
    what: "hr restarts payroll, not its portal",
    before: ran("hr", () => sidecar("1.26.4", { classic: true, hbone: false })),
  },
  {
    daysAgo: 2,
    what: "orders sets timeouts and retries",
    before: held("orders", ["orders-api"]),
  },
];
