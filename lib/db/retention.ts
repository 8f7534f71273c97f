/**
 * How long snapshots are kept, each with what was measured with it. What is counted from them (spans, lives, trend points)
 * is never deleted here, and measured points are only thinned out.
 */
import { z } from "zod";
import { database, type PrismaTransaction } from "./connection.ts";
import { Prisma } from "./generated/client.ts";
import { thinPoints } from "./measurements.ts";
import { LOST } from "./rows.ts";
import type { RetentionEffect, RetentionPolicy } from "./shapes.ts";

export const DEFAULT_RETENTION: RetentionPolicy = { allDays: 30, dailyDays: 730 };

/** A policy that nobody can mean: no days at all, or not a number of them. */
export class RetentionError extends Error {
  override readonly name = "RetentionError";
}

export async function retentionPolicy(): Promise<RetentionPolicy> {
  const { prisma } = await database();
  const row = await prisma.retention.findUnique({
    where: { id: ONLY },
    select: { allDays: true, dailyDays: true },
  });
  return row ?? DEFAULT_RETENTION;
}

/** @throws RetentionError unless all snapshots are kept for one day at least. */
export async function saveRetentionPolicy(policy: RetentionPolicy): Promise<void> {
  const { allDays, dailyDays } = sound(policy);
  const { prisma } = await database();
  const changed = { allDays, dailyDays, changedAt: new Date() };
  await prisma.retention.upsert({
    where: { id: ONLY },
    create: { id: ONLY, ...changed },
    update: changed,
  });
}

/**
 * What a policy would delete now, without deleting it.
 * @throws RetentionError unless all snapshots are kept for one day at least.
 */
export async function retentionEffect(
  policy: RetentionPolicy,
  now: Date,
): Promise<RetentionEffect> {
  const { prisma } = await database();
  const byCluster = Effects.parse(
    await prisma.$queryRaw`
      SELECT cluster."id" AS "clusterId", cluster."name", count(*) FILTER (WHERE "ends")::int AS "snapshots",
        count(*) FILTER (WHERE NOT "ends")::int AS "keeps", min("takenAt") FILTER (WHERE NOT "ends") AS "oldest"
      FROM (${judged(sound(policy), now)}) AS snapshot
      JOIN "Cluster" AS cluster ON cluster."id" = snapshot."clusterId"
      GROUP BY cluster."id", cluster."name", cluster."createdAt"
      ORDER BY cluster."createdAt", cluster."id"`,
  );
  const sum = (count: "snapshots" | "keeps") =>
    byCluster.reduce((total, row) => total + row[count], 0);
  const oldest = byCluster.flatMap((row) => row.oldest ?? []).toSorted((a, b) => +a - +b)[0];
  return {
    snapshots: sum("snapshots"),
    keeps: sum("keeps"),
    oldest: oldest?.toISOString() ?? null,
    byCluster: byCluster
      .filter(({ snapshots }) => snapshots > 0)
      .map(({ clusterId, name, snapshots }) => ({ clusterId, name, snapshots })),
  };
}

/**
 * Deletes what the stored policy no longer keeps, a few snapshots at a time, and returns how many. The latest snapshot
 * of a cluster stays, and so does one that a live link shows.
 */
export async function applyRetention(now: Date): Promise<number> {
  const { prisma } = await database();
  const policy = await retentionPolicy();
  const ended = Ids.parse(
    await prisma.$queryRaw`SELECT "id" FROM (${judged(policy, now)}) AS snapshot WHERE "ends"`,
  );
  let deleted = 0;
  for (let first = 0; first < ended.length; first += BATCH) {
    const ids = ended.slice(first, first + BATCH).map(({ id }) => id);
    deleted += await prisma.$transaction((transaction) => deleteSnapshots(transaction, ids, now));
  }
  await deleteLostScans(policy, now);
  await deleteUnusedBases();
  await thinPoints(now);
  return deleted;
}

/** The id of the only row. */
const ONLY = 1;

const DAY = 24 * 60 * 60 * 1000;

/** A hundred years: more is a slip of the keyboard. */
const MOST_DAYS = 36_500;

/** Snapshots per transaction: the embedded database is busy for some milliseconds each. */
const BATCH = 20;

const Effects = z.array(
  z.object({
    clusterId: z.string(),
    name: z.string(),
    snapshots: z.number(),
    keeps: z.number(),
    oldest: z.date().nullable(),
  }),
);

const Ids = z.array(z.object({ id: z.string() }));

function sound(policy: RetentionPolicy): RetentionPolicy {
  const days = [policy.allDays, policy.dailyDays];
  if (days.some((count) => !Number.isInteger(count) || count < 0 || count > MOST_DAYS)) {
    throw new RetentionError(`Days are whole numbers from 0 to ${MOST_DAYS}.`);
  }
  if (policy.allDays < 1) {
    throw new RetentionError("All snapshots must be kept for one day at least.");
  }
  return policy;
}

/** Every snapshot with whether the policy ends it. */
function judged({ allDays, dailyDays }: RetentionPolicy, now: Date): Prisma.Sql {
  const before = (days: number) => new Date(now.getTime() - days * DAY);
  return Prisma.sql`
    SELECT "id", "clusterId", "takenAt",
      "newest" > 1
        AND "takenAt" <= ${before(allDays)}::timestamp
        AND ("takenAt" <= ${before(dailyDays)}::timestamp OR "newestOfDay" > 1)
        AND NOT ${shownByLink(now)} AS "ends"
    FROM (
      SELECT "id", "clusterId", "takenAt",
        row_number() OVER (PARTITION BY "clusterId" ORDER BY "takenAt" DESC) AS "newest",
        row_number() OVER (
          PARTITION BY "clusterId", date_trunc('day', "takenAt") ORDER BY "takenAt" DESC
        ) AS "newestOfDay"
      FROM "Snapshot"
    ) AS snapshot`;
}

/** Whether a live link shows a row called `snapshot`, as its page or as one side of a comparison. */
function shownByLink(now: Date): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM "ShareLink" AS link
    WHERE link."clusterId" = snapshot."clusterId" AND link."revokedAt" IS NULL AND link."expiresAt" > ${now}::timestamp
      AND (
        link."snapshotId" = snapshot."id"
        OR link."sections" @> jsonb_build_array(jsonb_build_object('from', snapshot."id"))
        OR link."sections" @> jsonb_build_array(jsonb_build_object('to', snapshot."id"))
      )
  )`;
}

/** With its scan, which says nothing without it. Links are looked at again once none can be added. */
async function deleteSnapshots(
  transaction: PrismaTransaction,
  ids: readonly string[],
  now: Date,
): Promise<number> {
  await transaction.$queryRaw`
    SELECT 1 FROM "Snapshot" WHERE "id" = ANY(${[...ids]}) ORDER BY "id" FOR UPDATE`;
  return transaction.$executeRaw`
    DELETE FROM "Scan" USING "Snapshot" AS snapshot
    WHERE "Scan"."id" = snapshot."scanId" AND snapshot."id" = ANY(${[...ids]}) AND NOT ${shownByLink(now)}`;
}

/** Scans that ended without a snapshot are gaps of a history, and kept as long as its oldest snapshot may be. */
async function deleteLostScans({ allDays, dailyDays }: RetentionPolicy, now: Date): Promise<void> {
  const { prisma } = await database();
  await prisma.scan.deleteMany({
    where: {
      status: { in: [...LOST] },
      startedAt: { lte: new Date(now.getTime() - Math.max(allDays, dailyDays) * DAY) },
    },
  });
}

/** The newest base of a cluster stays: the next snapshot is packed against it. */
async function deleteUnusedBases(): Promise<void> {
  const { prisma } = await database();
  await prisma.$executeRaw`
    DELETE FROM "DocumentBase" AS base
    WHERE NOT EXISTS (SELECT FROM "Snapshot" WHERE "baseId" = base."id")
      AND EXISTS (
        SELECT FROM "DocumentBase" AS newer
        WHERE newer."clusterId" = base."clusterId"
          AND (newer."createdAt", newer."id") > (base."createdAt", base."id")
      )`;
}
