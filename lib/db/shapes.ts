/** Shapes that the named questions of lib/db answer with. Times are ISO 8601 UTC. */
import type { ClusterSource } from "../cluster/source.ts";
import type { ScanStatus } from "../scan/progress.ts";
import type { InputKind, SnapshotDocument, SnapshotSummary } from "../snapshot/document.ts";

export interface ScanRow {
  readonly id: string;
  readonly clusterId: string;
  readonly status: ScanStatus;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** One sentence for failed, cancelled and interrupted; "" otherwise. */
  readonly message: string;
  readonly snapshotId: string | null;
}

export interface SnapshotHead {
  readonly id: string;
  readonly takenAt: string;
  readonly input: InputKind;
  readonly istioVersion: string | null;
  readonly kubernetesVersion: string | null;
  readonly platform: string | null;
  readonly summary: SnapshotSummary;
}

/** A cluster as lists show it. */
export interface ClusterRow {
  readonly id: string;
  readonly name: string;
  readonly source: ClusterSource;
  readonly createdAt: string;
  readonly latest: SnapshotHead | null;
  readonly lastScan: ScanRow | null;
}

export interface StoredSnapshot {
  readonly id: string;
  readonly clusterId: string;
  readonly document: SnapshotDocument;
}

/** The life of one finding over the snapshots of its cluster. */
export interface FindingLife {
  readonly fingerprint: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly resolvedAt: string | null;
}

/** An import that waits for its preview to be confirmed, or feeds a dump cluster. */
export interface ImportPreview {
  readonly id: string;
  readonly createdAt: string;
  readonly files: readonly string[];
  /** "manifests", "cluster-info dump", "must-gather", "bug-report" */
  readonly layout: string;
  readonly found: readonly {
    readonly resource: string;
    readonly kind: string;
    readonly objects: number;
    readonly unparsed: number;
  }[];
  readonly missing: readonly {
    readonly resource: string;
    readonly kind: string;
    readonly consequence: string;
  }[];
  /** Secrets, ConfigMaps and unknown kinds left out, by kind. */
  readonly dropped: readonly { readonly kind: string; readonly objects: number }[];
  /** Files or documents that could not be read, one sentence each, at most 50. */
  readonly problems: readonly string[];
}

/** Open findings of one check in one cluster. */
export interface CheckInCluster {
  readonly clusterId: string;
  readonly name: string;
  readonly findings: number;
  readonly namespaces: number;
}

/** The reduced records of a dump, still encoded. */
export interface StoredRecords {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly version: number;
}
