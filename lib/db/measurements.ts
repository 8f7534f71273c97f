/**
 * What was measured: whole with each snapshot, and as history that outlives it. A moment is one row with its totals, and
 * one value with the figures of all its namespaces, of which a namespace's own bytes can be read alone.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import {
  FIGURE_SOURCES,
  MESH_PARTS,
  type MeasuredTotals,
  type Measurement,
  type MeshPart,
  type NamespaceSeries,
  type Usage,
} from "../snapshot/measurement.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { Prisma } from "./generated/client.ts";
import type { MeasuredPointModel } from "./generated/models.ts";
import { isId } from "./ids.ts";
import { type PackedFigures, unpackSeries } from "./measured-columns.ts";
import type { PreparedMeasurement, PreparedPoint } from "./measured-rows.ts";
import { decodeMeasurement, MEASUREMENT_VERSION } from "./measurement-codec.ts";
import { storable } from "./text.ts";
import { type Period, within } from "./time.ts";

/** What was measured with a snapshot; null when nothing was. */
export async function measurementOf(snapshotId: string): Promise<Measurement | null> {
  if (!isId(snapshotId)) return null;
  const { prisma } = await database();
  const row = await prisma.measurement.findUnique({ where: { snapshotId } });
  return row && decodeMeasurement(row.bytes, row.version);
}

/** The totals of a cluster's moments, oldest first: one per day (UTC) for days that are long past. */
export async function measuredTotals(
  clusterId: string,
  period: Period = {},
): Promise<readonly MeasuredTotals[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const rows = await prisma.measuredPoint.findMany({
    where: { clusterId, at: within(period) },
    orderBy: { at: "asc" },
    select: TOTALS,
  });
  return rows.map(toTotals);
}

/** The newest totals of each cluster that has any. */
export async function latestTotals(): Promise<ReadonlyMap<string, MeasuredTotals>> {
  const { prisma } = await database();
  const rows = Latest.parse(
    await prisma.$queryRaw`
      SELECT cluster."id" AS "clusterId", point.* FROM "Cluster" AS cluster
      CROSS JOIN LATERAL (
        SELECT "at", "source", "trafficSource", "window", "parts" FROM "MeasuredPoint"
        WHERE "clusterId" = cluster."id" ORDER BY "at" DESC LIMIT 1
      ) AS point`,
  );
  return new Map(rows.map(({ clusterId, ...row }) => [clusterId, toTotals(row)]));
}

/**
 * What namespaces used and answered over a cluster's moments, by name: of those that are named, or of all. A year of one
 * namespace is quick, and so are all namespaces of a moment; all of a year are megabytes.
 */
export async function measuredNamespaces(
  clusterId: string,
  period: Period = {},
  names?: readonly string[],
): Promise<readonly NamespaceSeries[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const where = { clusterId, at: within(period) };
  const moments = await prisma.measuredPoint.findMany({
    where,
    orderBy: { at: "asc" },
    select: { at: true },
  });
  const places = new Map(moments.map(({ at }, place) => [at.getTime(), place]));
  const figures = new Map<string, PackedFigures[]>();
  const take: Take = (name, at, moment) => {
    const place = places.get(at);
    const row = figures.get(name) ?? new Array<PackedFigures>(moments.length).fill(null);
    if (place !== undefined) row[place] = moment;
    figures.set(name, row);
  };
  await (names ? readSome(prisma, clusterId, period, names, take) : readAll(prisma, where, take));

  const at = moments.map((moment) => moment.at.toISOString());
  return [...figures]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, row]) => unpackSeries(name, at, row));
}

/** Stores what was measured with a snapshot, and what history keeps of it. */
export async function storeMeasurement(
  transaction: PrismaTransaction,
  {
    snapshotId,
    clusterId,
    takenAt,
  }: { readonly snapshotId: string; readonly clusterId: string; readonly takenAt: Date },
  { bytes, point }: PreparedMeasurement,
): Promise<void> {
  await transaction.measurement.create({
    data: { snapshotId, version: MEASUREMENT_VERSION, bytes },
  });
  await storePoints(transaction, clusterId, [{ ...point, at: takenAt.toISOString() }]);
}

/**
 * Stores points of days before the first scan. A day (UTC) that has one already keeps it. Returns how many days were
 * filled.
 */
export async function fillDays(
  clusterId: string,
  points: readonly PreparedPoint[],
): Promise<number> {
  if (!isId(clusterId)) return 0;
  const { prisma } = await database();
  let filled = 0;
  for (let first = 0; first < points.length; first += BATCH) {
    const batch = points.slice(first, first + BATCH);
    filled += await prisma.$transaction((transaction) => fillSome(transaction, clusterId, batch));
  }
  return filled;
}

/**
 * Thins out what history keeps: of every day (UTC) that is more than 60 days past, the last moment of the best source.
 * Returns how many points it deleted.
 */
export async function thinPoints(now: Date): Promise<number> {
  const { prisma } = await database();
  const before = new Date(now.getTime() - ALL_MOMENTS);
  const thinned = await prisma.$executeRaw`
    DELETE FROM "MeasuredPoint" AS point USING (
      SELECT "clusterId", "at", row_number() OVER (
        PARTITION BY "clusterId", date_trunc('day', "at")
        ORDER BY array_position(${[...FIGURE_SOURCES]}::text[], "source"), "at" DESC
      ) AS "place"
      FROM "MeasuredPoint" WHERE "at" < date_trunc('day', ${before}::timestamp)
    ) AS judged
    WHERE judged."place" > 1 AND point."clusterId" = judged."clusterId" AND point."at" = judged."at"`;
  await prisma.$executeRaw`
    DELETE FROM "NamespaceRoster" AS roster
    WHERE "usedAt" < ${new Date(Date.now() - UNUSED)}::timestamp
      AND NOT EXISTS (SELECT FROM "MeasuredPoint" WHERE "rosterId" = roster."id")`;
  return thinned;
}

/** `at` is milliseconds since 1970. */
type Take = (name: string, at: number, moment: PackedFigures) => void;

const DAY = 24 * 60 * 60 * 1000;

/** How long every moment is kept. Milliseconds. */
const ALL_MOMENTS = 60 * DAY;

/** Days per transaction: the embedded database is busy for some milliseconds each. */
const BATCH = 10;

/** A roster that nobody used for so long is not just being used. Milliseconds. */
const UNUSED = DAY;

const TOTALS = { at: true, source: true, trafficSource: true, window: true, parts: true } as const;

const Parts = z.partialRecord(z.enum(MESH_PARTS), z.array(z.number().nullable()));

const Source = z.enum(FIGURE_SOURCES);

const Latest = z.array(
  z.object({
    clusterId: z.string(),
    at: z.date(),
    source: z.string(),
    trafficSource: z.string().nullable(),
    window: z.number().nullable(),
    parts: z.unknown(),
  }),
);

const Runs = z.array(
  z.object({
    name: z.string(),
    columns: z.number(),
    width: z.number(),
    /** Seconds since 1970. */
    at: z.array(z.number()),
    bytes: z.instanceof(Uint8Array),
  }),
);

function toTotals(
  row: Pick<MeasuredPointModel, "at" | "source" | "trafficSource" | "window"> & {
    readonly parts: unknown;
  },
): MeasuredTotals {
  const parts = Parts.parse(row.parts);
  const usage = (part: MeshPart): Usage | null => {
    const stored = parts[part];
    if (!stored) return null;
    const [proxies = null, memory = null, cpu = null] = stored;
    return { proxies, memory, cpu };
  };
  return {
    at: row.at.toISOString(),
    source: Source.parse(row.source),
    ...(row.trafficSource === null ? {} : { trafficSource: Source.parse(row.trafficSource) }),
    window: row.window,
    parts: {
      sidecar: usage("sidecar"),
      ztunnel: usage("ztunnel"),
      waypoint: usage("waypoint"),
      gateway: usage("gateway"),
      istiod: usage("istiod"),
      "istio-cni": usage("istio-cni"),
    },
  };
}

/** Points of moments that are there already are left out. Returns how many were stored. */
async function storePoints(
  transaction: PrismaTransaction,
  clusterId: string,
  points: readonly PreparedPoint[],
): Promise<number> {
  const rosters = new Map(
    points.map(({ namespaces: { names } }) => [rosterName(clusterId, names), names]),
  );
  for (const [rosterId, names] of rosters) {
    // The row is held until the end, written or not, and then young enough not to be deleted.
    await transaction.$executeRaw`
      INSERT INTO "NamespaceRoster" ("id", "clusterId", "names", "usedAt")
      VALUES (${rosterId}, ${clusterId}, ${[...names]}::text[], ${new Date()}::timestamp)
      ON CONFLICT ("id") DO UPDATE SET "usedAt" = EXCLUDED."usedAt"
      WHERE "NamespaceRoster"."usedAt" < EXCLUDED."usedAt" - interval '1 hour'`;
  }
  const { count } = await transaction.measuredPoint.createMany({
    data: points.map(({ at, namespaces, ...told }) => {
      const { names, ...packed } = namespaces;
      const rosterId = rosterName(clusterId, names);
      return { clusterId, at: new Date(at), ...told, rosterId, ...packed };
    }),
    skipDuplicates: true,
  });
  return count;
}

function rosterName(clusterId: string, names: readonly string[]): string {
  const text = JSON.stringify([clusterId, ...names]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** Holds the cluster's row, so that it is not forgotten meanwhile. */
async function fillSome(
  transaction: PrismaTransaction,
  clusterId: string,
  points: readonly PreparedPoint[],
): Promise<number> {
  const clusters = await transaction.$queryRaw<unknown[]>`
    SELECT 1 FROM "Cluster" WHERE "id" = ${clusterId} FOR KEY SHARE`;
  if (clusters.length === 0) return 0;
  const days = points.map(({ at }) => dayOf(at));
  const known = await transaction.measuredPoint.findMany({
    where: {
      clusterId,
      at: { gte: new Date(Math.min(...days)), lt: new Date(Math.max(...days) + DAY) },
    },
    select: { at: true },
  });
  const taken = new Set(known.map(({ at }) => dayOf(at)));
  return storePoints(
    transaction,
    clusterId,
    points.filter(({ at }) => !taken.has(dayOf(at))),
  );
}

function dayOf(at: string | Date): number {
  return Math.floor(new Date(at).getTime() / DAY) * DAY;
}

/** Only the bytes of the namespaces that are asked for are read. */
async function readSome(
  prisma: PrismaTransaction,
  clusterId: string,
  { from, to }: Period,
  names: readonly string[],
  take: Take,
): Promise<void> {
  const bounds = [
    ...(from === undefined ? [] : [Prisma.sql`AND point."at" >= ${new Date(from)}::timestamp`]),
    ...(to === undefined ? [] : [Prisma.sql`AND point."at" <= ${new Date(to)}::timestamp`]),
  ];
  const wanted = new Map(names.map((name) => [storable(name), name]));
  // One row per name and set of columns, so that a year is not carried over as hundreds of rows.
  const runs = Runs.parse(
    await prisma.$queryRaw`
      WITH slot AS MATERIALIZED (
        SELECT roster."id", wanted."name", array_position(roster."names", wanted."name") - 1 AS "place"
        FROM "NamespaceRoster" AS roster CROSS JOIN unnest(${[...wanted.keys()]}::text[]) AS wanted("name")
        WHERE roster."clusterId" = ${clusterId}
      )
      SELECT slot."name", point."columns", point."width",
        array_agg(extract(epoch FROM point."at")::float8 ORDER BY point."at") AS "at",
        string_agg(
          substring(point."values" FROM slot."place" * point."width" + 1 FOR point."width"), ''::bytea
          ORDER BY point."at"
        ) AS "bytes"
      FROM "MeasuredPoint" AS point
      JOIN slot ON slot."id" = point."rosterId" AND slot."place" IS NOT NULL
      WHERE point."clusterId" = ${clusterId} ${bounds.length > 0 ? Prisma.join(bounds, " ") : Prisma.empty}
      GROUP BY slot."name", point."columns", point."width"`,
  );
  for (const { name, columns, width, at, bytes } of runs) {
    at.forEach((seconds, place) => {
      const own = bytes.subarray(place * width, (place + 1) * width);
      take(wanted.get(name) ?? name, Math.round(seconds * 1000), { columns, bytes: own });
    });
  }
}

async function readAll(
  prisma: PrismaTransaction,
  where: Prisma.MeasuredPointWhereInput,
  take: Take,
): Promise<void> {
  const points = await prisma.measuredPoint.findMany({
    where,
    select: { at: true, columns: true, width: true, values: true, rosterId: true },
  });
  const rosters = await prisma.namespaceRoster.findMany({
    where: { id: { in: [...new Set(points.map(({ rosterId }) => rosterId))] } },
  });
  const namesOf = new Map(rosters.map(({ id, names }) => [id, names]));
  for (const { at, columns, width, values, rosterId } of points) {
    (namesOf.get(rosterId) ?? []).forEach((name, row) => {
      const bytes = values.subarray(row * width, (row + 1) * width);
      take(name, at.getTime(), { columns, bytes });
    });
  }
}
