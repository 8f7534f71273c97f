/** The numbers that charts draw, one row per snapshot; they outlive it. */
import { TREND_VERSION, type TrendPoint } from "../snapshot/history-model.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { Prisma } from "./generated/client.ts";
import { isId } from "./ids.ts";
import { type PointRow, PointRows, toPoint } from "./rows.ts";
import type { Period } from "./time.ts";

/** The points of a cluster, oldest first; with `daily` the last of each day (UTC), with all that the day found and resolved. */
export async function trend(
  clusterId: string,
  { daily = false, ...period }: Period & { readonly daily?: boolean } = {},
): Promise<readonly TrendPoint[]> {
  if (!isId(clusterId)) return [];
  const rows = await points(daily, Prisma.sql`"clusterId" = ${clusterId} AND ${bounded(period)}`);
  return rows.map(toPoint);
}

/** The points of all clusters by cluster, oldest first, the last of each day (UTC). */
export async function fleetTrend(
  period: Period = {},
): Promise<ReadonlyMap<string, readonly TrendPoint[]>> {
  const byCluster = Map.groupBy(await points(true, bounded(period)), ({ clusterId }) => clusterId);
  return new Map([...byCluster].map(([clusterId, rows]) => [clusterId, rows.map(toPoint)]));
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
      "kindsAsked", "kindsRead", "undeterminedChecks", "sidecarMemoryRequested"
    )
    SELECT
      snapshot."clusterId", snapshot."takenAt", ${TREND_VERSION}::int, snapshot."input", snapshot."istioVersion",
      snapshot."kubernetesVersion", snapshot."catalogue", snapshot."phases", snapshot."verdicts",
      snapshot."namespaceCount", snapshot."judged",
      CASE WHEN snapshot."sidecarMemoryRequested" IS NULL THEN NULL ELSE snapshot."sidecarPods" END,
      CASE WHEN snapshot."sidecarMemoryRequested" IS NULL THEN NULL ELSE snapshot."ambientPods" END,
      CASE WHEN snapshot."sidecarMemoryRequested" IS NULL THEN NULL ELSE snapshot."plainPods" END,
      life.*, snapshot."kindsAsked", snapshot."kindsRead", snapshot."undeterminedChecks",
      snapshot."sidecarMemoryRequested"
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
      "sidecarMemoryRequested" = EXCLUDED."sidecarMemoryRequested"`;
}

/** By cluster, oldest first. Of a day the last point, with all that the day found and resolved. */
async function points(daily: boolean, where: Prisma.Sql): Promise<readonly PointRow[]> {
  const { prisma } = await database();
  const rows = await (daily
    ? prisma.$queryRaw`
        SELECT last.*, "foundBlockers", "foundWarnings", "resolvedBlockers", "resolvedWarnings" FROM (
          SELECT DISTINCT ON ("clusterId", "takenAt"::date)
            "clusterId", "takenAt", "input", "istioVersion", "kubernetesVersion", "catalogue", "phases", "verdicts",
            "namespaceCount", "judged", "sidecarPods", "ambientPods", "plainPods", "openBlockers", "openWarnings",
            "kindsAsked", "kindsRead", "undeterminedChecks", "sidecarMemoryRequested", "version"
          FROM "TrendPoint" WHERE ${where}
          ORDER BY "clusterId", "takenAt"::date, "takenAt" DESC
        ) AS last
        JOIN (
          SELECT "clusterId" AS "ofCluster", max("takenAt") AS "lastAt",
            sum("foundBlockers")::int AS "foundBlockers", sum("foundWarnings")::int AS "foundWarnings",
            sum("resolvedBlockers")::int AS "resolvedBlockers", sum("resolvedWarnings")::int AS "resolvedWarnings"
          FROM "TrendPoint" WHERE ${where}
          GROUP BY "clusterId", "takenAt"::date
        ) AS whole ON whole."ofCluster" = last."clusterId" AND whole."lastAt" = last."takenAt"
        ORDER BY "clusterId", "takenAt"`
    : prisma.$queryRaw`
        SELECT * FROM "TrendPoint" WHERE ${where} ORDER BY "clusterId", "takenAt"`);
  return PointRows.parse(rows);
}

function bounded({ from, to }: Period): Prisma.Sql {
  return Prisma.sql`
    (${from ?? null}::timestamptz IS NULL OR "takenAt" >= ${from ?? null}::timestamptz AT TIME ZONE 'UTC')
    AND (${to ?? null}::timestamptz IS NULL OR "takenAt" <= ${to ?? null}::timestamptz AT TIME ZONE 'UTC')`;
}
