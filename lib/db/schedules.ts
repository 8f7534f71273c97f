/**
 * When clusters are scanned by themselves. A schedule names the next moment (`tickAt`); the scan that takes the moment
 * carries it too, and no second one can: that pair is what replicas agree by, whoever wakes them.
 */
import { z } from "zod";
import { database, type PrismaTransaction } from "./connection.ts";
import type { ScheduleModel } from "./generated/models.ts";
import { isId } from "./ids.ts";
import { toScan, WITH_SNAPSHOT } from "./rows.ts";
import type { ScanRow, ScheduleRow } from "./shapes.ts";
import { storable } from "./text.ts";

export type NewSchedule = Omit<ScheduleRow, "lastTickAt" | "failures" | "message">;

/** How the moment of a schedule ended. */
export interface TickEnd {
  readonly clusterId: string;
  /** ISO 8601; only settled while it is still the schedule's next one. */
  readonly tickAt: string;
  /** The sentence of a failed scan; null when it was done; "same" when it tells neither way (somebody cancelled it). */
  readonly failure: string | null | "same";
}

export async function scheduleOf(clusterId: string): Promise<ScheduleRow | null> {
  if (!isId(clusterId)) return null;
  const { prisma } = await database();
  const row = await prisma.schedule.findUnique({ where: { clusterId } });
  return row && toSchedule(row);
}

/** All schedules, in the order their clusters were connected. */
export async function listSchedules(): Promise<readonly ScheduleRow[]> {
  const { prisma } = await database();
  const rows = await prisma.schedule.findMany({
    orderBy: [{ cluster: { createdAt: "asc" } }, { clusterId: "asc" }],
  });
  return rows.map(toSchedule);
}

/** Schedules whose next moment is at or before an instant. */
export async function schedulesDue(by: Date): Promise<readonly ScheduleRow[]> {
  const { prisma } = await database();
  const rows = await prisma.schedule.findMany({ where: { paused: false, tickAt: { lte: by } } });
  return rows.map(toSchedule);
}

/** The last scan of each cluster that a schedule asked for, running or ended. */
export async function lastScheduledScans(): Promise<ReadonlyMap<string, ScanRow>> {
  const { prisma } = await database();
  const rows = await prisma.scan.findMany({
    where: { tickAt: { not: null } },
    orderBy: [{ clusterId: "asc" }, { startedAt: "desc" }],
    distinct: ["clusterId"],
    include: WITH_SNAPSHOT,
  });
  return new Map(rows.map((row) => [row.clusterId, toScan(row)]));
}

/** Stores a schedule afresh: what failed before no longer counts. False when there is no such cluster. */
export async function saveSchedule({ clusterId, tickAt, ...plan }: NewSchedule): Promise<boolean> {
  if (!isId(clusterId)) return false;
  const { prisma } = await database();
  return prisma.$transaction(async (transaction) => {
    const held = await transaction.$queryRaw<unknown[]>`
      SELECT 1 FROM "Cluster" WHERE "id" = ${clusterId} FOR UPDATE`;
    if (held.length === 0) return false;
    const row = {
      ...plan,
      tickAt: tickAt === null ? null : new Date(tickAt),
      failures: 0,
      message: "",
      changedAt: new Date(),
    };
    await transaction.schedule.upsert({
      where: { clusterId },
      create: { clusterId, lastTickAt: null, ...row },
      update: row,
    });
    return true;
  });
}

/** False when the cluster had no schedule. */
export async function deleteSchedule(clusterId: string): Promise<boolean> {
  if (!isId(clusterId)) return false;
  const { prisma } = await database();
  const { count } = await prisma.schedule.deleteMany({ where: { clusterId } });
  return count > 0;
}

/** The scan that took a moment of a cluster's schedule, running or ended; null while nobody did. */
export async function scanOfTick(clusterId: string, tickAt: string): Promise<ScanRow | null> {
  const { prisma } = await database();
  const row = await prisma.scan.findUnique({
    where: { clusterId_tickAt: { clusterId, tickAt: new Date(tickAt) } },
    include: WITH_SNAPSHOT,
  });
  return row && toScan(row);
}

/**
 * Lets a running scan that somebody started count for a moment of the schedule. False when it ended meanwhile or
 * belongs to a moment already.
 */
export async function adoptTick(scanId: string, tickAt: string): Promise<boolean> {
  const { prisma } = await database();
  const count = await prisma.$executeRaw`
    UPDATE "Scan" AS scan SET "tickAt" = ${new Date(tickAt)}::timestamp
    WHERE "id" = ${scanId} AND "status" = 'running' AND "tickAt" IS NULL
      AND NOT EXISTS (
        SELECT FROM "Scan" AS other
        WHERE other."clusterId" = scan."clusterId" AND other."tickAt" = ${new Date(tickAt)}::timestamp
      )`;
  return count > 0;
}

/** How many scans of a cluster were interrupted since a moment: each gave it back. */
export async function interruptedSince(clusterId: string, tickAt: string): Promise<number> {
  const { prisma } = await database();
  return prisma.scan.count({
    where: { clusterId, status: "interrupted", startedAt: { gte: new Date(tickAt) } },
  });
}

/**
 * Closes a moment and names the next one, as `next` works it out from the failures in a row and the database's clock.
 * Answers with the schedule as it then is; null when there is none. A moment that was closed already, or that the
 * schedule no longer has, changes nothing.
 */
export async function settleTick(
  { clusterId, tickAt, failure }: TickEnd,
  next: (schedule: ScheduleRow, now: Date) => Date | null,
): Promise<ScheduleRow | null> {
  const { prisma } = await database();
  return prisma.$transaction(async (transaction) => {
    const now = await holdSchedule(transaction, clusterId);
    if (now === null) return null;
    const row = await transaction.schedule.findUniqueOrThrow({ where: { clusterId } });
    if (row.paused || row.tickAt?.toISOString() !== tickAt) return toSchedule(row);

    const told =
      failure === "same"
        ? {}
        : failure === null
          ? { failures: 0, message: "" }
          : { failures: row.failures + 1, message: storable(failure, 2000) };
    const ended = { ...row, ...told };
    const settled = await transaction.schedule.update({
      where: { clusterId },
      data: { ...told, lastTickAt: row.tickAt, tickAt: next(toSchedule(ended), now) },
    });
    return toSchedule(settled);
  });
}

/** The clock of the database, which all replicas share, with the schedule's row held; null when there is none. */
async function holdSchedule(
  transaction: PrismaTransaction,
  clusterId: string,
): Promise<Date | null> {
  const [held] = Held.parse(
    await transaction.$queryRaw`
      SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "now"
      FROM "Schedule" WHERE "clusterId" = ${clusterId} FOR UPDATE`,
  );
  return held ? new Date(held.now) : null;
}

const Held = z.array(z.object({ now: z.number() }));

function toSchedule(row: ScheduleModel): ScheduleRow {
  return {
    clusterId: row.clusterId,
    everyMinutes: row.everyMinutes,
    cron: row.cron,
    timeZone: row.timeZone,
    jitterSeconds: row.jitterSeconds,
    paused: row.paused,
    tickAt: row.tickAt?.toISOString() ?? null,
    lastTickAt: row.lastTickAt?.toISOString() ?? null,
    failures: row.failures,
    message: row.message,
  };
}
