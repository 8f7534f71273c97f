/**
 * Runs scans: one per cluster at a time, a few at once, each in a thread of its own, told to whoever listens. There is
 * one runner per process; with several replicas each runs its own scans and reads about the others in the database.
 */
import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { SealError } from "../access/seal.ts";
import { config } from "../config.ts";
import {
  clusterById,
  finishScanRow,
  interruptLostScans,
  keepScanAlive,
  ScanEndedError,
  savePrepared,
  startScanRow,
  storedProgress,
} from "../db/questions.ts";
import type { ClusterRow, ScanRow } from "../db/shapes.ts";
import type { PreparedSnapshot } from "../db/snapshot-rows.ts";
import { log } from "../log.ts";
import { type HistoryOptions, makeHistory } from "./demo-history.ts";
import { type FillOptions, fillEarlierDays } from "./fill-days.ts";
import { createLine } from "./line.ts";
import { MEASURE_LIMIT } from "./measure-stage.ts";
import type { HistoryProgress, ScanProgress } from "./progress.ts";
import type { ScanOrder } from "./scan-cluster.ts";
import { scanOrder } from "./scan-order.ts";
import { ScanFailure, scanInThread, type ThreadOptions } from "./scan-thread.ts";

export type ProgressListener = (progress: ScanProgress) => void;

/** The cluster to scan is not, or no longer, known. */
export class UnknownClusterError extends Error {
  override readonly name = "UnknownClusterError";
}

export interface Runner {
  /** Names this process in the rows of its scans. */
  readonly holder: string;
  start(clusterId: string): Promise<string>;
  /**
   * Begins the scan of a moment of the cluster's schedule. When another scan runs, or one took the moment already, answers
   * with that one and `started` false.
   * @throws UnknownClusterError
   */
  startTick(clusterId: string, tickAt: Date): Promise<Begun>;
  cancel(scanId: string): Promise<boolean>;
  progressOf(scanId: string): Promise<ScanProgress | null>;
  subscribe(scanId: string, listener: ProgressListener): () => void;
  /** Ends the scans of this process as interrupted, so that another one can take their moments at once. */
  stop(): Promise<void>;
}

export interface Begun {
  readonly scan: ScanRow;
  readonly started: boolean;
}

/** What a runner does its work with; tests bring their own. */
export interface RunnerParts {
  /** Scans at once; the others wait. */
  readonly parallel: number;
  readonly orderFor: (cluster: ClusterRow) => Promise<ScanOrder>;
  readonly scan: (
    options: Pick<ThreadOptions, "order" | "signal" | "onTold">,
  ) => Promise<PreparedSnapshot>;
  /** Milliseconds between signs of life. */
  readonly heartbeat: number;
  /** What a cluster of the demo fleet gets before its first scan. */
  readonly makeHistory?: (options: HistoryOptions) => Promise<void>;
  /** Fills the days before a cluster's first scan. Never throws. */
  readonly fillDays?: (options: FillOptions) => Promise<void>;
}

/** Shared by all copies that Next makes of this module in one process. */
declare global {
  var meshReadinessRunner: Runner | undefined;
}

/** The runner of this process. */
export function runner(): Runner {
  globalThis.meshReadinessRunner ??= createRunner(ownParts());
  return globalThis.meshReadinessRunner;
}

/**
 * Starts a scan of a cluster, or answers with the one that runs already. Resolves with the scan's id as soon as it is
 * recorded.
 * @throws UnknownClusterError
 */
export function startScan(clusterId: string): Promise<string> {
  return runner().start(clusterId);
}

/** Ends a running scan without a snapshot. False when it does not run. */
export function cancelScan(scanId: string): Promise<boolean> {
  return runner().cancel(scanId);
}

/** Where a scan stands, running or ended; null when there is none of that id. */
export function progressOf(scanId: string): Promise<ScanProgress | null> {
  return runner().progressOf(scanId);
}

/**
 * Calls the listener with where the scan stands now and whenever that changes, at most some five times a second, up to
 * and including its end. Returns the function that stops it.
 */
export function subscribe(scanId: string, listener: ProgressListener): () => void {
  return runner().subscribe(scanId, listener);
}

export function createRunner(parts: RunnerParts): Runner {
  const holder = randomUUID();
  const running = new Map<string, Running>();
  const line = createLine(parts.parallel);
  const filling = new Set<string>();
  const stopping = new AbortController();

  return {
    holder,
    start: async (clusterId) => (await begin(clusterId, null)).scan.id,
    startTick: begin,
    async cancel(scanId) {
      const ended = await finishScanRow(scanId, "cancelled", CANCELLED);
      if (ended) running.get(scanId)?.stopping.abort(new Stopped());
      return ended;
    },
    async progressOf(scanId) {
      return running.get(scanId)?.progress ?? (await storedProgress(scanId));
    },
    subscribe(scanId, listener) {
      const scan = running.get(scanId);
      return scan ? listen(scan, listener) : watchElsewhere(scanId, listener);
    },
    async stop() {
      stopping.abort(new Stopped());
      for (const [scanId, scan] of running) {
        await finishScanRow(scanId, "interrupted", STOPPED);
        scan.stopping.abort(new Stopped());
      }
    },
  };

  async function begin(clusterId: string, tickAt: Date | null): Promise<Begun> {
    await interruptLostScans(holder, [...running.keys()]);
    const begun = await startScanRow(clusterId, holder, tickAt);
    if (!begun) throw new UnknownClusterError("This cluster is not known here.");

    if (begun.started) {
      const scan = beginning(begun.scan);
      running.set(begun.scan.id, scan);
      void run(scan).finally(() => running.delete(begun.scan.id));
    }
    return begun;
  }

  async function run(scan: Running): Promise<void> {
    const beating = setInterval(() => void beat(scan), parts.heartbeat);
    let leave = () => {};
    try {
      leave = await line.enter(scan.stopping.signal);
      const order = await prepare(scan);
      const prepared = await parts.scan({
        order,
        signal: scan.stopping.signal,
        onTold: (stage, told) => tell(scan, { stage, ...told }),
      });
      tell(scan, { stage: "store" });
      const { clusterId, scanId } = scan.progress;
      const snapshotId = await savePrepared(clusterId, scanId, prepared);
      end(scan, { status: "done", snapshotId });
      if (prepared.facts) void fill({ clusterId, order, facts: prepared.facts });
    } catch (error) {
      await endWithoutSnapshot(scan, error);
    } finally {
      leave();
      clearInterval(beating);
    }
  }

  /** In the background; one at a time for a cluster. */
  async function fill(wanted: Omit<FillOptions, "signal">): Promise<void> {
    if (filling.has(wanted.clusterId)) return;
    filling.add(wanted.clusterId);
    await parts.fillDays?.({ ...wanted, signal: stopping.signal });
    filling.delete(wanted.clusterId);
  }

  async function prepare(scan: Running): Promise<ScanOrder> {
    const { clusterId, scanId } = scan.progress;
    const cluster = await clusterById(clusterId);
    if (!cluster) throw new Stopped();
    const order = await parts.orderFor(cluster);
    const onDay = (history: HistoryProgress) => tell(scan, { history });
    await parts.makeHistory?.({ cluster, scanId, order, signal: scan.stopping.signal, onDay });
    if (!scan.progress.history) return order;
    tell(scan, { history: undefined });
    // The days that were just made saw namespaces move.
    return parts.orderFor(cluster);
  }
}

interface Running {
  progress: ScanProgress;
  readonly listeners: Set<ProgressListener>;
  readonly stopping: AbortController;
}

/** The scan's row says that it ended: cancelled, taken for lost, or gone with its cluster. */
class Stopped extends Error {}

const CANCELLED = "This scan was cancelled; nothing of it was stored.";

const STOPPED = "The server was stopped while this scan ran. Scan again.";

const BUG =
  "The scan stopped because of an error in Mesh Readiness itself. The server's log has the details.";

/** Milliseconds between looks at a scan that another replica runs. */
const LOOK_EVERY = 1000;

const HEARTBEAT = 5000;

/** On top of the time for reading: judging, measuring and storing, and a thread that does not answer. Milliseconds. */
const BEYOND_READING = 120_000 + MEASURE_LIMIT;

function ownParts(): RunnerParts {
  const settings = config();
  return {
    parallel: Math.max(2, availableParallelism() - 1),
    heartbeat: HEARTBEAT,
    orderFor: (cluster) => scanOrder(cluster, settings),
    makeHistory,
    fillDays: fillEarlierDays,
    scan: (options) =>
      scanInThread({ ...options, hardLimit: settings.scanTimeLimit + BEYOND_READING }),
  };
}

function beginning({ id, ...row }: ScanRow): Running {
  return {
    progress: {
      ...row,
      scanId: id,
      stage: "connect",
      kindsDone: 0,
      kindsTotal: 0,
      objects: 0,
      slow: [],
    },
    listeners: new Set(),
    stopping: new AbortController(),
  };
}

/** A scan whose row was ended from elsewhere stops. */
async function beat(scan: Running): Promise<void> {
  try {
    if (await keepScanAlive(scan.progress.scanId, scan.progress)) return;
    scan.stopping.abort(new Stopped());
  } catch (error) {
    log.warn({ err: error, scan: scan.progress.scanId }, "A scan's sign of life was not stored");
  }
}

async function endWithoutSnapshot(scan: Running, error: unknown): Promise<void> {
  const { scanId } = scan.progress;
  try {
    if (!(error instanceof Stopped || error instanceof ScanEndedError)) {
      await finishScanRow(scanId, "failed", sentenceFor(error, scanId));
    }
    const { status, message } = (await storedProgress(scanId)) ?? FORGOTTEN;
    end(scan, { status, message });
  } catch (cause) {
    log.error({ err: cause, scan: scanId }, "The end of a scan was not stored");
    end(scan, { status: "failed", message: sentenceFor(error, scanId) });
  }
}

const FORGOTTEN = {
  status: "cancelled",
  message: "The cluster of this scan was forgotten.",
} as const;

function sentenceFor(error: unknown, scan: string): string {
  if (error instanceof ScanFailure || error instanceof SealError) return error.message;
  log.error({ err: error, scan }, "A scan broke");
  return BUG;
}

function end(scan: Running, change: Partial<ScanProgress>): void {
  tell(scan, { ...change, slow: [], finishedAt: new Date().toISOString() });
  scan.listeners.clear();
}

function tell(scan: Running, change: Partial<ScanProgress>): void {
  scan.progress = { ...scan.progress, ...change };
  for (const listener of scan.listeners) notify(listener, scan.progress);
}

/** A listener is a browser's connection; one that broke must not stop the scan. */
function notify(listener: ProgressListener, progress: ScanProgress): void {
  try {
    listener(progress);
  } catch (error) {
    log.warn({ err: error, scan: progress.scanId }, "A listener of a scan broke");
  }
}

function listen(scan: Running, listener: ProgressListener): () => void {
  scan.listeners.add(listener);
  queueMicrotask(() => {
    if (scan.listeners.has(listener)) notify(listener, scan.progress);
  });
  return () => scan.listeners.delete(listener);
}

/** For scans of other replicas, and those that ended before anybody listened. */
function watchElsewhere(scanId: string, listener: ProgressListener): () => void {
  let told = "";
  let timer: NodeJS.Timeout | undefined;
  const stopped = new AbortController();

  const look = async () => {
    const progress = await storedProgress(scanId);
    if (stopped.signal.aborted || !progress) return;
    const text = JSON.stringify(progress);
    if (text !== told) notify(listener, progress);
    told = text;
    if (progress.status === "running") timer = setTimeout(watch, LOOK_EVERY);
  };
  const watch = () => {
    look().catch((error: unknown) => {
      log.warn({ err: error, scan: scanId }, "A scan elsewhere could not be looked at");
      timer = setTimeout(watch, LOOK_EVERY);
    });
  };

  watch();
  return () => {
    stopped.abort();
    clearTimeout(timer);
  };
}
