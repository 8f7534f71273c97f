/** Shapes that the named questions of lib/db answer with. Times are ISO 8601 UTC. */

import type { Severity } from "../checks/define.ts";
import type { ClusterSource } from "../cluster/source.ts";
import type { ObjectRef } from "../inventory/model.ts";
import type { MetricsCredential, MetricsSource } from "../metrics/source.ts";
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
  /**
   * Bytes of memory that moving would free, as estimated when it was stored: likely, by request, with the default
   * assumptions. null when that could not be told, and for snapshots from before it was estimated.
   */
  readonly plannedSaving: number | null;
  /**
   * Bytes of memory that namespaces request less since they moved: their waypoints now against their sidecars when these
   * were first seen; below 0 when it is more. null when none is known to have moved.
   */
  readonly realisedSaving: number | null;
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

/** One snapshot as pickers of a point in time list it. */
export interface SnapshotMoment {
  readonly id: string;
  readonly takenAt: string;
}

/** One life of a finding over the snapshots of its cluster; one that came back has several, oldest first. */
export interface FindingLife {
  readonly fingerprint: string;
  readonly check: string;
  readonly severity: Severity;
  readonly namespace: string | null;
  readonly object: ObjectRef;
  readonly problem: string;
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
  /** Proxies whose memory, and whose counters of requests, are in the files; null when there are none. */
  readonly measured: { readonly memory: number; readonly counted: number } | null;
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

/** Where a cluster's metrics are asked for. What is sent along is told by name only. */
export interface MetricsSourceRow {
  readonly source: MetricsSource;
  /** Which parts of its credential are stored. */
  readonly secrets: readonly (keyof MetricsCredential)[];
  readonly savedAt: string;
  /** null: not tried yet. */
  readonly backfill: Backfill | null;
}

/** How the days before a cluster's first scan were filled from its Prometheus. */
export interface Backfill {
  /** When it was tried last. */
  readonly at: string;
  /** Unless it is done, the next scan tries again. */
  readonly state: "running" | "failed" | "done";
  /** Days that were asked for. */
  readonly asked: number;
  /** Days that got a point. */
  readonly filled: number;
  /** How it went, for the visitor. */
  readonly sentence: string;
}

/** When a cluster is scanned by itself. Exactly one of `everyMinutes` and `cron` is set. */
export interface ScheduleRow {
  readonly clusterId: string;
  readonly everyMinutes: number | null;
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly cron: string | null;
  /** IANA name: "Europe/Berlin". */
  readonly timeZone: string;
  /** Up to so many seconds are waited after the moment, so that clusters do not all start at once. */
  readonly jitterSeconds: number;
  readonly paused: boolean;
  /** The next moment, without its jitter; null while paused or when none comes. */
  readonly tickAt: string | null;
  readonly lastTickAt: string | null;
  /** Scheduled scans that failed since the last one that did not. */
  readonly failures: number;
  /** Why the last scheduled scan failed; "" when it did not. */
  readonly message: string;
}

/** How long snapshots are kept, days. */
export interface RetentionPolicy {
  /** All snapshots that are younger than so many days are kept. */
  readonly allDays: number;
  /** Of older ones the last of each day (UTC) is kept for so many days; both count from now. */
  readonly dailyDays: number;
}

/** What a policy deletes, worked out before it is saved. */
export interface RetentionEffect {
  readonly snapshots: number;
  readonly keeps: number;
  /** When the oldest of those that stay was taken; null when there are none. */
  readonly oldest: string | null;
  /** Clusters that lose some, in the order they were connected. */
  readonly byCluster: readonly {
    readonly clusterId: string;
    readonly name: string;
    readonly snapshots: number;
  }[];
}

/** A page of one cluster that can be shared. "compare" names its two snapshots. */
export type ShareSection =
  | { readonly section: "report" | "findings" | "parity" | "history" }
  | { readonly section: "namespace"; readonly name: string }
  | { readonly section: "compare"; readonly from: string; readonly to: string };

/** A link that somebody handed out. The token itself is not known here. */
export interface ShareLinkRow {
  readonly id: string;
  readonly clusterId: string;
  /** null: always the latest. */
  readonly snapshotId: string | null;
  readonly sections: readonly ShareSection[];
  /** null: the whole cluster. */
  readonly namespaces: readonly string[] | null;
  /** Names are shown as pseudonyms, derived from a key that only this link has. */
  readonly redacted: boolean;
  readonly hasPassphrase: boolean;
  /** Its card may be shown inside pages of others. */
  readonly embed: boolean;
  readonly note: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  readonly views: number;
  readonly viewedAt: string | null;
}
