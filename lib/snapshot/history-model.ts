/** Words of history: what is remembered of a cluster over time. Times are ISO 8601 UTC. */
import type { NamespaceVerdict, Phase } from "../migration/model.ts";
import type { InputKind, PhaseCount, VerdictCount } from "./document.ts";
import type { PainPoint } from "./pain-model.ts";

/** Raise it when the numbers of a trend point are worked out differently; older points are then rebuilt. */
export const TREND_VERSION = 2;

/** The numbers of one snapshot that charts draw. null is "could not be read": a gap, never zero. */
export interface TrendPoint {
  readonly takenAt: string;
  readonly input: InputKind;
  readonly istioVersion: string | null;
  readonly kubernetesVersion: string | null;
  readonly catalogue: string;
  readonly phases: readonly PhaseCount[];
  readonly verdicts: readonly VerdictCount[];
  readonly namespaces: number;
  readonly judged: number;
  readonly pods: {
    readonly sidecar: number;
    readonly ambient: number;
    readonly none: number;
  } | null;
  /** Findings by their lives: open after this snapshot, and what it found and resolved. */
  readonly open: { readonly blockers: number; readonly warnings: number };
  readonly found: { readonly blockers: number; readonly warnings: number };
  readonly resolved: { readonly blockers: number; readonly warnings: number };
  readonly kindsAsked: number;
  readonly kindsRead: number;
  readonly undeterminedChecks: number;
  /** Bytes; null when pods were unread. */
  readonly sidecarMemoryRequested: number | null;
}

/** What one snapshot knew of the five pains. */
export interface PainTrendPoint {
  readonly takenAt: string;
  /** null when pods were unread, and for snapshots from before they were worked out. */
  readonly pains: PainPoint | null;
}

/** A stretch of snapshots over which one namespace stood where it stands. */
export interface NamespaceSpan {
  readonly name: string;
  readonly fromAt: string;
  /** The first snapshot that saw it otherwise, or no longer; null: still so. */
  readonly untilAt: string | null;
  readonly phase: Phase | null;
  readonly verdict: NamespaceVerdict | null;
  readonly need: "none" | "recommended" | "required" | "could-not-tell";
  readonly blockers: number;
  readonly warnings: number;
  readonly infos: number;
  readonly hard: number;
  /** What put it in this phase when the stretch began. */
  readonly evidence: readonly string[];
}

/** When a namespace entered a phase. */
export type PhaseChange = Pick<NamespaceSpan, "name" | "fromAt" | "phase">;

/** What somebody wrote beside a moment; of one cluster, or of the whole fleet (clusterId null). */
export interface Note {
  readonly id: string;
  readonly clusterId: string | null;
  readonly at: string;
  readonly text: string;
  readonly createdAt: string;
}

/** A scan that ended without a snapshot. */
export interface LostScan {
  readonly at: string;
  readonly status: "failed" | "cancelled" | "interrupted";
  readonly message: string;
}
