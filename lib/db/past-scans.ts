/**
 * Scans of earlier moments, as the demo fleet's sample history has them. They are stored complete, while a scan of the
 * present runs for their cluster: so none of them is ever seen running, and when that scan ends, none can follow.
 */
import { database, type PrismaTransaction } from "./connection.ts";
import { isId, newId } from "./ids.ts";
import type { PreparedSnapshot } from "./snapshot-rows.ts";
import { ScanEndedError, storeSnapshot } from "./snapshots.ts";
import { storable } from "./text.ts";

export interface PastScanRow {
  readonly clusterId: string;
  /** The scan of the present. */
  readonly during: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/**
 * Stores a snapshot of an earlier moment with its scan. Returns the snapshot's id.
 * @throws ScanEndedError when the scan of the present no longer runs; nothing is stored then.
 */
export function savePast(row: PastScanRow, prepared: PreparedSnapshot): Promise<string> {
  return storeSnapshot(row.clusterId, prepared, (transaction) => insert(transaction, row, null));
}

/**
 * Stores a scan of an earlier moment that failed, unless it was stored before.
 * @throws ScanEndedError when the scan of the present no longer runs.
 */
export async function saveFailedPast(row: PastScanRow, message: string): Promise<void> {
  const { clusterId, startedAt } = row;
  const { prisma } = await database();
  await prisma.$transaction(async (transaction) => {
    await transaction.$queryRaw`SELECT 1 FROM "Cluster" WHERE "id" = ${clusterId} FOR KEY SHARE`;
    const before = await transaction.scan.findFirst({ where: { clusterId, startedAt } });
    if (!before) await insert(transaction, row, message);
  });
}

async function insert(
  transaction: PrismaTransaction,
  { clusterId, during, startedAt, finishedAt }: PastScanRow,
  failed: string | null,
): Promise<string> {
  // Held, so that the scan of the present is cancelled before this row or after it.
  const running = await transaction.$queryRaw<unknown[]>`
    SELECT 1 FROM "Scan" WHERE "id" = ${isId(during) ? during : null} AND "clusterId" = ${clusterId}
      AND "status" = 'running' FOR SHARE`;
  if (running.length === 0) {
    throw new ScanEndedError("The scan was ended before all of its sample history was stored.");
  }
  const id = newId();
  await transaction.scan.create({
    data: {
      id,
      clusterId,
      status: failed === null ? "done" : "failed",
      message: failed === null ? "" : storable(failed, 2000),
      startedAt,
      finishedAt,
      holder: "sample history",
      heartbeatAt: finishedAt,
    },
  });
  return id;
}
