/** For tests: one small mesh with every part, as facts and as what a Prometheus answers about it. */
import type { MeshFacts } from "../facts.ts";
import { SCAN_WINDOW } from "../measure-prometheus.ts";
import { clusters, presence, type Query, scanQueries, serverTime } from "../queries.ts";
import { type Asked, type Row, scalar, vector } from "./prometheus-server.ts";

export const MIB = 2 ** 20;
export const AT = new Date("2026-10-01T12:00:00Z");
export const SCOPE = { window: SCAN_WINDOW, cluster: null, namespaces: null };

/** shop has sidecars, cart is in ambient mode with a waypoint, pay without one. */
export const FACTS: MeshFacts = {
  namespaces: [
    { name: "cart", mode: "ambient", waypoint: true },
    { name: "istio-system", mode: "none", waypoint: false },
    { name: "pay", mode: "ambient", waypoint: false },
    { name: "shop", mode: "sidecar", waypoint: false },
  ],
  pods: {
    "shop/orders-7c9f6-abcde": "sidecar",
    "shop/web-6d5b8-fghij": "sidecar",
    "cart/waypoint-66d97-klmno": "waypoint",
    "istio-system/ztunnel-x2k9p": "ztunnel",
    "istio-system/istio-ingressgateway-5d9f4-pqrst": "gateway",
    "istio-system/istiod-77b4c-uvwxy": "istiod",
    "istio-system/istio-cni-node-zzzzz": "istio-cni",
  },
  complete: true,
  gateways: ["istio-ingressgateway"],
};

const shop = { namespace: "shop" };
const orders = { ...shop, pod: "orders-7c9f6-abcde" };
const web = { ...shop, pod: "web-6d5b8-fghij" };
const waypoint = { namespace: "cart", pod: "waypoint-66d97-klmno" };
const ztunnel = { namespace: "istio-system", pod: "ztunnel-x2k9p" };
const gateway = { namespace: "istio-system", pod: "istio-ingressgateway-5d9f4-pqrst" };
const toShop = { destination_workload_namespace: "shop", reporter: "destination" };
const toCart = { destination_workload_namespace: "cart", reporter: "waypoint" };
const service = {
  destination_service_namespace: "shop",
  destination_service_name: "orders",
  reporter: "destination",
};

/** Rows by the id of their question; one that is not here has none. */
export const ROWS: Readonly<Record<string, readonly Row[]>> = {
  cadvisor: [[{}, 40]],
  "cadvisor-any-labels": [[{}, 40]],
  "unplaced-proxies": [[{}, 0]],
  "requests-before": [[{}, 12]],
  "cpu-before": [[{}, 40]],
  "classic-histograms": [[{}, 12]],
  "native-histograms": [[{}, 0]],
  "sidecar-memory": [[shop, 110 * MIB]],
  "sidecar-cpu": [[shop, 0.05]],
  "sidecar-count": [[shop, 2]],
  "alone-memory": [
    [ztunnel, 24 * MIB],
    [waypoint, 40 * MIB],
    [gateway, 90 * MIB],
  ],
  "alone-cpu": [
    [ztunnel, 0.031],
    [waypoint, 0.06],
    [gateway, 0.1],
  ],
  "control-memory": [
    [{ container: "discovery" }, 200 * MIB],
    [{ container: "install-cni" }, 30 * MIB],
  ],
  "control-cpu": [
    [{ container: "discovery" }, 0.02],
    [{ container: "install-cni" }, 0.001],
  ],
  "control-count": [
    [{ container: "discovery" }, 1],
    [{ container: "install-cni" }, 1],
  ],
  "sidecar-memory-buckets": [
    [{ up_to: String(60 * MIB) }, 1],
    [{ up_to: String(52 * MIB) }, 1],
  ],
  "sidecar-memory-p50": [[{}, 55 * MIB]],
  "sidecar-memory-p90": [[{}, 59 * MIB]],
  "sidecar-memory-p99": [[{}, 59.9 * MIB]],
  "top-memory": [
    [orders, 60 * MIB],
    [gateway, 90 * MIB],
    [web, 50 * MIB],
  ],
  "top-cpu": [
    [orders, 0.02],
    [gateway, 0.1],
    [web, 0.03],
  ],
  "namespace-requests": [
    [toShop, 10],
    [toCart, 4],
  ],
  "namespace-errors": [[toShop, 0.5]],
  "namespace-p50": [
    [toShop, 4.8],
    [toCart, 3.8],
  ],
  "namespace-p90": [
    [toShop, 18.4],
    [toCart, 10],
  ],
  "namespace-p99": [
    [toShop, 66.7],
    [toCart, 48.7],
  ],
  "workload-requests": [[{ ...toShop, destination_workload: "orders" }, 10]],
  "workload-p99": [[{ ...toShop, destination_workload: "orders" }, 66.7]],
  "service-requests": [[service, 10]],
  "service-p99": [[service, 66.7]],
  "ztunnel-connections": [[{ destination_workload_namespace: "pay" }, 2]],
};

/** Names of the questions of a scan by their text, for a store of one cluster and for one that has cluster "east". */
const IDS = new Map(
  [{ ...SCOPE, cluster: "east" }, SCOPE]
    .flatMap((scope) => [
      ...scanQueries(scope, "native").map((query) => ({ ...query, id: `native ${query.id}` })),
      // Last, so that a question without a histogram has its plain name.
      ...scanQueries(scope, "classic"),
      ...Object.values(presence).map((query) => query(scope)),
    ])
    .concat(clusters(), serverTime())
    .map(({ id, text }: Query) => [text, id]),
);

export function idOf(text: string): string | null {
  return IDS.get(text) ?? null;
}

/** Answers a scan's questions from rows; others with an error, as for a question that a test does not expect. */
export function answering(
  rows: Readonly<Record<string, readonly Row[]>>,
  clock: () => number = () => Date.now() / 1000,
): (asked: Pick<Asked, "query" | "time">) => object {
  return ({ query, time }) => {
    const id = idOf(query);
    if (id === "server-time") return scalar(clock(), clock());
    if (id === null || time === null) {
      return { status: "error", errorType: "bad_data", error: `unexpected: ${query}` };
    }
    return vector(time, rows[id] ?? []);
  };
}
