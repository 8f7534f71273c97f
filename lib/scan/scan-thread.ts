/** Runs one scan in a thread of its own, with bounded memory and time. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { PreparedSnapshot } from "../db/snapshot-rows.ts";
import { log } from "../log.ts";
import type { ScanStage } from "./progress.ts";
import type { ScanOrder } from "./scan-cluster.ts";
import type { Told } from "./tally.ts";
import type { ThreadMessage } from "./thread-messages.ts";

/** Why a scan ended without a snapshot, as a sentence for the visitor. */
export class ScanFailure extends Error {
  override readonly name = "ScanFailure";
}

export interface ThreadOptions {
  readonly order: ScanOrder;
  /** Ends the thread; `scanInThread` then rejects with its reason. */
  readonly signal: AbortSignal;
  readonly onTold: (stage: ScanStage, told: Told) => void;
  /** Milliseconds until the thread is ended whatever it does. */
  readonly hardLimit: number;
  /**
   * Megabytes of JavaScript objects; 2048 when absent. A scan of 50,000 pods needs a sixth, but from here on V8 lets a
   * heap grow before it collects all of it: with 1792 a scan takes a seventh longer.
   */
  readonly memory?: number;
  /** What to run instead of worker.ts, for tests. */
  readonly file?: string;
}

/** Megabytes for new objects: pages of a list die young, and a larger nursery only lets them pile up first. */
const NURSERY = 12;

/**
 * @throws ScanFailure with a sentence for the visitor; the signal's reason when it aborts.
 */
export async function scanInThread(options: ThreadOptions): Promise<PreparedSnapshot> {
  const { order, signal, hardLimit, memory = 2048, file = workerFile() } = options;
  signal.throwIfAborted();
  const worker = new Worker(file, {
    workerData: order,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: NURSERY },
  });
  const timer = setTimeout(() => end(new ScanFailure(TOO_LONG)), hardLimit);
  const ended = Promise.withResolvers<PreparedSnapshot>();
  const end = (reason: unknown) => ended.reject(reason);
  const cancel = () => end(signal.reason);

  signal.addEventListener("abort", cancel, { once: true });
  worker.on("message", (message: ThreadMessage) => hear(message, options, ended));
  worker.on("error", (error) => end(crash(error, memory)));
  worker.on("exit", () => end(new ScanFailure(VANISHED)));
  try {
    return await ended.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
    void stop(worker);
  }
}

/** How long a thread may take to end its requests and child processes by itself. Milliseconds. */
const GRACE = 2000;

/** A worker's thread id once it has exited. */
const EXITED = -1;

const TOO_LONG =
  "The scan took longer than MESH_READINESS_SCAN_SECONDS allows and was ended. Raise it, or give the cluster's API server time and scan again.";
const VANISHED =
  "The thread that scanned ended without a result. The server's log may say more; scan again.";
const BUG =
  "The scan stopped because of an error in Mesh Readiness itself. The server's log has the details.";

/**
 * Next bundles this module but must leave the worker alone: Node runs it as it lies in the sources, where the process
 * was started.
 */
function workerFile(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), "lib", "scan", "worker.ts");
}

function hear(
  message: ThreadMessage,
  { onTold }: ThreadOptions,
  ended: PromiseWithResolvers<PreparedSnapshot>,
): void {
  switch (message.kind) {
    case "told":
      onTold(message.stage, message.told);
      return;
    case "broken-check": {
      const { check, reference, error } = message;
      log.error({ check, reference, err: error }, "A check broke and was left undetermined");
      return;
    }
    case "unmeasured":
      log.warn({ what: message.what, err: message.error }, "Something could not be measured");
      return;
    case "done":
      ended.resolve(message.snapshot);
      return;
    case "failed": {
      if (message.sentence === null) log.error({ err: message.error }, "A scan broke");
      ended.reject(new ScanFailure(message.sentence ?? BUG));
    }
  }
}

function crash(error: unknown, memory: number): ScanFailure {
  if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") {
    return new ScanFailure(
      `The scan needed more than ${memory} MB of memory and was ended. The server is not affected.`,
    );
  }
  log.error({ err: error }, "The thread of a scan crashed");
  return new ScanFailure(BUG);
}

async function stop(worker: Worker): Promise<void> {
  if (worker.threadId === EXITED) return;
  const exited = new Promise((resolve) => worker.once("exit", resolve));
  worker.postMessage("cancel");
  const timer = setTimeout(() => void worker.terminate(), GRACE);
  await exited;
  clearTimeout(timer);
}
