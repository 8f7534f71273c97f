/**
 * Gives a demo cluster the history that it would have, had it been scanned daily: before its first scan of the present,
 * each declared past is served and scanned at its own moment, and stored as any other snapshot.
 */
import { on } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { movesToCompare, ScanEndedError, saveFailedPast, savePast } from "../db/questions.ts";
import type { ClusterRow } from "../db/shapes.ts";
import type { PreparedSnapshot } from "../db/snapshot-rows.ts";
import { type PastScan, pastScans } from "../demo/history.ts";
import { HISTORY_DAYS } from "../demo/names.ts";
import { log } from "../log.ts";
import type { Move } from "../snapshot/moves.ts";
import { MOST_MOVES } from "./metrics-order.ts";
import type { HistoryProgress } from "./progress.ts";
import type { ScanOrder } from "./scan-cluster.ts";

/** What the thread is given. */
export interface HistoryOrder {
  readonly cluster: string;
  readonly order: ScanOrder;
  readonly scans: readonly PastScan[];
}

/** What it answers for each scan, in order. */
export type HistoryMessage = {
  readonly scan: PastScan;
  /** Milliseconds. */
  readonly took: number;
} & ({ readonly snapshot: PreparedSnapshot } | { readonly failed: string });

/** What the thread is told when a scan was taken in. */
export interface TakenIn {
  /** Moves that the scans so far saw, and whose comparison is not final. */
  readonly moves: readonly Move[];
}

export interface HistoryOptions {
  readonly cluster: ClusterRow;
  /** The scan of the present that waits meanwhile. */
  readonly scanId: string;
  readonly order: ScanOrder;
  readonly signal: AbortSignal;
  readonly onDay: (progress: HistoryProgress) => void;
}

/**
 * Makes what is missing of the sample history: all of it before a first scan, the rest after one that was interrupted,
 * and nothing for clusters that have none. When that fails, the log says so and the scan of the present goes on.
 * @throws ScanEndedError when the scan of the present was ended; the signal's reason when it aborts.
 */
export async function makeHistory(options: HistoryOptions): Promise<void> {
  const { cluster, order, signal, scanId } = options;
  const { source } = cluster;
  const scans = missingScans(cluster);
  const [first] = scans;
  if (source.kind !== "demo" || !first) return;

  signal.throwIfAborted();
  tell(first, options);
  const workerData: HistoryOrder = { cluster: source.cluster, order, scans };
  const worker = new Worker(workerFile(), { workerData, execArgv: [] });
  try {
    for await (const [message] of on(worker, "message", { signal, close: ["exit"] })) {
      await takeIn(message, options);
      const moves = await movesToCompare(cluster.id, MOST_MOVES);
      worker.postMessage({ moves } satisfies TakenIn);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ScanEndedError) throw error;
    log.error({ err: error, scan: scanId }, "Sample history could not be made");
  } finally {
    void worker.terminate();
  }
}

/** Past scans of a demo cluster after its newest snapshot, which may be of the past as well. */
export function missingScans({ source, createdAt, latest }: ClusterRow): readonly PastScan[] {
  if (source.kind !== "demo" || source.history === false) return [];
  const known = latest ? Date.parse(latest.takenAt) : Number.NEGATIVE_INFINITY;
  return pastScans(source.cluster, new Date(createdAt)).filter(({ at }) => at.getTime() > known);
}

/** Next leaves the worker alone: Node runs it as it lies in the sources, where the process was started. */
function workerFile(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), "lib", "scan", "demo-history-worker.ts");
}

function tell({ daysAgo }: PastScan, { onDay }: HistoryOptions): void {
  onDay({ day: HISTORY_DAYS - daysAgo + 1, days: HISTORY_DAYS });
}

async function takeIn(message: HistoryMessage, options: HistoryOptions): Promise<void> {
  const { scan, took } = message;
  const { cluster, scanId } = options;
  tell(scan, options);
  const row = {
    clusterId: cluster.id,
    during: scanId,
    startedAt: scan.at,
    finishedAt: new Date(scan.at.getTime() + took),
  };
  await ("failed" in message
    ? saveFailedPast(row, message.failed)
    : savePast(row, message.snapshot));
}
