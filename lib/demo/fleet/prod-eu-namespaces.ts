import type { NamespacePlan } from "../build/namespace.ts";
import {
  authorizationPolicy,
  destinationRule,
  envoyFilter,
  grpc,
  http,
  INJECTED,
  NO_MESH,
  networkPolicy,
  nightly,
  peerAuthentication,
  plan,
  principal,
  requestAuthentication,
  serviceEntry,
  sidecar,
  sidecarResource,
  tcp,
  virtualService,
  wasmPlugin,
  worker,
  workloadEntry,
  workloadGroup,
} from "./company.ts";

/** The teams of prod-eu, grouped by how far they are from ambient. */
export function prodNamespaces(version: string, oldVersion: string): readonly NamespacePlan[] {
  return [
    ...readyNamespaces(version),
    ...waypointNamespaces(version),
    ...securedNamespaces(version),
    ...heldNamespaces(version),
    ...legacyNamespaces(version, oldVersion),
    ...outsideNamespaces(),
  ];
}

/** Plain services and L4 policies: ztunnel gives them everything they use. */
function readyNamespaces(version: string): readonly NamespacePlan[] {
  const mesh = sidecar(version);
  const simple = (
    name: string,
    apps: NamespacePlan["apps"],
    objects: NamespacePlan["objects"] = [],
  ) => plan(name, mesh, INJECTED, apps, objects);

  return [
    simple("notifications", [
      worker("mailer", 4),
      worker("push", 6),
      worker("sms", 3),
      http("notification-api", 4),
    ]),
    simple("inventory", [
      grpc("stock", 8),
      grpc("reservations", 5),
      worker("stock-sync", 2),
      nightly("stock-audit"),
    ]),
    simple("pricing", [
      grpc("price-engine", 10),
      http("price-admin", 2),
      tcp("price-cache", 6379, "docker.io/library/redis:8.2", 3),
    ]),
    simple("shipping", [
      http("shipments", 6),
      grpc("carrier-rates", 4),
      worker("label-printer", 3),
    ]),
    simple("returns", [http("returns-api", 4), worker("refund-worker", 3)]),
    simple(
      "loyalty",
      [http("points", 4), worker("points-ledger", 2)],
      [
        peerAuthentication("default", { mtls: { mode: "STRICT" } }),
        authorizationPolicy("points-callers", {
          action: "ALLOW",
          selector: { matchLabels: { app: "points-ledger" } },
          rules: [{ from: [{ source: { principals: [principal("loyalty", "points")] } }] }],
        }),
      ],
    ),
    simple("reviews", [http("reviews-api", 5), worker("moderation", 2)]),
    simple("recommendations", [
      grpc("recommender", 12, { memory: "2Gi" }),
      worker("feature-builder", 4),
    ]),
    simple("geo", [http("geocoder", 4), tcp("geo-cache", 6379, "docker.io/library/redis:8.2", 2)]),
    simple("tax", [grpc("tax-rates", 4), nightly("tax-import")]),
    simple("media", [http("image-resizer", 10, { cpu: "1" }), http("media-api", 4)]),
    simple("wishlists", [
      http("wishlist-api", 4),
      tcp("wishlist-db", 5432, "docker.io/library/postgres:17.6", 2),
    ]),
    simple("suppliers", [
      http("supplier-portal", 3),
      worker("edi-import", 2),
      nightly("supplier-export"),
    ]),
    simple("warehouse", [http("picking", 6), http("packing", 6), worker("conveyor-bridge", 2)]),
    simple("subscriptions", [http("subscription-api", 4), worker("renewals", 3)]),
    simple("vouchers", [grpc("voucher-service", 4), nightly("voucher-expiry")]),
  ];
}

/** Routing rules that ztunnel does not know: a waypoint first. */
function waypointNamespaces(version: string): readonly NamespacePlan[] {
  const mesh = sidecar(version);
  const inMesh = (name: string, apps: NamespacePlan["apps"], objects: NamespacePlan["objects"]) =>
    plan(name, mesh, INJECTED, apps, objects);

  return [
    inMesh(
      "catalog",
      [
        http("catalog", 12, { version: "v1" }),
        http("catalog", 3, { version: "v2" }),
        grpc("catalog-index", 6),
        worker("feed-import", 3),
      ],
      [
        virtualService("catalog", {
          hosts: ["catalog"],
          http: [
            {
              route: [
                { destination: { host: "catalog", subset: "v1" }, weight: 90 },
                { destination: { host: "catalog", subset: "v2" }, weight: 10 },
              ],
              retries: { attempts: 2, perTryTimeout: "400ms" },
            },
          ],
        }),
        destinationRule("catalog", {
          host: "catalog",
          subsets: [
            { name: "v1", labels: { version: "v1" } },
            { name: "v2", labels: { version: "v2" } },
          ],
          trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5, interval: "10s" } },
        }),
      ],
    ),
    inMesh(
      "orders",
      [
        http("orders-api", 10),
        grpc("order-state", 8),
        worker("order-events", 5),
        tcp("orders-db", 5432, "docker.io/library/postgres:17.6", 3),
      ],
      [
        virtualService("orders-api", {
          hosts: ["orders-api.orders.svc.cluster.local"],
          http: [
            {
              timeout: "3s",
              retries: { attempts: 3, perTryTimeout: "1s", retryOn: "5xx" },
              route: [{ destination: { host: "orders-api" } }],
            },
          ],
        }),
        destinationRule("order-state", {
          host: "order-state",
          trafficPolicy: { connectionPool: { http: { http2MaxRequests: 500 } } },
        }),
      ],
    ),
    inMesh(
      "baskets",
      [http("basket-api", 10), tcp("basket-store", 6379, "docker.io/library/redis:8.2", 3)],
      [
        virtualService("basket-canary", {
          hosts: ["basket-api"],
          http: [
            {
              match: [{ headers: { "x-canary": { exact: "true" } } }],
              route: [{ destination: { host: "basket-api", subset: "canary" } }],
            },
            { route: [{ destination: { host: "basket-api", subset: "stable" } }] },
          ],
        }),
        destinationRule("basket-api", {
          host: "basket-api",
          subsets: [
            { name: "stable", labels: { track: "stable" } },
            { name: "canary", labels: { track: "canary" } },
          ],
        }),
      ],
    ),
    inMesh(
      "customer-profile",
      [http("profile-api", 6), http("preferences", 4)],
      [
        virtualService("profile-mirror", {
          hosts: ["profile-api"],
          http: [
            {
              route: [{ destination: { host: "profile-api" } }],
              mirror: { host: "profile-api", port: { number: 80 } },
              mirrorPercentage: { value: 5 },
            },
          ],
        }),
      ],
    ),
    inMesh(
      "content",
      [http("cms", 4), http("banner-api", 4)],
      [
        virtualService("content-rewrite", {
          hosts: ["cms"],
          http: [
            {
              match: [{ uri: { prefix: "/v1/" } }],
              rewrite: { uri: "/" },
              route: [{ destination: { host: "cms" } }],
            },
          ],
        }),
      ],
    ),
    inMesh(
      "billing",
      [http("invoices", 5), worker("dunning", 2)],
      [
        serviceEntry("bank-api", {
          hosts: ["api.bank.example"],
          location: "MESH_EXTERNAL",
          resolution: "DNS",
          ports: [{ number: 443, name: "https", protocol: "HTTPS" }],
        }),
        destinationRule("bank-api", {
          host: "api.bank.example",
          trafficPolicy: { tls: { mode: "SIMPLE", sni: "api.bank.example" } },
        }),
      ],
    ),
  ];
}

/** Security controls that would end without an error. */
function securedNamespaces(version: string): readonly NamespacePlan[] {
  const mesh = sidecar(version);
  const inMesh = (name: string, apps: NamespacePlan["apps"], objects: NamespacePlan["objects"]) =>
    plan(name, mesh, INJECTED, apps, objects);

  return [
    inMesh(
      "checkout",
      [http("checkout-api", 14), grpc("checkout-session", 8), worker("checkout-events", 4)],
      [
        peerAuthentication("default", { mtls: { mode: "STRICT" } }),
        authorizationPolicy("checkout-api-callers", {
          action: "ALLOW",
          selector: { matchLabels: { app: "checkout-api" } },
          rules: [
            {
              from: [
                {
                  source: {
                    principals: [
                      principal("storefront", "web"),
                      principal("storefront", "mobile-bff"),
                    ],
                  },
                },
              ],
              to: [{ operation: { methods: ["GET", "POST"], paths: ["/v1/checkout/*"] } }],
            },
          ],
        }),
      ],
    ),
    inMesh(
      "payments",
      [
        http("payment-api", 10),
        grpc("card-vault", 6),
        worker("settlement", 3),
        nightly("reconciliation"),
      ],
      [
        peerAuthentication("default", { mtls: { mode: "STRICT" } }),
        authorizationPolicy("no-admin-from-outside", {
          action: "DENY",
          selector: { matchLabels: { app: "payment-api" } },
          rules: [{ to: [{ operation: { paths: ["/admin/*", "/internal/*"] } }] }],
        }),
        authorizationPolicy("card-vault-callers", {
          action: "ALLOW",
          selector: { matchLabels: { app: "card-vault" } },
          rules: [{ from: [{ source: { principals: [principal("payments", "payment-api")] } }] }],
        }),
        networkPolicy("payment-api", {
          podSelector: { matchLabels: { app: "payment-api" } },
          policyTypes: ["Ingress"],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "checkout" } },
                },
              ],
              ports: [{ protocol: "TCP", port: 8080 }],
            },
          ],
        }),
        networkPolicy("card-vault", {
          podSelector: { matchLabels: { app: "card-vault" } },
          policyTypes: ["Ingress"],
          ingress: [
            {
              from: [{ podSelector: { matchLabels: { app: "payment-api" } } }],
              ports: [{ protocol: "TCP", port: 9090 }],
            },
          ],
        }),
      ],
    ),
    inMesh(
      "identity",
      [
        http("login", 8),
        grpc("entitlements", 6),
        http("account-api", 6),
        tcp("session-store", 6379, "docker.io/library/redis:8.2", 3),
      ],
      [
        requestAuthentication("customers", {
          selector: { matchLabels: { app: "account-api" } },
          jwtRules: [
            {
              issuer: "https://id.sample.example",
              jwksUri: "https://id.sample.example/.well-known/jwks.json",
              forwardOriginalToken: true,
            },
          ],
        }),
        authorizationPolicy("require-token", {
          action: "DENY",
          selector: { matchLabels: { app: "account-api" } },
          rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }],
        }),
        authorizationPolicy("entitlements", {
          action: "CUSTOM",
          provider: { name: "entitlements" },
          selector: { matchLabels: { app: "account-api" } },
          rules: [{ to: [{ operation: { paths: ["/v1/*"] } }] }],
        }),
      ],
    ),
    inMesh(
      "storefront",
      [http("web", 16), http("mobile-bff", 10), http("graphql", 8)],
      [
        sidecarResource("default", {
          egress: [{ hosts: ["./*", "istio-system/*", "checkout/*", "catalog/*", "identity/*"] }],
        }),
        authorizationPolicy("no-debug", {
          action: "DENY",
          rules: [{ to: [{ operation: { paths: ["/debug/*"], methods: ["GET", "POST"] } }] }],
        }),
      ],
    ),
    inMesh(
      "partner-api",
      [http("partner-gateway", 5), http("partner-docs", 2)],
      [
        wasmPlugin("partner-signature", {
          selector: { matchLabels: { app: "partner-gateway" } },
          phase: "AUTHN",
          url: "oci://europe-docker.pkg.dev/sample-shop/wasm/hmac-signature:1.4.0",
          pluginConfig: { header: "x-signature" },
        }),
      ],
    ),
    inMesh(
      "fraud",
      [grpc("fraud-score", 8), worker("rule-trainer", 2)],
      [
        authorizationPolicy("score-callers", {
          action: "ALLOW",
          rules: [
            { from: [{ source: { namespaces: ["checkout", "payments"] } }] },
            {
              from: [{ source: { namespaces: ["observability"] } }],
              to: [{ operation: { paths: ["/metrics"] } }],
            },
          ],
        }),
        networkPolicy("default-deny", { podSelector: {}, policyTypes: ["Ingress"] }),
        networkPolicy("from-checkout", {
          podSelector: {},
          policyTypes: ["Ingress"],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: {
                    matchExpressions: [
                      {
                        key: "kubernetes.io/metadata.name",
                        operator: "In",
                        values: ["checkout", "payments"],
                      },
                    ],
                  },
                },
              ],
              ports: [
                { protocol: "TCP", port: 9090 },
                { protocol: "TCP", port: 15008 },
              ],
            },
          ],
        }),
      ],
    ),
  ];
}

/** Built on parts of the sidecar that nothing in ambient replaces. */
function heldNamespaces(version: string): readonly NamespacePlan[] {
  const mesh = sidecar(version);
  return [
    plan(
      "search",
      mesh,
      INJECTED,
      [
        http("search-api", 12),
        grpc("query-planner", 6),
        tcp("search-index", 9200, "docker.io/opensearchproject/opensearch:3.3.0", 5, {
          headless: false,
          memory: "8Gi",
        }),
      ],
      [
        envoyFilter("search-ratelimit", {
          workloadSelector: { labels: { app: "search-api" } },
          configPatches: [
            {
              applyTo: "HTTP_FILTER",
              match: {
                context: "SIDECAR_INBOUND",
                listener: {
                  filterChain: {
                    filter: { name: "envoy.filters.network.http_connection_manager" },
                  },
                },
              },
              patch: {
                operation: "INSERT_BEFORE",
                value: {
                  name: "envoy.filters.http.local_ratelimit",
                  typed_config: {
                    "@type": "type.googleapis.com/udpa.type.v1.TypedStruct",
                    type_url:
                      "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
                  },
                },
              },
            },
          ],
        }),
        envoyFilter("search-headers", {
          workloadSelector: { labels: { app: "search-api" } },
          configPatches: [
            {
              applyTo: "HTTP_FILTER",
              match: { context: "SIDECAR_INBOUND" },
              patch: {
                operation: "INSERT_BEFORE",
                value: {
                  name: "envoy.filters.http.lua",
                  typed_config: {
                    "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
                  },
                },
              },
            },
          ],
        }),
      ],
    ),
    plan(
      "ads",
      mesh,
      INJECTED,
      [http("ad-server", 8), worker("bidder", 4)],
      [
        wasmPlugin("request-stats", {
          selector: { matchLabels: { app: "ad-server" } },
          phase: "STATS",
          url: "oci://europe-docker.pkg.dev/sample-shop/wasm/request-stats:0.8.1",
        }),
      ],
    ),
    plan("media-encoding", mesh, INJECTED, [
      http("encode-api", 3),
      worker("burst-encoder", 6, {
        pool: "virtual",
        nodeSelector: { type: "virtual-kubelet" },
        cpu: "4",
        memory: "8Gi",
      }),
    ]),
    plan("observability", mesh, INJECTED, [
      http("grafana", 2, { image: "docker.io/grafana/grafana:12.2.0" }),
      grpc("otel-collector", 4, {
        image: "docker.io/otel/opentelemetry-collector-contrib:0.138.0",
      }),
      {
        name: "node-exporter",
        image: "quay.io/prometheus/node-exporter:v1.9.1",
        kind: "DaemonSet",
        hostNetwork: true,
        ports: [{ name: "metrics", port: 9100 }],
        service: false,
        cpu: "50m",
        memory: "64Mi",
      },
    ]),
    plan(
      "data-platform",
      mesh,
      INJECTED,
      [
        tcp("kafka", 9092, "quay.io/strimzi/kafka:0.48.0-kafka-4.1.0", 5, { memory: "8Gi" }),
        tcp("schema-registry", 8081, "docker.io/confluentinc/cp-schema-registry:8.1.0", 2, {
          headless: false,
          kind: "Deployment",
        }),
        worker("connect", 4, { memory: "4Gi" }),
        nightly("compaction"),
      ],
      [
        peerAuthentication("kafka-brokers", {
          selector: { matchLabels: { app: "kafka" } },
          mtls: { mode: "PERMISSIVE" },
          portLevelMtls: { 9092: { mode: "DISABLE" } },
        }),
      ],
    ),
  ];
}

/** The oldest corner: its own revision, virtual machines, a Windows service. */
function legacyNamespaces(version: string, oldVersion: string): readonly NamespacePlan[] {
  const old = sidecar(oldVersion, { revision: "1-24", classic: true, hbone: false });
  return [
    plan(
      "legacy-erp",
      old,
      { "istio.io/rev": "1-24" },
      [
        http("erp-web", 4),
        http("erp-soap", 4),
        worker("erp-batch", 2),
        {
          name: "print-service",
          image: "europe-docker.pkg.dev/sample-shop/services/print-service:1.2.0-windows",
          replicas: 2,
          pool: "windows",
          nodeSelector: { "kubernetes.io/os": "windows" },
          dataPlane: NO_MESH,
          labels: { "sidecar.istio.io/inject": "false" },
          ports: [{ name: "tcp-print", port: 9300 }],
          probe: "tcp",
        },
      ],
      [
        peerAuthentication("default", { mtls: { mode: "DISABLE" } }),
        workloadGroup("mainframe-bridge", {
          metadata: { labels: { app: "mainframe-bridge" } },
          template: { serviceAccount: "mainframe-bridge", network: "datacenter" },
        }),
        workloadEntry(
          "mainframe-bridge-10.60.4.11",
          {
            address: "10.60.4.11",
            labels: { app: "mainframe-bridge" },
            serviceAccount: "mainframe-bridge",
          },
          {
            annotations: {
              "istio.io/autoRegistrationGroup": "mainframe-bridge",
              "istio.io/workloadController": "istiod-1-24-5d7c9f6b8d-x2v4k",
            },
          },
        ),
      ],
    ),
    // Never restarted since the last upgrade: the proxies are two minors behind, without the HBONE label.
    plan("accounting", sidecar("1.25.3", { classic: true, hbone: false }), INJECTED, [
      http("ledger", 3),
      worker("period-close", 1),
    ]),
    plan("hr", sidecar("1.26.4", { classic: true, hbone: false }), INJECTED, [
      http("people-portal", 2),
      http("payroll", 2, { dataPlane: sidecar(version) }),
    ]),
  ];
}

/** Teams that never asked for a mesh. */
function outsideNamespaces(): readonly NamespacePlan[] {
  return [
    plan("platform-tools", NO_MESH, {}, [
      http("flagd", 3),
      http("backstage", 2),
      worker("renovate", 1),
    ]),
    plan("ml-training", NO_MESH, {}, [
      worker("trainer", 2, { pool: "gpu", cpu: "8", memory: "32Gi" }),
    ]),
    plan("ci-runners", NO_MESH, {}, [worker("runner", 12)]),
    plan("monitoring", NO_MESH, {}, [
      tcp("prometheus", 9090, "quay.io/prometheus/prometheus:v3.7.0", 2, { headless: false }),
      http("alertmanager", 2, { image: "quay.io/prometheus/alertmanager:v0.28.1" }),
    ]),
    plan("backup", NO_MESH, {}, [http("velero", 1, { image: "docker.io/velero/velero:v1.17.0" })]),
  ];
}
