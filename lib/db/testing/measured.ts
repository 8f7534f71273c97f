/** Measurements for the tests and measurements of this folder. Every figure follows from its place, none is round. */
import type {
  MeasuredPoint,
  Measurement,
  NamespaceMeasurement,
  Traffic,
  Usage,
} from "../../snapshot/measurement.ts";
import type { MoveComparison } from "../../snapshot/moves.ts";

/** What Prometheus told about so many namespaces at a moment. */
export function samplePoint(at: string, namespaces = 3): MeasuredPoint {
  const names = Array.from({ length: namespaces }, (_, index) => `team-${index}`);
  return {
    at,
    source: "prometheus",
    window: 300,
    parts: {
      sidecar: usage(namespaces * 20, 1),
      ztunnel: usage(3, 2),
      waypoint: null,
      gateway: { proxies: 2, memory: null, cpu: 12.5 },
      istiod: usage(1, 3),
      "istio-cni": null,
    },
    namespaces: names.map((name, index) => sampleNamespaceMeasurement(name, index)),
  };
}

export function sampleMeasurement(at: string, namespaces = 3): Measurement {
  const point = samplePoint(at, namespaces);
  return {
    ...point,
    sidecarMemory: {
      buckets: [64, 96, 128].map((mebibytes, index) => ({
        upTo: mebibytes * 1024 * 1024,
        proxies: index * namespaces,
      })),
      p50: 88_123_457,
      p90: 101_234_567,
      p99: 120_000_001,
    },
    workloads: point.namespaces.map(({ namespace, traffic }) => ({
      namespace,
      name: "cart",
      traffic,
    })),
    services: point.namespaces.map(({ namespace, traffic }) => ({
      namespace,
      name: "cart",
      traffic,
    })),
    top: [{ namespace: "team-0", pod: "cart-1", part: "sidecar", memory: 130_000_001, cpu: null }],
    gaps: [{ what: "Latency of team-1", because: "It has no HTTP histograms." }],
  };
}

export function sampleNamespaceMeasurement(namespace: string, index: number): NamespaceMeasurement {
  return {
    namespace,
    sidecar: usage(20, 1 + index / 1000),
    waypoint: index % 3 === 0 ? usage(1, 0.5) : null,
    traffic: [traffic("source", index), traffic("destination", index)],
  };
}

export function sampleMove(
  namespace: string,
  enrolledAt: string,
  wishes: Partial<MoveComparison> = {},
): MoveComparison {
  const course = {
    from: enrolledAt,
    requestsPerSecond: [0.5, null],
    p50: [3.25, null],
    p99: [null, null],
    memory: [61_000_000, 62_000_000],
    cpu: [1.5, null],
  };
  const judgement = { verdict: "same" as const, because: "Within noise." };
  return {
    move: { namespace, before: "2026-01-31T12:00:00.000Z", enrolledAt },
    vantage: { reporter: "source", through: null },
    before: null,
    after: {
      from: enrolledAt,
      to: enrolledAt,
      hours: 1,
      requests: 100,
      requestsPerSecond: 0.5,
      errorRatio: null,
      p50: { median: 3.25, low: 2, high: 4, hours: 30 },
      p90: null,
      p99: null,
      memory: null,
      cpu: null,
    },
    course: { before: course, after: course },
    latency: judgement,
    errors: judgement,
    memory: judgement,
    cpu: judgement,
    final: false,
    ...wishes,
  };
}

function usage(proxies: number, factor: number): Usage {
  return {
    proxies,
    memory: Math.round(proxies * 61_234_567 * factor),
    cpu: proxies * 7.6543 * factor,
  };
}

function traffic(reporter: Traffic["reporter"], index: number): Traffic {
  return {
    reporter,
    requestsPerSecond: 10.5 + index / 7,
    errorRatio: index % 2 === 0 ? index / 10_007 : null,
    p50: 3.1 + index / 13,
    p90: 9.7 + index / 11,
    p99: 24.9 + index / 3,
  };
}
