/**
 * Words of measurement: what the parts of a mesh use, by which source, and what could not be measured. Memory is bytes,
 * CPU millicores, latency milliseconds, rates per second, times ISO 8601 UTC. null is "not measured": a gap, never zero.
 */

/** Where a figure comes from, best first. Figures of two sources are never added up. */
export const FIGURE_SOURCES = [
  "prometheus",
  "metrics-api",
  "bug-report",
  "requested",
  "published",
] as const;

export type FigureSource = (typeof FIGURE_SOURCES)[number];

export const MESH_PARTS = [
  "sidecar",
  "ztunnel",
  "waypoint",
  "gateway",
  "istiod",
  "istio-cni",
] as const;

export type MeshPart = (typeof MESH_PARTS)[number];

/** Memory and CPU of some proxies together. */
export interface Usage {
  /** How many containers the figures cover; null when that is not known. */
  readonly proxies: number | null;
  /** Bytes. */
  readonly memory: number | null;
  /** Millicores. */
  readonly cpu: number | null;
}

/** Who reported a request. The three see different stretches of its way and are never drawn as one line. */
export const REPORTERS = ["source", "destination", "waypoint"] as const;

export type Reporter = (typeof REPORTERS)[number];

/** Requests to one namespace, workload or service as one reporter saw them. */
export interface Traffic {
  readonly reporter: Reporter;
  readonly requestsPerSecond: number | null;
  /** Share of requests that failed, 0 to 1: HTTP 5xx, or a gRPC status other than OK. */
  readonly errorRatio: number | null;
  /** Milliseconds. */
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

/** Something that was asked for and is missing, and why. */
export interface MeasurementGap {
  readonly what: string;
  readonly because: string;
}

export interface NamespaceMeasurement {
  readonly namespace: string;
  readonly sidecar: Usage | null;
  readonly waypoint: Usage | null;
  readonly traffic: readonly Traffic[];
}

/** Traffic to one workload, as `destination_workload` names it, or to one Service. */
export interface NamedTraffic {
  readonly namespace: string;
  readonly name: string;
  readonly traffic: readonly Traffic[];
}

/** One pod whose proxy uses much. */
export interface Consumer {
  readonly namespace: string;
  readonly pod: string;
  readonly part: MeshPart;
  /** Bytes. */
  readonly memory: number | null;
  /** Millicores. */
  readonly cpu: number | null;
}

/** How many sidecars use how much: ascending buckets, and quantiles. Bytes. */
export interface Distribution {
  /** The bucket holds what is above the bucket before it. */
  readonly buckets: readonly { readonly upTo: number; readonly proxies: number }[];
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** What one source told about one moment or day; what history keeps. */
export interface MeasuredPoint {
  readonly at: string;
  readonly source: FigureSource;
  /** Where requests and latency come from, when that is another source than that of memory and CPU. */
  readonly trafficSource?: FigureSource;
  /** Seconds that rates and quantiles cover; null for figures of an instant. */
  readonly window: number | null;
  readonly parts: Readonly<Record<MeshPart, Usage | null>>;
  readonly namespaces: readonly NamespaceMeasurement[];
}

/** What one source told about the moment of a scan, stored with its snapshot. */
export interface Measurement extends MeasuredPoint {
  readonly sidecarMemory: Distribution | null;
  /** Those that got requests, the busiest first, at most MOST_NAMED of each. */
  readonly workloads: readonly NamedTraffic[];
  readonly services: readonly NamedTraffic[];
  /** The hungriest first, at most TOP_CONSUMERS. */
  readonly top: readonly Consumer[];
  readonly gaps: readonly MeasurementGap[];
}

/** A point as charts of a whole cluster draw it. */
export type MeasuredTotals = Omit<MeasuredPoint, "namespaces">;

/** Values over moments; null is a gap. */
export type Column = readonly (number | null)[];

export type UsageColumns = { readonly [Figure in keyof Usage]: Column };

export type TrafficColumns = { readonly [Figure in Exclude<keyof Traffic, "reporter">]: Column };

/** What history keeps of one namespace: every column has one value per moment of `at`. Kept to six digits. */
export interface NamespaceSeries {
  readonly namespace: string;
  /** Oldest first. The same in every series of one answer, and those of the totals of the same period. */
  readonly at: readonly string[];
  readonly sidecar: UsageColumns;
  readonly waypoint: UsageColumns;
  readonly traffic: Readonly<Record<Reporter, TrafficColumns>>;
}

export const MOST_NAMED = 500;
export const TOP_CONSUMERS = 20;
