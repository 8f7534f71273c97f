/** What the parts of a mesh use at the moment of a scan, from the best source that answers. */
import type { Listener } from "../cluster/address.ts";
import type { Connection } from "../cluster/connection.ts";
import type { Measurement } from "../snapshot/measurement.ts";
import { type Limits, openPrometheus } from "./client.ts";
import type { MeshFacts } from "./facts.ts";
import { type Gaps, gatherGaps } from "./gaps.ts";
import { hasUsage, measurePrometheus, withoutFigures } from "./measure-prometheus.ts";
import { measureMetricsApi } from "./metrics-api.ts";
import type { MetricsCredential, MetricsSource } from "./source.ts";

export interface MeasureOptions {
  /** To the cluster; null for an imported one. */
  readonly connection: Connection | null;
  /** null: none is configured. */
  readonly source: MetricsSource | null;
  readonly credential: MetricsCredential | null;
  readonly facts: MeshFacts;
  /** The moment that figures are asked for. */
  readonly at: Date;
  readonly signal: AbortSignal;
  /** Our own listener, which is never connected to. */
  readonly ownListener?: Listener | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

/**
 * Measures with the configured Prometheus, or with metrics.k8s.io when there is none or it knows of no usage; then a
 * gap says why. What a source does wrong is a gap: a configured one of which nothing can be used gives a measurement
 * without a figure that says so. null: none is configured, and metrics.k8s.io has nothing.
 * @throws only the signal's reason.
 */
export async function measureCluster(options: MeasureOptions): Promise<Measurement | null> {
  const gaps = gatherGaps();
  const best = await fromPrometheus(options, gaps);
  if (best && hasUsage(best)) return { ...best, gaps: gaps.all() };

  const plain = await fromMetricsApi(options, gaps);
  if (!plain) {
    const told = best ?? (options.source ? withoutFigures(options.at) : null);
    return told && { ...told, gaps: gaps.all() };
  }
  if (best) return { ...plain, ...trafficOf(best, plain), gaps: gaps.all() };

  gaps.add(
    "requests, errors and latency",
    "metrics.k8s.io has memory and CPU only. A Prometheus would have them.",
  );
  return { ...plain, gaps: gaps.all() };
}

type Told = Omit<Measurement, "gaps">;

async function fromPrometheus(
  { source, facts, at, ...options }: MeasureOptions,
  gaps: Gaps,
): Promise<Told | null> {
  if (!source) {
    gaps.add("Prometheus", "None is configured for this cluster, so there is nothing of the past.");
    return null;
  }
  const prometheus = openPrometheus({ ...options, source });
  if ("because" in prometheus) {
    gaps.add("Prometheus", prometheus.because);
    return null;
  }
  try {
    const told = await measurePrometheus(prometheus, facts, at, gaps);
    if (!("because" in told)) return told;
    gaps.add("Prometheus", told.because);
    return null;
  } finally {
    prometheus.close();
  }
}

async function fromMetricsApi(
  { connection, facts, at, signal }: MeasureOptions,
  gaps: Gaps,
): Promise<Told | null> {
  if (!connection) return null;
  const told = await measureMetricsApi({ connection, facts, at, signal }, gaps);
  if (!("because" in told)) return told;
  gaps.add("metrics.k8s.io", told.because);
  return null;
}

/** Requests of a Prometheus that knows nothing of containers, beside memory and CPU of metrics.k8s.io. */
function trafficOf(best: Told, plain: Told): Partial<Told> {
  const trafficIn = new Map(best.namespaces.map(({ namespace, traffic }) => [namespace, traffic]));
  const names = new Set(plain.namespaces.map(({ namespace }) => namespace));
  return {
    window: best.window,
    trafficSource: best.source,
    namespaces: [
      ...plain.namespaces.map((each) => ({
        ...each,
        traffic: trafficIn.get(each.namespace) ?? [],
      })),
      ...best.namespaces.filter(({ namespace }) => !names.has(namespace)),
    ].sort((a, b) => (a.namespace < b.namespace ? -1 : 1)),
    workloads: best.workloads,
    services: best.services,
  };
}
