/**
 * The thread that scans, started by scan-thread.ts straight from this file. Reading and judging 50,000 pods here leaves
 * the thread that serves pages free. It tells at most five times a second and ends with "done" or "failed".
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { ConnectionError } from "../cluster/problem.ts";
import { RecordsError } from "../db/records-codec.ts";
import { prepareSnapshot } from "../db/snapshot-rows.ts";
import type { ScanStage } from "./progress.ts";
import { type ScanOrder, scanCluster } from "./scan-cluster.ts";
import { createTally } from "./tally.ts";
import type { ThreadMessage } from "./thread-messages.ts";

const TELL_EVERY = 200;

// For lib/cluster/rooms.ts, which collects what died with each page: a twelfth of the memory of a large scan.
setFlagsFromString("--expose-gc");
globalThis.gc = runInNewContext("gc");

const order: ScanOrder = workerData;
const cancelled = new AbortController();
const tally = createTally();
let stage: ScanStage = "connect";

parentPort?.once("message", () => cancelled.abort());
const telling = setInterval(tell, TELL_EVERY);

try {
  const { document, ...measured } = await scanCluster(order, {
    signal: cancelled.signal,
    onStage: enter,
    onReading: (state) => tally.note(state),
    onBroken: (broken) => say({ kind: "broken-check", ...broken }),
    onUnmeasured: (what, error) => say({ kind: "unmeasured", what, error }),
  });
  enter("store");
  const snapshot = prepareSnapshot(document, measured);
  say({ kind: "done", snapshot }, [snapshot.bytes.buffer]);
} catch (error) {
  const known = error instanceof ConnectionError || error instanceof RecordsError;
  if (!cancelled.signal.aborted) {
    say({ kind: "failed", sentence: known ? error.message : null, error });
  }
} finally {
  clearInterval(telling);
  parentPort?.close();
}

function enter(next: ScanStage): void {
  stage = next;
  tell();
}

function tell(): void {
  say({ kind: "told", stage, told: tally.told() });
}

function say(message: ThreadMessage, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}
