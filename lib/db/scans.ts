/** Scans as rows: what runs, what ran, and how it ended. lib/scan/runner.ts does the running. */
import type { ScanProgress, ScanStatus } from "../scan/progress.ts";
import type { LostScan } from "../snapshot/history-model.ts";
import { type Database, database } from "./connection.ts";
import { isId, newId } from "./ids.ts";
import { LOST, toLostScan, toProgress, toScan, WITH_SNAPSHOT } from "./rows.ts";
import type { ScanRow } from "./shapes.ts";
import { storable, storableJson } from "./text.ts";
import { type Period, within } from "./time.ts";

/** A scan that is silent for this long, by the database's clock, has lost its process. Milliseconds. */
export const SILENCE_LIMIT = 30_000;

const INTERRUPTED = "The server stopped while this scan ran. Scan again.";

/**
 * Begins a scan of a cluster for one holder (a process). A cluster is scanned once at a time: while a scan runs, this
 * answers with that one and `started` false. So it does with the scan that took the moment of the schedule, `tickAt`,
 * already. Null when there is no such cluster. `now` is when it begins.
 */
export async function startScanRow(
  clusterId: string,
  holder: string,
  tickAt: Date | null = null,
  now = new Date(),
): Promise<{ readonly scan: ScanRow; readonly started: boolean } | null> {
  if (!isId(clusterId)) return null;
  const { prisma } = await database();
  return prisma.$transaction(async (transaction) => {
    // Holding the cluster's row makes a second start wait here until the first is stored.
    const locked = await transaction.$queryRaw<unknown[]>`
      SELECT 1 FROM "Cluster" WHERE "id" = ${clusterId} FOR UPDATE`;
    if (locked.length === 0) return null;

    const taken = await transaction.scan.findFirst({
      where: { clusterId, OR: [{ status: "running" }, ...(tickAt ? [{ tickAt }] : [])] },
      include: WITH_SNAPSHOT,
    });
    if (taken) return { scan: toScan(taken), started: false };

    const id = newId();
    await transaction.$executeRaw`
      INSERT INTO "Scan" ("id", "clusterId", "status", "startedAt", "message", "holder", "heartbeatAt", "tickAt")
      VALUES (
        ${id}, ${clusterId}, 'running', ${now}::timestamp, '', ${holder}, now() AT TIME ZONE 'UTC',
        ${tickAt}::timestamp
      )`;
    const row = await transaction.scan.findUniqueOrThrow({
      where: { id },
      include: WITH_SNAPSHOT,
    });
    return { scan: toScan(row), started: true };
  });
}

/**
 * Ends a running scan without a snapshot, at `now`. One that was interrupted gives its moment of the schedule back.
 * False when it had ended already.
 */
export async function finishScanRow(
  id: string,
  status: Exclude<ScanStatus, "running" | "done">,
  message: string,
  now = new Date(),
): Promise<boolean> {
  if (!isId(id)) return false;
  const { prisma } = await database();
  const { count } = await prisma.scan.updateMany({
    where: { id, status: "running" },
    data: {
      status,
      message: storable(message, 2000),
      finishedAt: now,
      ...(status === "interrupted" ? { tickAt: null } : {}),
    },
  });
  return count > 0;
}

/** Sign of life of a running scan, with what it tells. False when it was ended from elsewhere, so that it stops. */
export async function keepScanAlive(id: string, progress: ScanProgress): Promise<boolean> {
  const { stage, kindsDone, kindsTotal, objects, slow, history } = progress;
  const told = storableJson({ stage, kindsDone, kindsTotal, objects, slow, history });
  const { prisma } = await database();
  const count = await prisma.$executeRaw`
    UPDATE "Scan" SET "heartbeatAt" = now() AT TIME ZONE 'UTC', "progress" = ${JSON.stringify(told)}::jsonb
    WHERE "id" = ${id} AND "status" = 'running'`;
  return count > 0;
}

/**
 * Marks scans that nobody runs any more as interrupted and returns how many. The embedded database belongs to one
 * process, so every scan of another holder is one; replicas on a server go by the silence limit. So does one of this
 * holder that is not among those it says it is `running`: the database was away when its end should have been stored.
 */
export async function interruptLostScans(
  holder: string,
  running?: readonly string[],
): Promise<number> {
  const open = await database();
  const own = running ? [...running] : null;
  return open.prisma.$executeRaw`
    UPDATE "Scan" SET "status" = 'interrupted', "message" = ${INTERRUPTED},
      "finishedAt" = now() AT TIME ZONE 'UTC', "tickAt" = NULL
    WHERE "status" = 'running' AND (
      (
        "holder" <> ${holder}
        AND "heartbeatAt" <= (now() AT TIME ZONE 'UTC') - ${patience(open)} * interval '1 millisecond'
      ) OR (
        "holder" = ${holder} AND ${own !== null} AND NOT "id" = ANY(${own ?? []})
        AND "heartbeatAt" <= (now() AT TIME ZONE 'UTC') - ${SILENCE_LIMIT} * interval '1 millisecond'
      )
    )`;
}

export async function scanById(id: string): Promise<ScanRow | null> {
  const row = await findScan(id);
  return row && toScan(row);
}

/** How far a scan got, as far as it was stored: a running one refreshes it with every sign of life. */
export async function storedProgress(id: string): Promise<ScanProgress | null> {
  const row = await findScan(id);
  return row && toProgress(row);
}

/** The scan of a cluster that started last. */
export async function lastScan(clusterId: string): Promise<ScanRow | null> {
  if (!isId(clusterId)) return null;
  const { prisma } = await database();
  const row = await prisma.scan.findFirst({
    where: { clusterId },
    orderBy: { startedAt: "desc" },
    include: WITH_SNAPSHOT,
  });
  return row && toScan(row);
}

/** Scans of a cluster that ended without a snapshot and began in a period, oldest first. */
export async function lostScans(
  clusterId: string,
  period: Period = {},
): Promise<readonly LostScan[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const rows = await prisma.scan.findMany({
    where: { clusterId, status: { in: [...LOST] }, startedAt: within(period) },
    orderBy: { startedAt: "asc" },
    select: { startedAt: true, status: true, message: true },
  });
  return rows.map(toLostScan);
}

function patience({ kind }: Database): number {
  return kind === "embedded" ? 0 : SILENCE_LIMIT;
}

async function findScan(id: string) {
  if (!isId(id)) return null;
  const { prisma } = await database();
  return prisma.scan.findUnique({ where: { id }, include: WITH_SNAPSHOT });
}
