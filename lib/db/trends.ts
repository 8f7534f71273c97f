/** The numbers that charts draw, one row per snapshot; they outlive it. */
import { type PainTrendPoint, TREND_VERSION, type TrendPoint } from "../snapshot/history-model.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { Prisma } from "./generated/client.ts";
import { isId } from "./ids.ts";
import { PainRows, type PointRow, PointRows, toPoint } from "./rows.ts";
import type { Period } from "./time.ts";

/** How closely points follow each other: the point of a day is its last, with all that the day found and resolved. */
export interface Pace {
  /** One point per day (UTC). */
  readonly daily?: boolean;
  /** One point per day before this instant, all from it on. */
  readonly dailyBefore?: string;
}

/** The points of a cluster, oldest first. */
export async function trend(
  clusterId: string,
  { daily, dailyBefore, ...period }: Period & Pace = {},
): Promise<readonly TrendPoint[]> {
  if (!isId(clusterId)) return [];
  const which = Prisma.sql`"clusterId" = ${clusterId} AND ${bounded(period)}`;
  const rows = await points(stretch(daily, dailyBefore), which);
  return rows.map(toPoint);
}

/** The five pains of a cluster, oldest first: of each day (UTC) the last that was told. */
export async function painTrend(
  clusterId: string,
  period: Period = {},
): Promise<readonly PainTrendPoint[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const rows = await prisma.$queryRaw`
    SELECT DISTINCT ON (date_trunc('day', "takenAt")) "takenAt", "pains"
    FROM "TrendPoint" WHERE "clusterId" = ${clusterId} AND ${bounded(period)}
    ORDER BY date_trunc('day', "takenAt"), "takenAt" DESC`;
  return PainRows.parse(rows).map(({ takenAt, pains }) => ({
    takenAt: takenAt.toISOString(),
    pains,
  }));
}

/** When the first snapshot of a cluster was taken, kept or not; null when none was. */
export async function firstTaken(clusterId: string): Promise<string | null> {
  if (!isId(clusterId)) return null;
  const { prisma } = await database();
  const row = await prisma.trendPoint.findFirst({
    where: { clusterId },
    orderBy: { takenAt: "asc" },
    select: { takenAt: true },
  });
  return row?.takenAt.toISOString() ?? null;
}

/** The points of all clusters by cluster, oldest first, one per day (UTC). */
export async function fleetTrend(
  period: Period = {},
): Promise<ReadonlyMap<string, readonly TrendPoint[]>> {
  const rows = await points(stretch(true), bounded(period));
  const byCluster = Map.groupBy(rows, ({ clusterId }) => clusterId);
  return new Map([...byCluster].map(([clusterId, days]) => [clusterId, days.map(toPoint)]));
}

/**
 * Works out the points of snapshots that are stored with their findings: the one place where it is done, from the
 * columns of a snapshot and the lives of findings. A life that begins at a snapshot was found by it, one that ends there
 * was resolved by it, so open grows by found minus resolved. Pods are unknown where the memory of sidecars is: both were
 * not read. Returns how many points it stored, over those that were there.
 */
export function storePoints(
  transaction: Pick<PrismaTransaction, "$executeRaw">,
  snapshotIds: readonly string[],
): Promise<number> {
  return transaction.$executeRaw`
    INSERT INTO "TrendPoint" (
      "clusterId", "takenAt", "version", "input", "istioVersion", "kubernetesVersion", "catalogue",
      "phases", "verdicts", "namespaceCount", "judged", "sidecarPods", "ambientPods", "plainPods",
      "openBlockers", "openWarnings", "foundBlockers", "foundWarnings", "resolvedBlockers", "resolvedWarnings",
      "kindsAsked", "kindsRead", "undeterminedChecks", "sidecarMemoryRequested", "pains"
    )
    SELECT
      snapshot."clusterId", snapshot."takenAt", ${TREND_VERSION}::int, snapshot."input", snapshot."istioVersion",
      snapshot."kubernetesVersion", snapshot."catalogue", snapshot."phases", snapshot."verdicts",
      snapshot."namespaceCount", snapshot."judged",
      CASE WHEN snapshot."sidecarMemoryRequested" IS NULL THEN NULL ELSE snapshot."sidecarPods" END,
      CASE WHEN snapshot."sidecarMemoryRequested" IS NULL THEN NULL ELSE snapshot."ambientPods" END,
      CASE WHEN snapshot."sidecarMemoryRequested" IS NULL THEN NULL ELSE snapshot."plainPods" END,
      life.*, snapshot."kindsAsked", snapshot."kindsRead", snapshot."undeterminedChecks",
      snapshot."sidecarMemoryRequested", snapshot."pains"
    FROM "Snapshot" AS snapshot
    CROSS JOIN LATERAL (
      SELECT
        count(*) FILTER (WHERE "severity" = 'blocker' AND "resolvedAt" IS DISTINCT FROM snapshot."takenAt"),
        count(*) FILTER (WHERE "severity" = 'warning' AND "resolvedAt" IS DISTINCT FROM snapshot."takenAt"),
        count(*) FILTER (WHERE "severity" = 'blocker' AND "firstSeen" = snapshot."takenAt"),
        count(*) FILTER (WHERE "severity" = 'warning' AND "firstSeen" = snapshot."takenAt"),
        count(*) FILTER (WHERE "severity" = 'blocker' AND "resolvedAt" = snapshot."takenAt"),
        count(*) FILTER (WHERE "severity" = 'warning' AND "resolvedAt" = snapshot."takenAt")
      FROM "Finding"
      WHERE "clusterId" = snapshot."clusterId" AND "firstSeen" <= snapshot."takenAt"
        AND ("resolvedAt" IS NULL OR "resolvedAt" >= snapshot."takenAt")
    ) AS life
    WHERE snapshot."id" = ANY(${[...snapshotIds]})
    ON CONFLICT ("clusterId", "takenAt") DO UPDATE SET
      "version" = EXCLUDED."version", "input" = EXCLUDED."input", "istioVersion" = EXCLUDED."istioVersion",
      "kubernetesVersion" = EXCLUDED."kubernetesVersion", "catalogue" = EXCLUDED."catalogue",
      "phases" = EXCLUDED."phases", "verdicts" = EXCLUDED."verdicts",
      "namespaceCount" = EXCLUDED."namespaceCount", "judged" = EXCLUDED."judged",
      "sidecarPods" = EXCLUDED."sidecarPods", "ambientPods" = EXCLUDED."ambientPods", "plainPods" = EXCLUDED."plainPods",
      "openBlockers" = EXCLUDED."openBlockers", "openWarnings" = EXCLUDED."openWarnings",
      "foundBlockers" = EXCLUDED."foundBlockers", "foundWarnings" = EXCLUDED."foundWarnings",
      "resolvedBlockers" = EXCLUDED."resolvedBlockers", "resolvedWarnings" = EXCLUDED."resolvedWarnings",
      "kindsAsked" = EXCLUDED."kindsAsked", "kindsRead" = EXCLUDED."kindsRead",
      "undeterminedChecks" = EXCLUDED."undeterminedChecks",
      "sidecarMemoryRequested" = EXCLUDED."sidecarMemoryRequested", "pains" = EXCLUDED."pains"`;
}

/** What points have in common that become one. */
function stretch(daily?: boolean, dailyBefore?: string): Prisma.Sql {
  if (daily) return Prisma.sql`date_trunc('day', "takenAt")`;
  if (dailyBefore === undefined) return Prisma.sql`"takenAt"`;
  return Prisma.sql`
    CASE WHEN "takenAt" < ${dailyBefore}::timestamptz AT TIME ZONE 'UTC' THEN date_trunc('day', "takenAt")
      ELSE "takenAt" END`;
}

/** By cluster, oldest first. Of a stretch the last point, with all that was found and resolved in it. */
async function points(stretch: Prisma.Sql, where: Prisma.Sql): Promise<readonly PointRow[]> {
  const { prisma } = await database();
  const rows = await prisma.$queryRaw`
    SELECT DISTINCT ON ("clusterId", "stretch") "clusterId", "takenAt", "input", "istioVersion", "kubernetesVersion",
      "catalogue", "phases", "verdicts", "namespaceCount", "judged", "sidecarPods", "ambientPods", "plainPods",
      "openBlockers", "openWarnings",
      (sum("foundBlockers") OVER stretch)::int AS "foundBlockers",
      (sum("foundWarnings") OVER stretch)::int AS "foundWarnings",
      (sum("resolvedBlockers") OVER stretch)::int AS "resolvedBlockers",
      (sum("resolvedWarnings") OVER stretch)::int AS "resolvedWarnings",
      "kindsAsked", "kindsRead", "undeterminedChecks", "sidecarMemoryRequested"
    FROM (SELECT *, ${stretch} AS "stretch" FROM "TrendPoint" WHERE ${where}) AS point
    WINDOW stretch AS (PARTITION BY "clusterId", "stretch")
    ORDER BY "clusterId", "stretch", "takenAt" DESC`;
  return PointRows.parse(rows);
}

function bounded({ from, to }: Period): Prisma.Sql {
  return Prisma.sql`
    (${from ?? null}::timestamptz IS NULL OR "takenAt" >= ${from ?? null}::timestamptz AT TIME ZONE 'UTC')
    AND (${to ?? null}::timestamptz IS NULL OR "takenAt" <= ${to ?? null}::timestamptz AT TIME ZONE 'UTC')`;
}
