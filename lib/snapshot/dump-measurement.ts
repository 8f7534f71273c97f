import type { Collected, Pod, ProxiesTold, ProxyMemory, RequestsTold } from "../inventory/model.ts";
import { distributionOf } from "./distribution.ts";
import {
  type Consumer,
  MESH_PARTS,
  type Measurement,
  type MeasurementGap,
  type MeshPart,
  type NamespaceMeasurement,
  TOP_CONSUMERS,
  type Traffic,
  type Usage,
} from "./measurement.ts";
import { meshPartOf } from "./mesh-part.ts";

/**
 * What the proxies in a bug-report told, as a measurement; null when the files had nothing of theirs. Which part of the
 * mesh a proxy is, its pod in the same files says. Counters have run since each proxy started: shares and quantiles are
 * of that whole time, and rates are unknown.
 *
 * @param at When the files were scanned; they do not say when they were made.
 */
export function measurementOfDump({ told, slices }: Collected, at: string): Measurement | null {
  if (told === undefined) return null;
  const pods = slices.pods.read === "unread" ? [] : slices.pods.items;
  const proxies = placed(told.memory, pods);
  const named = proxies.flatMap(({ part, ...proxy }) => (part === null ? [] : { ...proxy, part }));
  const sidecars = named.filter(({ part }) => part === "sidecar");

  return {
    at,
    source: "bug-report",
    window: null,
    parts: partsOf(named),
    namespaces: namespacesOf(named, told.requests),
    sidecarMemory: distributionOf(sidecars.map(({ bytes }) => bytes)),
    workloads: [],
    services: [],
    top: named
      .toSorted((a, b) => b.bytes - a.bytes)
      .slice(0, TOP_CONSUMERS)
      .map(
        ({ namespace, pod, part, bytes }): Consumer => ({
          namespace,
          pod,
          part,
          memory: bytes,
          cpu: null,
        }),
      ),
    gaps: gapsOf(told, proxies.length - named.length, livingSidecars(pods) - sidecars.length),
  };
}

interface Placed extends ProxyMemory {
  readonly part: MeshPart | null;
}

/** A proxy whose pod is not in the files may be a sidecar or a gateway: nobody knows. */
function placed(memory: readonly ProxyMemory[], pods: readonly Pod[]): readonly Placed[] {
  const byName = new Map(pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  return memory.map((proxy) => {
    const pod = byName.get(`${proxy.namespace}/${proxy.pod}`);
    return { ...proxy, part: pod ? meshPartOf(pod) : null };
  });
}

type Named = ProxyMemory & { readonly part: MeshPart };

function partsOf(proxies: readonly Named[]): Record<MeshPart, Usage | null> {
  const usages = MESH_PARTS.map((part) => [
    part,
    usageOf(proxies.filter((each) => each.part === part)),
  ]);
  return { ...NOTHING, ...Object.fromEntries(usages) };
}

const NOTHING: Record<MeshPart, Usage | null> = {
  sidecar: null,
  ztunnel: null,
  waypoint: null,
  gateway: null,
  istiod: null,
  "istio-cni": null,
};

function usageOf(proxies: readonly ProxyMemory[]): Usage | null {
  if (proxies.length === 0) return null;
  const memory = proxies.reduce((sum, { bytes }) => sum + bytes, 0);
  return { proxies: proxies.length, memory, cpu: null };
}

function namespacesOf(
  proxies: readonly Named[],
  requests: readonly RequestsTold[],
): NamespaceMeasurement[] {
  const byNamespace = Map.groupBy(proxies, ({ namespace }) => namespace);
  const traffic = Map.groupBy(requests, ({ namespace }) => namespace);
  return [...new Set([...byNamespace.keys(), ...traffic.keys()])].sort().map((namespace) => {
    const here = byNamespace.get(namespace) ?? [];
    return {
      namespace,
      sidecar: usageOf(here.filter(({ part }) => part === "sidecar")),
      waypoint: usageOf(here.filter(({ part }) => part === "waypoint")),
      traffic: (traffic.get(namespace) ?? []).map(trafficOf),
    };
  });
}

function trafficOf({ reporter, requests, failed, buckets }: RequestsTold): Traffic {
  return {
    reporter,
    requestsPerSecond: null,
    errorRatio: requests === 0 ? null : Math.min(1, failed / requests),
    p50: quantile(buckets, 0.5),
    p90: quantile(buckets, 0.9),
    p99: quantile(buckets, 0.99),
  };
}

/**
 * As Prometheus works quantiles out: even inside a bucket; the lower bound of the last one where it has no upper one.
 * null for a histogram without requests, without an end, or whose counts fall.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */
function quantile(buckets: RequestsTold["buckets"], part: number): number | null {
  const last = buckets.at(-1);
  if (last === undefined || last.upTo !== Number.POSITIVE_INFINITY || last.requests === 0)
    return null;
  const falls = buckets.some(({ requests }, at) => requests < (buckets[at - 1]?.requests ?? 0));
  if (falls) return null;

  const rank = part * last.requests;
  const at = buckets.findIndex(({ requests }) => requests >= rank);
  const bucket = buckets[at];
  const before = buckets[at - 1] ?? { upTo: 0, requests: 0 };
  if (bucket === undefined) return null;
  if (bucket.upTo === Number.POSITIVE_INFINITY) return at === 0 ? null : before.upTo;
  const inside = bucket.requests - before.requests;
  return before.upTo + (bucket.upTo - before.upTo) * ((rank - before.requests) / inside);
}

function livingSidecars(pods: readonly Pod[]): number {
  return pods.filter((pod) => pod.phase === "Running" && meshPartOf(pod) === "sidecar").length;
}

function gapsOf(told: ProxiesTold, unknown: number, missing: number): MeasurementGap[] {
  const some = (count: number, what: string, because: string) =>
    count > 0 ? [{ what: `${what} (${count})`, because }] : [];
  return [
    {
      what: "memory of a proxy besides Envoy's heap",
      because:
        "A bug-report holds what Envoy tells of itself; its container also runs the agent, so it takes more.",
    },
    { what: "CPU", because: "A bug-report does not hold it." },
    {
      what: "request rates",
      because:
        "The counters in a bug-report have run since each proxy started, so latency and errors are of that whole time and rates are unknown.",
    },
    ...some(
      told.memory.length === 0 ? 1 : 0,
      "memory",
      "The files hold no memory of a proxy that could be read.",
    ),
    ...some(
      unknown,
      "proxies of unknown sort",
      "Their pods are not in the files, so they are in no sum.",
    ),
    ...some(
      missing,
      "sidecars without a file",
      "The bug-report was made for a part of the cluster, or these did not answer.",
    ),
    ...some(
      told.broken,
      "files that could not be understood",
      "They hold no JSON of Envoy, or no statistics that are read.",
    ),
    ...some(
      told.leftOut,
      "files or counters left out",
      "There are more of them than this server reads.",
    ),
  ];
}
