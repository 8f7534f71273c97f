/**
 * Words for five pains of sidecars, as a cluster has them: memory of every pod, slow starts, upgrades that restart
 * everybody, opting out, and proxies to look through. Memory is bytes, times are seconds. null is "could not be told".
 */
import type { ObjectRef } from "../inventory/model.ts";
import type { Distribution, MeasurementGap } from "./measurement.ts";

export const PAINS = ["memory", "start", "upgrade", "opt-out", "path"] as const;
export type Pain = (typeof PAINS)[number];

export interface PainFigures {
  readonly memory: MemoryPain | null;
  readonly start: StartPain | null;
  readonly upgrade: UpgradePain | null;
  readonly optOut: OptOutPain | null;
  readonly path: PathPain | null;
  readonly gaps: readonly MeasurementGap[];
}

/** What sidecars request one by one, used or not. */
export interface MemoryPain {
  readonly sidecars: number;
  /** Those that request no memory; the distribution is without them. */
  readonly unset: number;
  /** Of the others together. */
  readonly requested: number;
  readonly distribution: Distribution | null;
}

/** How long pods took from scheduled to ready. Whole seconds. */
export interface StartTimes {
  /** Those whose status tells. */
  readonly pods: number;
  /** Ready ones whose status does not tell. */
  readonly unknown: number;
  /** null when no pod tells. */
  readonly seconds: Quantiles | null;
  /** Ascending; the bucket holds what took longer than the one before it. The last one holds the rest. */
  readonly buckets: readonly { readonly upTo: number; readonly pods: number }[];
}

export interface Quantiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** What passed of a start before the proxy was ready (native sidecar), or before it merely ran (classic). */
export interface ProxyWait {
  readonly pods: number;
  readonly seconds: Quantiles | null;
  /** Of all the seconds that these pods took, 0 to 1. */
  readonly share: number | null;
}

export const START_GROUPS = ["native", "classic", "ambient", "none"] as const;
/** Sidecars of two sorts, and pods without one: in ambient mode, or out of the mesh. */
export type StartGroup = (typeof START_GROUPS)[number];

export interface StartPain {
  readonly sidecar: StartTimes;
  readonly without: StartTimes;
  /** The same pods, told apart further. */
  readonly groups: Readonly<Record<StartGroup, StartTimes>>;
  readonly wait: { readonly native: ProxyWait; readonly classic: ProxyWait };
  readonly namespaces: readonly NamespaceStart[];
}

export interface NamespaceStart {
  readonly namespace: string;
  readonly sidecar: Pick<StartTimes, "pods" | "unknown" | "seconds">;
  readonly without: Pick<StartTimes, "pods" | "unknown" | "seconds">;
  /** Of native sidecars only: of others it is not known when they were ready. */
  readonly wait: ProxyWait;
}

export interface UpgradePain {
  /** Pods that must restart to get the proxy of the next version. */
  readonly sidecars: number;
  /** Proxies that are pods of their own, and restart without an application. */
  readonly waypoints: number;
  readonly gateways: number;
  readonly ztunnels: number;
  /** Sidecars older than the istiod that they get their configuration from. */
  readonly older: number;
  /** Sidecars of which that cannot be told. */
  readonly unknown: number;
  readonly olderGateways: number;
  readonly namespaces: readonly {
    readonly namespace: string;
    readonly sidecars: number;
    readonly older: number;
    readonly unknown: number;
  }[];
  /** Sidecars by the version of their proxy, newest first, at most MOST_VERSIONS; null: its image does not tell. */
  readonly versions: readonly { readonly version: string | null; readonly pods: number }[];
}

export const MOST_VERSIONS = 20;

/** How somebody is left out of the mesh, wholly or in part. */
export type OptOutWay =
  | "namespace-injection"
  | "namespace-ambient"
  | "pod-injection"
  | "pod-ambient"
  | "host-network"
  | "inbound-traffic"
  | "outbound-traffic";

export interface OptOut {
  readonly way: OptOutWay;
  /** A Namespace, or the owner of the pods. */
  readonly object: ObjectRef;
  readonly namespace: string;
  /** Live pods that it keeps out, or whose traffic it keeps out in part. */
  readonly pods: number;
  /** "sidecar.istio.io/inject=false" */
  readonly says: string;
  /** Policies that select these pods and are not enforced there, at most MOST_POLICIES; [] for outbound traffic. */
  readonly policies: readonly ObjectRef[];
  readonly policyCount: number;
}

export const MOST_POLICIES = 8;
export const MOST_OPT_OUTS = 300;

export interface OptOutPain {
  /** Pods out of the mesh because somebody said so, where others of their namespace are in it, or the whole namespace. */
  readonly pods: number;
  /** Pods with a sidecar that part of their traffic goes around. */
  readonly partly: number;
  /** Namespaces that opt out as a whole. */
  readonly namespaces: number;
  /** Of `pods` and `partly`, those that at least one policy selects without being enforced; null: it could not be told. */
  readonly unprotected: number | null;
  /** Different policies that are not enforced for somebody they select. */
  readonly policies: number | null;
  /** What becomes of `pods` where their namespace is enrolled and nothing else is said. */
  readonly captured: number;
  /** On the host's network, or told to stay out of ambient mode: out there as well. */
  readonly stayOut: number;
  /** Those with the most pods first. */
  readonly objects: readonly OptOut[];
  /** All of them, named or not. */
  readonly objectCount: number;
}

/** What a request may pass between two namespaces of the mesh; every ordered pair counts, also of one with itself. */
export interface PathPain {
  /** Pods now. */
  readonly proxies: {
    readonly sidecar: number;
    readonly waypoint: number;
    readonly gateway: number;
    readonly ztunnel: number;
  };
  /** Pairs by how many Envoy proxies stand between two pods. */
  readonly now: {
    readonly two: number;
    readonly one: number;
    readonly none: number;
    readonly unknown: number;
  };
  /** The same once all are in ambient mode, with waypoints where they are required. Two ztunnels stand in all of them. */
  readonly ambient: { readonly one: number; readonly none: number; readonly unknown: number };
  readonly namespaces: readonly NamespacePath[];
}

export interface NamespacePath {
  readonly namespace: string;
  readonly sidecars: number;
  readonly ambient: number;
  /** A Service of it is bound to a waypoint; null: could not be told. */
  readonly waypoint: boolean | null;
  /** A waypoint would be required in ambient mode; null: could not be told. */
  readonly required: boolean | null;
}

/** What history keeps of the five. */
export interface PainPoint {
  /** Requested by one sidecar on average, bytes. */
  readonly memoryEach: number | null;
  /** Half of the pods started within. Seconds. */
  readonly startWith: number | null;
  readonly startWithout: number | null;
  /** Share of a start before a native sidecar is ready. */
  readonly waitShare: number | null;
  /** Pods. */
  readonly restarts: number | null;
  readonly older: number | null;
  readonly optedOut: number | null;
  /** Policies. */
  readonly notEnforced: number | null;
  /** Envoy proxies that run: sidecars, waypoints and gateways. */
  readonly envoys: number | null;
}
