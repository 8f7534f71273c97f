import type { NamespacePlan } from "../build/namespace.ts";
import {
  authorizationPolicy,
  destinationRule,
  grpc,
  http,
  INJECTED,
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
} from "./company.ts";

/** Routing rules that ztunnel does not know: a waypoint first. */
export function waypointNamespaces(version: string): readonly NamespacePlan[] {
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
export function securedNamespaces(version: string): readonly NamespacePlan[] {
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
