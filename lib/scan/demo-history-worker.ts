/**
 * The thread that makes sample history: it serves one demo cluster as it was on each past day, and scans it through the
 * same code that scans real clusters. It tells of a day when the day before was taken in, so that neither side runs ahead.
 */
import { once } from "node:events";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { ConnectionError } from "../cluster/problem.ts";
import { prepareSnapshot } from "../db/snapshot-rows.ts";
import { declaredCluster } from "../demo/fleet.ts";
import type { PastScan } from "../demo/history.ts";
import { startDemo } from "../demo/server.ts";
import { moveWindows } from "../snapshot/move-sides.ts";
import type { Move } from "../snapshot/moves.ts";
import type { HistoryMessage, HistoryOrder, TakenIn } from "./demo-history.ts";
import type { MetricsOrder } from "./measure-stage.ts";
import { makeWayForPages } from "./priority.ts";
import { scanCluster } from "./scan-cluster.ts";

const { cluster, order, scans }: HistoryOrder = workerData;

makeWayForPages();
let built = declaredCluster(cluster, new Date());
const served = { name: cluster, built: () => built() };
const healthy = await startDemo({ clusters: [served] });
const refusing = await startDemo({ clusters: [served], faults: [{ does: "unauthorized" }] });

let moves: readonly Move[] = [];
let takenIn: Promise<TakenIn> = Promise.resolve({ moves: [] });
try {
  for (const scan of scans) {
    const message = await scanned(scan);
    moves = (await takenIn).moves;
    if (parentPort) takenIn = nextTakenIn(parentPort);
    parentPort?.postMessage(message);
  }
  await takenIn;
} finally {
  await Promise.all([healthy.close(), refusing.close()]);
  parentPort?.close();
}

/** Earlier days are not filled from here: the scan of the present asks for them once. */
function metricsOf(at: Date): MetricsOrder | null {
  const { metrics } = order;
  return metrics && { ...metrics, moves: moves.filter((move) => isOver(move, at)), days: null };
}

async function nextTakenIn(port: MessagePort): Promise<TakenIn> {
  const [told] = await once(port, "message");
  return told;
}

/** One whose comparison is not final yet would only be compared again the day after. */
function isOver(move: Move, at: Date): boolean {
  return at.getTime() >= moveWindows(move).after.to;
}

async function scanned(scan: PastScan): Promise<HistoryMessage> {
  const { daysAgo, at, refused } = scan;
  if (!refused) {
    const past = declaredCluster(cluster, at, { daysAgo })();
    built = () => past;
  }

  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  const demoAddress = (refused ? refusing : healthy).address(cluster);
  try {
    const { document, ...measured } = await scanCluster(
      { ...order, demoAddress, metrics: metricsOf(at), now: at.toISOString() },
      {
        signal: new AbortController().signal,
        onStage: () => {},
        onReading: () => {},
        onBroken: ({ error }) => {
          throw error;
        },
        onUnmeasured: () => {},
      },
    );
    return { scan, took: took(), snapshot: prepareSnapshot(document, measured) };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return { scan, took: took(), failed: error.message };
  }
}
