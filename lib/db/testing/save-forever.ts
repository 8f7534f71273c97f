/**
 * Scans and saves in a loop, in the data folder of its settings, until it is killed. Prints one line per event:
 * "open", "running ID" when a scan is recorded, "saved ID" when its snapshot is acknowledged. The seed makes the
 * documents of one run differ from those of the next.
 */
import { writeSync } from "node:fs";
import { database } from "../connection.ts";
import {
  createCluster,
  interruptLostScans,
  listClusters,
  saveSnapshot,
  startScanRow,
} from "../questions.ts";
import { sampleDocument } from "./document.ts";

const holder = `process ${process.pid}`;
await database();
await interruptLostScans(holder);
const [known] = await listClusters();
const cluster = known ?? (await createCluster({ name: "prod", source: { kind: "in-cluster" } }));
say("open");

for (let round = 0; ; round += 1) {
  const begun = await startScanRow(cluster.id, holder);
  if (!begun?.started) throw new Error("A scan of an earlier process still runs.");
  say(`running ${begun.scan.id}`);

  const namespaces = 20 + (round % 7) * 40;
  const findings = Array.from(
    { length: namespaces },
    (_, index) => `check-${round % 3}/team-${index}`,
  );
  const takenAt = new Date().toISOString();
  const document = sampleDocument({ takenAt, namespaces, findings });
  say(`saved ${await saveSnapshot(cluster.id, begun.scan.id, document)}`);
}

/** Written at once: a line that stays in a buffer when we are killed would hide an acknowledged snapshot. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
