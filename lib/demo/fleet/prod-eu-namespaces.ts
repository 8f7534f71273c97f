import type { NamespacePlan } from "../build/namespace.ts";
import {
  authorizationPolicy,
  grpc,
  http,
  INJECTED,
  NO_MESH,
  nightly,
  peerAuthentication,
  plan,
  principal,
  sidecar,
  tcp,
  worker,
} from "./company.ts";
import { heldNamespaces, legacyNamespaces } from "./prod-eu-staying.ts";
import { securedNamespaces, waypointNamespaces } from "./prod-eu-waypoint.ts";

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
