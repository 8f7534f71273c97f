/** Words of a comparison of two snapshots: what differs from one (`from`) to the other (`to`), and what cannot be said. */
import type { Severity } from "../checks/define.ts";
import type { NamespaceAssessment, NamespaceVerdict, Phase } from "../migration/model.ts";
import type { CoverageRow, FindingRecord } from "./document.ts";

/** "unknown": one of the two could not tell, so neither better nor worse may be said. */
export type Direction = "better" | "worse" | "neutral" | "unknown";

/** Live pods by the data plane that carries their traffic; gateways and waypoints are left out. */
export interface PodModes {
  readonly sidecar: number;
  readonly ambient: number;
  readonly none: number;
}

/** Where a namespace stands in one snapshot. */
export interface Standing {
  readonly phase: Phase | null;
  readonly verdict: NamespaceVerdict | null;
  readonly need: NamespaceAssessment["need"];
  /** null when pods could not be read. */
  readonly pods: PodModes | null;
}

export type StandingPart = "phase" | "verdict" | "need" | "pods";

/** One namespace that is not the same in both. A side is null where the namespace is not. */
export interface NamespaceChange {
  readonly name: string;
  readonly kind: "changed" | "appeared" | "vanished" | "open";
  readonly from: Standing | null;
  readonly to: Standing | null;
  /** What differs; empty for a namespace that is on one side only. */
  readonly parts: readonly StandingPart[];
  readonly direction: Direction;
}

export interface NamespaceChanges {
  readonly changed: readonly NamespaceChange[];
  readonly appeared: readonly NamespaceChange[];
  readonly vanished: readonly NamespaceChange[];
  /** Phase or verdict is unknown on exactly one side, and nothing that is known differs. */
  readonly open: readonly NamespaceChange[];
  /** On one side only, while the other could not list its namespaces: nobody knows whether they are there. */
  readonly unmatched: readonly string[];
  readonly unchanged: readonly string[];
  /** Differ by less than the threshold only. */
  readonly hidden: readonly string[];
}

/** Why a finding may be missing on one side although nothing was repaired or broken. */
export interface NotLookedFor {
  readonly because: "check-missing" | "undetermined" | "read-in-part";
  /** What could not be read there, as kubectl spells it. */
  readonly resources: readonly string[];
}

export const FINDING_CHANGES = [
  "new",
  "resolved",
  "changed",
  "not-re-evaluated",
  "not-evaluated-before",
] as const;

export type FindingChangeKind = (typeof FINDING_CHANGES)[number];

export type FindingPart = "severity" | "problem" | "evidence";

/** One finding that is not the same in both. At least one side is there. */
export interface FindingChange {
  readonly kind: FindingChangeKind;
  readonly from: FindingRecord | null;
  readonly to: FindingRecord | null;
  /** What differs between the two; empty where it is on one side only. */
  readonly parts: readonly FindingPart[];
  readonly direction: Direction;
  /** Set for the two kinds that were not evaluated on one side. */
  readonly notLookedFor: NotLookedFor | null;
  /** Its namespace is on one side only. */
  readonly withNamespace: boolean;
}

export interface FindingChanges {
  readonly new: readonly FindingChange[];
  readonly resolved: readonly FindingChange[];
  readonly changed: readonly FindingChange[];
  readonly notReevaluated: readonly FindingChange[];
  readonly notEvaluatedBefore: readonly FindingChange[];
  readonly unchanged: readonly FindingRecord[];
  /** Differ by less than the threshold only. */
  readonly hidden: number;
}

export interface VersionPair {
  readonly what:
    | "Istio"
    | "ztunnel"
    | "istio-cni"
    | "Kubernetes"
    | "Platform"
    | "Checks"
    | "Format";
  readonly from: string | null;
  readonly to: string | null;
}

export interface CoverageChange {
  readonly resource: string;
  /** null: that side did not ask for it. */
  readonly from: CoverageRow["outcome"] | null;
  readonly to: CoverageRow["outcome"] | null;
  readonly direction: Direction;
}

/** One reason why the two are not comparable in full, one sentence. */
export interface Caveat {
  readonly kind: "clusters" | "input" | "pods" | "namespaces" | "coverage" | "catalogue" | "format";
  readonly sentence: string;
}

export interface SeverityPair {
  readonly severity: Severity;
  readonly from: number;
  readonly to: number;
}

/** Everything that two snapshots have to say to each other. */
export interface Comparison {
  readonly caveats: readonly Caveat[];
  readonly namespaces: NamespaceChanges;
  readonly findings: FindingChanges;
  readonly pods: { readonly from: PodModes | null; readonly to: PodModes | null };
  readonly severities: readonly SeverityPair[];
  readonly versions: readonly VersionPair[];
  readonly coverage: readonly CoverageChange[];
}
