/** Measurements for tests: nothing was measured unless a test says so. */
import {
  MESH_PARTS,
  type MeasuredTotals,
  type Measurement,
  type MeshPart,
  type NamespaceMeasurement,
  type NamespaceSeries,
  type Traffic,
  type TrafficColumns,
  type Usage,
} from "../measurement.ts";

export function usage(proxies: number, memory: number | null, cpu: number | null = null): Usage {
  return { proxies, memory, cpu };
}

export function parts(
  said: Partial<Record<MeshPart, Usage>> = {},
): Readonly<Record<MeshPart, Usage | null>> {
  const nothing: Record<MeshPart, Usage | null> = {
    sidecar: null,
    ztunnel: null,
    waypoint: null,
    gateway: null,
    istiod: null,
    "istio-cni": null,
  };
  for (const part of MESH_PARTS) nothing[part] = said[part] ?? null;
  return nothing;
}

export function totals(at: string, said: Partial<MeasuredTotals> = {}): MeasuredTotals {
  return { at, source: "prometheus", window: 300, parts: parts(), ...said };
}

export function measurement(at: string, said: Partial<Measurement> = {}): Measurement {
  return {
    ...totals(at),
    namespaces: [],
    sidecarMemory: null,
    workloads: [],
    services: [],
    top: [],
    gaps: [],
    ...said,
  };
}

export function measuredNamespace(
  namespace: string,
  said: Partial<NamespaceMeasurement> = {},
): NamespaceMeasurement {
  return { namespace, sidecar: null, waypoint: null, traffic: [], ...said };
}

export function traffic(
  reporter: Traffic["reporter"],
  requestsPerSecond: number | null,
  [p50, p90, p99]: readonly [number, number, number] | readonly [null, null, null],
  errorRatio: number | null = 0,
): Traffic {
  return { reporter, requestsPerSecond, errorRatio, p50, p90, p99 };
}

/** A series in which nothing was measured at the given moments, unless a test says otherwise. */
export function series(
  namespace: string,
  at: readonly string[],
  said: Partial<Pick<NamespaceSeries, "sidecar" | "waypoint">> & {
    readonly traffic?: Partial<Record<Traffic["reporter"], Partial<TrafficColumns>>>;
  } = {},
): NamespaceSeries {
  const gaps = at.map(() => null);
  const none = { proxies: gaps, memory: gaps, cpu: gaps };
  const quiet = { requestsPerSecond: gaps, errorRatio: gaps, p50: gaps, p90: gaps, p99: gaps };
  return {
    namespace,
    at,
    sidecar: said.sidecar ?? none,
    waypoint: said.waypoint ?? none,
    traffic: {
      source: { ...quiet, ...said.traffic?.source },
      destination: { ...quiet, ...said.traffic?.destination },
      waypoint: { ...quiet, ...said.traffic?.waypoint },
    },
  };
}
