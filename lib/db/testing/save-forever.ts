/**
 * Scans and saves in a loop, in the database of its settings, until it is killed; the cluster's name is its argument.
 * Prints one line per event: "open", "running ID" when a scan is recorded, "saved ID" when its snapshot is acknowledged,
 * "lost ID" when the database went away meanwhile. The rounds of one run differ, so that spans and lives come and go.
 */
import { writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { database } from "../connection.ts";
import {
  createCluster,
  finishScanRow,
  interruptLostScans,
  listClusters,
  saveSnapshot,
  startScanRow,
} from "../questions.ts";
import { sampleDocument } from "./document.ts";

const [, , name = "prod"] = process.argv;
const holder = `process ${process.pid}`;
await database();
await interruptLostScans(holder);
const known = (await listClusters()).find((cluster) => cluster.name === name);
const cluster = known ?? (await createCluster({ name, source: { kind: "in-cluster" } }));
say("open");

for (let round = 0; ; round += 1) {
  const begun = await persistently(() => startScanRow(cluster.id, holder));
  if (!begun) throw new Error("The cluster is gone.");
  const { id } = begun.scan;
  if (!begun.started) {
    await persistently(() => finishScanRow(id, "failed", "Its beginning was not acknowledged."));
    continue;
  }

  say(`running ${id}`);
  try {
    say(`saved ${await saveSnapshot(cluster.id, id, documentOf(round))}`);
  } catch {
    await persistently(() => finishScanRow(id, "failed", "The database was away."));
    say(`lost ${id}`);
  }
}

function documentOf(round: number) {
  const namespaces = 20 + (round % 7) * 40;
  const findings = Array.from(
    { length: namespaces },
    (_, index) => `check-${round % 3}/team-${index}`,
  );
  return sampleDocument({ takenAt: new Date().toISOString(), namespaces, findings });
}

/** Asks again until the database answers. */
async function persistently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch {
      await delay(20);
    }
  }
}

/** Written at once: a line that stays in a buffer when we are killed would hide an acknowledged snapshot. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
