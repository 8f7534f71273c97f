/** The life of findings over the snapshots of their cluster. */
import { z } from "zod";
import { database } from "./connection.ts";
import { isId } from "./ids.ts";
import { toLife } from "./rows.ts";
import type { CheckInCluster, FindingLife } from "./shapes.ts";
import { storable } from "./text.ts";

/** Lives of all findings a cluster ever had, or of those in one namespace. */
export async function findingLives(
  clusterId: string,
  namespace?: string,
): Promise<readonly FindingLife[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const rows = await prisma.finding.findMany({
    where: { clusterId, ...(namespace === undefined ? {} : { namespace: storable(namespace) }) },
    orderBy: { fingerprint: "asc" },
  });
  return rows.map(toLife);
}

export async function findingLife(
  clusterId: string,
  fingerprint: string,
): Promise<FindingLife | null> {
  if (!isId(clusterId)) return null;
  const { prisma } = await database();
  const row = await prisma.finding.findUnique({
    where: { clusterId_fingerprint: { clusterId, fingerprint: storable(fingerprint) } },
  });
  return row && toLife(row);
}

/** Clusters in which a check has open findings, most findings first. */
export async function checkAcrossClusters(check: string): Promise<readonly CheckInCluster[]> {
  const { prisma } = await database();
  const rows = await prisma.$queryRaw`
    SELECT c."id" AS "clusterId", c."name", count(*)::int AS "findings",
      count(DISTINCT f."namespace")::int AS "namespaces"
    FROM "Finding" f JOIN "Cluster" c ON c."id" = f."clusterId"
    WHERE f."check" = ${storable(check)} AND f."resolvedAt" IS NULL
    GROUP BY c."id", c."name"
    ORDER BY "findings" DESC, c."name"`;
  return z.array(CheckRow).parse(rows);
}

const CheckRow = z.object({
  clusterId: z.string(),
  name: z.string(),
  findings: z.number(),
  namespaces: z.number(),
});
