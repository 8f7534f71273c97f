/** Stand-ins for worker.ts, each with one habit, chosen by the name of the demo cluster in the order. */
import { parentPort, workerData } from "node:worker_threads";
import { prepareSnapshot } from "../../db/snapshot-rows.ts";
import { sampleDocument } from "../../db/testing/document.ts";
import type { ScanOrder } from "../scan-cluster.ts";
import type { ThreadMessage } from "../thread-messages.ts";

const { source }: ScanOrder = workerData;
const told = { kindsDone: 1, kindsTotal: 2, objects: 3, slow: ["pods"] };

const habits: Readonly<Record<string, () => void>> = {
  works: () => {
    say({ kind: "told", stage: "read", told });
    say({ kind: "done", snapshot: prepareSnapshot(sampleDocument()) });
  },
  "knows why it failed": () =>
    say({ kind: "failed", sentence: "The server did not answer.", error: new Error("planted") }),
  "does not know why it failed": () =>
    say({ kind: "failed", sentence: null, error: new Error("planted internals") }),
  crashes: () => {
    throw new Error("planted internals");
  },
  "leaves without a word": () => process.exit(0),
  "fills its memory": () => {
    const kept: unknown[][] = [];
    for (;;) kept.push(new Array(100_000).fill({}));
  },
  "never ends": () => {
    say({ kind: "told", stage: "read", told });
    for (;;);
  },
};

if (source.kind === "demo") habits[source.cluster]?.();

function say(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}
