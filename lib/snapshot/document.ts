/**
 * One scan, remembered. A document is written once, compressed beside its rows in the database, and never changes;
 * it keeps the words and versions of its day. Raise DOCUMENT_VERSION when its shape changes and keep reading old ones.
 */
import type { CheckGroup, Evidence, Outcome, Remedy, Severity, Source } from "../checks/define.ts";
import type { Platform } from "../inventory/facts.ts";
import type { ObjectRef, ResourceCoverage, Unread } from "../inventory/model.ts";
import type {
  NamespaceAssessment,
  NamespaceVerdict,
  Phase,
  Recommendation,
} from "../migration/model.ts";
import type { FeatureUse } from "../parity/model.ts";
import type { MeasurementGap, MeshPart, Usage } from "./measurement.ts";
import type { PainFigures } from "./pain-model.ts";

export const DOCUMENT_VERSION = 3;

/** How the cluster was reached; demo data and dumps are labelled wherever they are shown. */
export type InputKind = "live" | "dump" | "demo";

export interface CoverageRow extends ResourceCoverage {
  /** Ids of checks that could not be decided for want of it. */
  readonly undecidedChecks: readonly string[];
  /** The RBAC rule, as YAML, that would let it be read; "" when RBAC is not the reason. */
  readonly rbac: string;
}

export interface CheckRecord {
  readonly id: string;
  readonly title: string;
  readonly group: CheckGroup;
  readonly severity: Severity;
  readonly outcome: Outcome;
  /** Subjects looked at; 0 when not applicable or undetermined. */
  readonly examined: number;
  readonly findings: number;
  readonly unread: readonly Unread[];
  /** A reference to quote when the check itself broke. */
  readonly reference: string | null;
}

export interface FindingRecord {
  readonly fingerprint: string;
  readonly check: string;
  /** What the check calls its findings: "EnvoyFilters on workloads". */
  readonly title: string;
  readonly severity: Severity;
  readonly security: boolean;
  readonly facet: string | null;
  readonly namespace: string | null;
  readonly object: ObjectRef;
  readonly problem: string;
  readonly why: string;
  readonly remedy: Remedy;
  readonly evidence: readonly Evidence[];
  readonly sources: readonly Source[];
}

export interface WorkloadRecord {
  readonly ref: ObjectRef;
  readonly mode: "sidecar" | "ambient" | "pending" | "none" | "gateway" | "waypoint" | "stuck";
  /** Live pods; 0 for a template only. */
  readonly pods: number;
  readonly proxyVersion: string | null;
  readonly hbone: boolean | null;
}

export interface ServiceRecord {
  readonly ref: ObjectRef;
  readonly headless: boolean;
  /** "none", "opted-out", "bound: ns/name" or "rejected: ns/name (reason)" as parts. */
  readonly binding: "none" | "opted-out" | "bound" | "rejected";
  readonly waypoint: string | null;
  readonly rejectedBecause: string | null;
}

export interface WaypointRecord {
  readonly ref: ObjectRef;
  readonly trafficType: "service" | "workload" | "all" | "none";
  readonly programmed: boolean;
  readonly readyPods: number | null;
  readonly usedBy: number;
}

export interface NamespaceRecord extends NamespaceAssessment {
  readonly workloads: readonly WorkloadRecord[];
  readonly services: readonly ServiceRecord[];
}

export interface ComponentRecord {
  readonly component: "istiod" | "istio-cni" | "ztunnel";
  readonly ref: ObjectRef;
  /** Istio's revision name for istiod, else null. */
  readonly revision: string | null;
  readonly version: string | null;
  readonly ready: number | null;
  readonly desired: number | null;
}

export interface PhaseCount {
  readonly phase: Phase;
  readonly namespaces: number;
}

export interface VerdictCount {
  readonly verdict: NamespaceVerdict;
  readonly namespaces: number;
}

/** What lists and headlines need, without the rest. Stored as columns too. */
export interface SnapshotSummary {
  /** "Migrate namespace by namespace. 84 of 142 namespaces are ready; start with the 51 that need no waypoint." */
  readonly sentence: string;
  readonly namespaces: number;
  /** Namespaces that carry a verdict. */
  readonly judged: number;
  readonly phases: readonly PhaseCount[];
  readonly verdicts: readonly VerdictCount[];
  readonly blockers: number;
  readonly warnings: number;
  readonly infos: number;
  readonly namespacesWithBlockers: number;
  readonly needWaypoint: number;
  readonly pods: { readonly sidecar: number; readonly ambient: number; readonly none: number };
  /** Kinds asked for and kinds read or known to be not installed. */
  readonly kindsAsked: number;
  readonly kindsRead: number;
  readonly undeterminedChecks: number;
  /** Memory requests of sidecars, bytes, from pod specs; null when pods were unread. */
  readonly sidecarMemoryRequested: number | null;
}

/** What containers request together: reserved for them, used or not. Memory is bytes, CPU millicores. */
export interface RequestedUsage extends Usage {
  /** Pods that have such containers. */
  readonly proxies: number;
  readonly memory: number;
  readonly cpu: number;
  /** Of them, those that request no memory or no CPU. */
  readonly unset: number;
}

export interface RequestedNodes {
  readonly count: number;
  /** Linux nodes that are not virtual. */
  readonly canRunZtunnel: number;
  /** Of all nodes together; null when one does not say. */
  readonly allocatable: { readonly memory: number | null; readonly cpu: number | null };
}

/** What the mesh requests in this cluster, from the specs of live pods. */
export interface RequestedFigures {
  readonly parts: Readonly<Record<MeshPart, RequestedUsage>>;
  /** Namespaces with a sidecar or a waypoint, by name. */
  readonly namespaces: readonly {
    readonly namespace: string;
    readonly sidecar: RequestedUsage;
    readonly waypoint: RequestedUsage;
  }[];
  /** null when nodes could not be read. */
  readonly nodes: RequestedNodes | null;
  /** What all live pods request, of the mesh or not. */
  readonly all: { readonly memory: number; readonly cpu: number };
  readonly gaps: readonly MeasurementGap[];
}

export interface SnapshotDocument {
  readonly version: typeof DOCUMENT_VERSION;
  readonly takenAt: string;
  readonly input: InputKind;
  readonly catalogue: string;
  readonly kubernetesVersion: string | null;
  /** Oldest istiod version that could be read, as text; null when none. */
  readonly istioVersion: string | null;
  readonly platform: Platform | null;
  readonly components: readonly ComponentRecord[];
  readonly waypoints: readonly WaypointRecord[];
  readonly summary: SnapshotSummary;
  readonly recommendation: Recommendation;
  readonly coverage: readonly CoverageRow[];
  readonly checks: readonly CheckRecord[];
  readonly findings: readonly FindingRecord[];
  readonly namespaces: readonly NamespaceRecord[];
  /** Which features of Istio are in use; null when that was not worked out (documents of format 1). */
  readonly features: readonly FeatureUse[] | null;
  /** null when pods could not be read, and in documents that are older than these figures. */
  readonly requested: RequestedFigures | null;
  /** null when pods could not be read, and in documents of older formats. */
  readonly pains: PainFigures | null;
}
