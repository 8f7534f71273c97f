/** What a running scan tells about itself, in the order of its stages. Sent to the browser as server-sent events. */
export const SCAN_STAGES = ["connect", "discover", "read", "judge", "measure", "store"] as const;

export type ScanStage = (typeof SCAN_STAGES)[number];

/** Reading of one resource while the scan runs. */
export interface ReadProgress {
  readonly resource: string;
  readonly state: "waiting" | "reading" | "read" | "not-installed" | "not-permitted" | "failed";
  readonly objects: number;
}

export type ScanStatus = "running" | "done" | "failed" | "cancelled" | "interrupted";

/** One state of a scan: complete in itself, so a reader may join at any time. */
export interface ScanProgress {
  readonly scanId: string;
  readonly clusterId: string;
  readonly status: ScanStatus;
  readonly stage: ScanStage;
  readonly kindsDone: number;
  readonly kindsTotal: number;
  readonly objects: number;
  /** Resources still being read, slowest first, at most five. */
  readonly slow: readonly string[];
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** One sentence for failed, cancelled and interrupted; "" otherwise. */
  readonly message: string;
  readonly snapshotId: string | null;
  /** While the sample history of a demo cluster is made, before the scan itself: which of its days. */
  readonly history?: HistoryProgress | undefined;
}

export interface HistoryProgress {
  readonly day: number;
  readonly days: number;
}
