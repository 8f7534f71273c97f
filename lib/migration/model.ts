/** Words of the migration: where a namespace is (phase), what to do (verdict), and whether to start at all (recommendation). */
import type { Finding } from "../checks/define.ts";
import type { Injection, PodCounts, WaypointReason } from "../inventory/facts.ts";
import type { ObjectRef } from "../inventory/model.ts";

/** In the order of the journey; `drift-no-waypoint` is an error state between enrolled and sidecars-removed. */
export const PHASES = [
  "excluded",
  "not-in-mesh",
  "sidecar",
  "ready",
  "waypoint-deployed",
  "policies-translated",
  "waypoint-active",
  "enrolled",
  "drift-no-waypoint",
  "sidecars-removed",
  "done",
] as const;

export type Phase = (typeof PHASES)[number];

/** In the order a summary lists them. */
export const NAMESPACE_VERDICTS = [
  "done",
  "ready",
  "ready-with-work",
  "blocked",
  "stay-on-sidecar",
  "could-not-tell",
] as const;

export type NamespaceVerdict = (typeof NAMESPACE_VERDICTS)[number];

/** One step of the procedure for one namespace, with names filled in. */
export interface NextStep {
  readonly title: string;
  readonly why: string;
  /** Commands to copy; the product never runs them. */
  readonly commands: readonly string[];
  readonly verify: readonly string[];
  readonly undo: readonly string[];
  /** What is unsafe until the step after this one is done; empty when nothing is. */
  readonly meanwhile: string;
}

export type Advice =
  | "start-ambient"
  | "migrate-now"
  | "migrate-namespace-by-namespace"
  | "prepare"
  | "wait"
  | "stay-on-sidecar"
  | "finish"
  | "could-not-tell";

export interface RecommendationRule {
  /** "A" to "N" of the recommendation table. */
  readonly rule: string;
  readonly situation: string;
  readonly holds: boolean | "could-not-tell";
  /** Facts of this cluster that decided, one sentence. */
  readonly evidence: string;
  readonly advice: Advice;
}

export interface Recommendation {
  readonly advice: Advice;
  /** The sentence a visitor reads first. */
  readonly sentence: string;
  /** Id of the rule that decided, or null when none held. */
  readonly decidedBy: string | null;
  readonly rules: readonly RecommendationRule[];
}

/** The whole judgement of one namespace. A namespace that is excluded or outside the mesh has no verdict. */
export interface NamespaceAssessment {
  readonly name: string;
  /** null when pods could not be read: no phase can be computed from labels alone. */
  readonly phase: Phase | null;
  /** What put it in this phase, one sentence each. */
  readonly phaseEvidence: readonly string[];
  readonly verdict: NamespaceVerdict | null;
  /** The one sentence that says why. */
  readonly because: string;
  readonly advice: Advice | null;
  readonly excluded: string | null;
  readonly gatewayOnly: boolean;
  readonly ambient: boolean;
  readonly injection: Injection | null;
  /** null when pods could not be read. */
  readonly pods: PodCounts | null;
  readonly need: "none" | "recommended" | "required" | "could-not-tell";
  readonly needTrafficType: "service" | "workload" | "all";
  readonly needReasons: readonly WaypointReason[];
  /** Waypoints that live in it or that its objects use. */
  readonly waypoints: readonly ObjectRef[];
  readonly counts: { readonly blockers: number; readonly warnings: number; readonly infos: number };
  /** Blockers that no later step of the migration removes. */
  readonly hard: number;
  /** Checks that could not be decided and matter for this namespace. */
  readonly undecided: readonly string[];
  readonly nextStep: NextStep | null;
}

/** Everything `assess` works out. `findings` includes cluster findings (namespace null). */
export interface Assessment {
  readonly namespaces: readonly NamespaceAssessment[];
  readonly findings: readonly Finding[];
  readonly recommendation: Recommendation;
}
