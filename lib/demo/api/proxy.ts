import type { DemoCluster } from "../cluster.ts";
import { kindOf } from "../kinds.ts";
import { prometheus } from "../metrics/prometheus.ts";
import type { ApiRequest, Target } from "./route.ts";
import { type Answer, failure, plainText } from "./status.ts";

/** Where a cluster's Prometheus can be asked without the API server in between, as behind an Ingress. */
const DIRECT = "/prometheus";

const PROXIED =
  /^\/api\/v1\/namespaces\/([^/]+)\/services\/(?:(https?):)?([^/:]+)(?::([^/:]*))?\/proxy(\/.*)?$/;

/** What faults call a request to a Prometheus, whichever way it comes; null for every other path. */
export function prometheusTarget(path: string): Target | null {
  if (!PROXIED.test(path) && !isDirect(path)) return null;
  return { group: "", version: "v1", plural: "prometheus", namespace: null, name: null };
}

/**
 * Answers through the API server's proxy to a Service, or directly; null for every other path. Only Prometheus stands
 * behind a Service here. Source: kubernetes/kubernetes pkg/registry/core/service/proxy.go.
 */
export function proxy(cluster: DemoCluster, { path, query, method }: ApiRequest): Answer | null {
  const { metrics } = cluster;
  if (isDirect(path)) {
    if (method !== "GET") return plainText(405, "Method Not Allowed\n");
    if (!metrics || metrics.model.scrapeAt(metrics.now()) === null) {
      return plainText(503, "upstream connect error or disconnect/reset before headers\n");
    }
    return prometheus(metrics, path.slice(DIRECT.length), query);
  }

  const found = PROXIED.exec(path);
  if (!found) return null;
  const [, namespace = "", scheme = "http", name = "", port = "", rest = "/"] = found;
  if (!hasService(cluster, namespace, name)) {
    return failure(404, "NotFound", `services "${name}" not found`, {
      details: { name, kind: "services" },
    });
  }
  const answers = namespace === "istio-system" && name === "prometheus";
  const listens = ["", "9090", "http"].includes(port) && scheme === "http";
  const up = metrics && metrics.model.scrapeAt(metrics.now()) !== null;
  if (!answers || !listens || !up) {
    return failure(
      503,
      "ServiceUnavailable",
      `no endpoints available for service "${port === "" ? name : `${name}:${port}`}"`,
    );
  }
  if (method !== "GET") return plainText(405, "Method Not Allowed\n");
  return prometheus(metrics, rest, query);
}

function isDirect(path: string): boolean {
  return path.startsWith(`${DIRECT}/`);
}

function hasService(cluster: DemoCluster, namespace: string, name: string): boolean {
  const services = cluster.shelf(kindOf("services"));
  const [first, end] = services.range(namespace);
  for (let index = first; index < end; index += 1) {
    if (services.at(index).metadata.name === name) return true;
  }
  return false;
}
