/** Tries a source before it is relied upon, and says what figures follow from what it has. */
import type { Listener } from "../cluster/address.ts";
import type { Connection } from "../cluster/connection.ts";
import { type Limits, openPrometheus, type Prometheus } from "./client.ts";
import type { MeshFacts } from "./facts.ts";
import { presence, type Query, type Scope } from "./queries.ts";
import { clusterLabel, countIn } from "./scope.ts";
import type { MetricsCredential, MetricsSource, MetricsTest } from "./source.ts";

export interface TestOptions {
  readonly source: MetricsSource;
  /** Required for a source behind the API server's proxy. */
  readonly connection: Connection | null;
  readonly credential: MetricsCredential | null;
  readonly signal: AbortSignal;
  /** Tell this cluster's series from those of others; without them all that the source has is looked at. */
  readonly facts?: MeshFacts | undefined;
  readonly ownListener?: Listener | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

/** @throws only the signal's reason. */
export async function testSource(options: TestOptions): Promise<MetricsTest> {
  const prometheus = openPrometheus(options);
  if ("because" in prometheus) return { ok: false, sentence: prometheus.because };
  try {
    return await askAll(prometheus, options.facts ?? null);
  } finally {
    prometheus.close();
  }
}

async function askAll(prometheus: Prometheus, facts: MeshFacts | null): Promise<MetricsTest> {
  const clock = await prometheus.readClock();
  if (!clock.ok) return { ok: false, sentence: clock.because };
  const at = new Date();
  const label = facts ? await clusterLabel(prometheus, facts, at) : ONE_CLUSTER;
  if (!label.ok) return { ok: false, sentence: label.because };

  const scope = { window: 300, cluster: label.cluster, namespaces: null };
  const [server, ...found] = await Promise.all([
    prometheus.version(),
    ...PROBES.map(async ({ what, query, present, absent }) => {
      const told = await prometheus.instant(query(scope), at);
      const count = countIn(told);
      if (count === null) {
        const because = told.ok ? "The answer holds no number." : told.because;
        return { what, present: null, sentence: `Could not tell: ${because}` };
      }
      return { what, present: count > 0, sentence: count > 0 ? present : absent };
    }),
  ]);
  return { ok: true, server, clockAhead: clock.ahead, found };
}

const ONE_CLUSTER = { ok: true, cluster: null } as const;

interface Probe {
  readonly what: Extract<MetricsTest, { ok: true }>["found"][number]["what"];
  readonly query: (scope: Scope) => Query;
  /** What follows from it. */
  readonly present: string;
  readonly absent: string;
}

const PROBES: readonly Probe[] = [
  {
    what: "cadvisor",
    query: presence.cadvisor,
    present: "Memory and CPU of all proxies can be measured.",
    absent:
      "Memory and CPU cannot be measured here: there are no container series with the labels container, pod and namespace. They are then taken from metrics.k8s.io.",
  },
  {
    what: "kube-state-metrics",
    query: presence.kubeStateMetrics,
    present: "kube-state-metrics is there; nothing here depends on it.",
    absent: "kube-state-metrics is not there; nothing here depends on it.",
  },
  {
    what: "istio-http",
    query: presence.istioHttp,
    present: "Requests, errors and latency of sidecars and gateways can be measured.",
    absent:
      "No sidecar or gateway reports requests here, so there is no latency to compare with after a move.",
  },
  {
    what: "istio-waypoint",
    query: presence.waypointHttp,
    present: "Requests, errors and latency behind waypoints can be measured.",
    absent: "No waypoint reports requests here.",
  },
  {
    what: "istio-tcp",
    query: presence.ztunnelTcp,
    present: "Connections that ztunnel carries can be counted.",
    absent: "No ztunnel reports connections here.",
  },
];
