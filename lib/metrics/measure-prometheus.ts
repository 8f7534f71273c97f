/** One moment of a mesh as a Prometheus tells it. */
import {
  MESH_PARTS,
  type Measurement,
  type MeshPart,
  type NamespaceMeasurement,
  type Usage,
} from "../snapshot/measurement.ts";
import type { Prometheus } from "./client.ts";
import type { MeshFacts } from "./facts.ts";
import { type Failure, failure } from "./failure.ts";
import type { Gaps } from "./gaps.ts";
import { NO_PROXIES, namespacesWith } from "./parts.ts";
import { askTraffic, tellSilence } from "./prometheus-traffic.ts";
import { askUsage, type Understood, understandUsage } from "./prometheus-usage.ts";
import type { Query } from "./queries.ts";
import { clusterLabel } from "./scope.ts";
import { namedTraffic, type TrafficTable } from "./traffic.ts";

/** Seconds that rates and quantiles of a scan cover. */
export const SCAN_WINDOW = 3600;
/** Clocks that differ by more are spoken of. Seconds. */
const CLOCK_TOLERANCE = 60;

/** What a scan asks of a Prometheus; a failure when nothing of it can be used. */
export async function measurePrometheus(
  prometheus: Prometheus,
  facts: MeshFacts,
  at: Date,
  gaps: Gaps,
): Promise<Omit<Measurement, "gaps"> | Failure> {
  const clock = await prometheus.readClock();
  if (!clock.ok) return clock;
  if (clock.ahead !== null && Math.abs(clock.ahead) > CLOCK_TOLERANCE) {
    gaps.add("clock", clockSentence(prometheus.server, clock.ahead));
  }
  const label = await clusterLabel(prometheus, facts, at);
  if (!label.ok) return label;

  const scope = {
    window: SCAN_WINDOW,
    cluster: label.cluster,
    namespaces: null,
    helped: facts.helped,
  };
  const ask = async (what: string, query: Query) =>
    gaps.seriesOf(what, await prometheus.instant(query, at));
  const [usage, traffic] = await Promise.all([
    askUsage(prometheus, scope, at, ask, gaps),
    askTraffic(prometheus, scope, at, ask, gaps),
  ]);

  const used = "because" in usage ? null : understandUsage(usage, facts, gaps);
  if ("because" in usage) gaps.add("memory and CPU of all parts", usage.because);
  const inCluster = namespaceFilter(facts);
  const namespaces = namespacesOf(used, traffic.namespace, facts, inCluster);
  if (traffic.asked) tellSilence(facts, traffic, gaps);

  const hasTraffic = traffic.namespace.size > 0;
  if (used === null && !hasTraffic) {
    return failure(
      "query",
      `${prometheus.server} has neither figures of containers nor of requests.`,
    );
  }
  return {
    at: at.toISOString(),
    source: "prometheus",
    window: SCAN_WINDOW,
    parts: used?.parts ?? NOTHING,
    namespaces,
    sidecarMemory: used?.distribution ?? null,
    workloads: namedTraffic(traffic.workload).filter(({ namespace }) => inCluster(namespace)),
    services: namedTraffic(traffic.service).filter(({ namespace }) => inCluster(namespace)),
    top: used?.top ?? [],
  };
}

/** A measurement that came to nothing. */
export function withoutFigures(at: Date): Omit<Measurement, "gaps"> {
  return {
    at: at.toISOString(),
    source: "prometheus",
    window: SCAN_WINDOW,
    parts: NOTHING,
    namespaces: [],
    sidecarMemory: null,
    workloads: [],
    services: [],
    top: [],
  };
}

/** Whether anything is known of memory: of some proxy, or of all parts that there is nothing of them. */
export function hasUsage({ parts }: Pick<Measurement, "parts">): boolean {
  const all = MESH_PARTS.map((part) => parts[part]);
  return all.some((usage) => usage?.memory) || all.every((usage) => usage !== null);
}

const NOTHING: Readonly<Record<MeshPart, null>> = {
  sidecar: null,
  ztunnel: null,
  waypoint: null,
  gateway: null,
  istiod: null,
  "istio-cni": null,
};

function clockSentence(server: string, ahead: number): string {
  const minutes = Math.round(Math.abs(ahead) / 6) / 10;
  return `The clock of ${server} is ${minutes} minutes ${ahead > 0 ? "ahead of" : "behind"} ours. Figures were asked for by its clock, so they may belong to a slightly other time.`;
}

/** Traffic to other clusters of the mesh is reported here as well. */
function namespaceFilter({ namespaces }: MeshFacts): (name: string) => boolean {
  if (namespaces === null) return () => true;
  const names = new Set(namespaces.map(({ name }) => name));
  return (name) => names.has(name);
}

function namespacesOf(
  used: Understood | null,
  traffic: TrafficTable,
  facts: MeshFacts,
  inCluster: (name: string) => boolean,
): NamespaceMeasurement[] {
  const inMesh = (facts.namespaces ?? []).filter(({ mode }) => mode !== "none");
  const names = new Set([
    ...inMesh.map(({ name }) => name),
    ...(used?.sidecars?.keys() ?? []),
    ...(used?.waypoints?.keys() ?? []),
    ...[...traffic.keys()].filter(inCluster),
  ]);
  const usageIn = (found: ReadonlyMap<string, Usage> | null | undefined, part: MeshPart) => {
    const known = namespacesWith(facts, part);
    return (name: string): Usage | null =>
      found?.get(name) ?? (found && facts.complete && !known.has(name) ? NO_PROXIES : null);
  };
  const sidecarIn = usageIn(used?.sidecars, "sidecar");
  const waypointIn = usageIn(used?.waypoints, "waypoint");
  return [...names].sort().map((namespace) => ({
    namespace,
    sidecar: sidecarIn(namespace),
    waypoint: waypointIn(namespace),
    traffic: traffic.get(namespace) ?? [],
  }));
}
