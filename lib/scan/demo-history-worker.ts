/**
 * The thread that makes sample history: it serves one demo cluster as it was on each past day, and scans it through the
 * same code that scans real clusters. It tells of a day when the day before was taken in, so that neither side runs ahead.
 */
import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { ConnectionError } from "../cluster/problem.ts";
import { prepareSnapshot } from "../db/snapshot-rows.ts";
import { declaredCluster } from "../demo/fleet.ts";
import type { PastScan } from "../demo/history.ts";
import { startDemo } from "../demo/server.ts";
import type { HistoryMessage, HistoryOrder } from "./demo-history.ts";
import { makeWayForPages } from "./priority.ts";
import { scanCluster } from "./scan-cluster.ts";

const { cluster, order, scans }: HistoryOrder = workerData;

makeWayForPages();
let built = declaredCluster(cluster, new Date());
const served = { name: cluster, built: () => built() };
const healthy = await startDemo({ clusters: [served] });
const refusing = await startDemo({ clusters: [served], faults: [{ does: "unauthorized" }] });

let takenIn = Promise.resolve<unknown>(undefined);
try {
  for (const scan of scans) {
    const message = await scanned(scan);
    await takenIn;
    if (parentPort) takenIn = once(parentPort, "message");
    parentPort?.postMessage(message);
  }
  await takenIn;
} finally {
  await Promise.all([healthy.close(), refusing.close()]);
  parentPort?.close();
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
    const document = await scanCluster(
      { ...order, demoAddress, now: at.toISOString() },
      {
        signal: new AbortController().signal,
        onStage: () => {},
        onReading: () => {},
        onBroken: ({ error }) => {
          throw error;
        },
      },
    );
    return { scan, took: took(), snapshot: prepareSnapshot(document) };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return { scan, took: took(), failed: error.message };
  }
}
