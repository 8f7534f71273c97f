/** The lives of findings over the snapshots of their cluster. */
import { z } from "zod";
import { column } from "./column-sql.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { isId } from "./ids.ts";
import { toLife } from "./rows.ts";
import type { CheckInCluster, FindingLife } from "./shapes.ts";
import type { PreparedSnapshot } from "./snapshot-rows.ts";
import { storable } from "./text.ts";

/**
 * All lives of all findings that a cluster ever had, or of those in one namespace; by fingerprint, then oldest first. A
 * finding that came back after it was resolved has several.
 */
export function findingLives(
  clusterId: string,
  namespace?: string,
): Promise<readonly FindingLife[]> {
  return lives(clusterId, namespace === undefined ? {} : { namespace: storable(namespace) });
}

/** The last life of one finding, null when the cluster never had it. */
export async function findingLife(
  clusterId: string,
  fingerprint: string,
): Promise<FindingLife | null> {
  const all = await lives(clusterId, { fingerprint: storable(fingerprint) });
  return all.at(-1) ?? null;
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

/**
 * What a snapshot saw of findings. A row is the stretch of a life over which its severity stays the same, so that what
 * is open at each severity can be counted for any moment. An open row that is seen again grows; a finding without one
 * begins one; a row ends when its check looked again and did not find it, or found it at another severity. Nobody else
 * writes the findings of this cluster meanwhile: this transaction ended its only running scan. A full join as for spans.
 */
export async function storeLives(
  transaction: PrismaTransaction,
  {
    snapshotId,
    clusterId,
    takenAt,
  }: { readonly snapshotId: string; readonly clusterId: string; readonly takenAt: Date },
  { findings, decidedChecks }: PreparedSnapshot,
): Promise<void> {
  await transaction.$executeRaw`
    WITH met AS MATERIALIZED (
      SELECT now.*, open."fingerprint" AS "before", open."firstSeen", open."check" AS "checkBefore",
        open."severity" AS "severityBefore"
      FROM (
        SELECT * FROM "Finding" WHERE "clusterId" = ${clusterId} AND "resolvedAt" IS NULL
      ) AS open
      FULL JOIN (
        SELECT "fingerprint", "check", "severity", "security"::boolean, "namespace",
          "objectGroup", "objectKind", "objectNamespace", "objectName", "problem"
        FROM unnest(
          ${column(findings.fingerprint)}, ${column(findings.check)}, ${column(findings.severity)},
          ${column(findings.security)}, ${column(findings.namespace)}, ${column(findings.objectGroup)},
          ${column(findings.objectKind)}, ${column(findings.objectNamespace)}, ${column(findings.objectName)},
          ${column(findings.problem)}
        ) AS given(
          "fingerprint", "check", "severity", "security", "namespace",
          "objectGroup", "objectKind", "objectNamespace", "objectName", "problem"
        )
        WHERE "severity" <> ''
      ) AS now ON now."fingerprint" = open."fingerprint"
    ),
    again AS (
      UPDATE "Finding" AS known SET
        "lastSeen" = ${takenAt}::timestamp,
        "lastSnapshotId" = ${snapshotId},
        "check" = met."check",
        "security" = met."security",
        "problem" = met."problem"
      FROM met
      WHERE met."severity" = met."severityBefore" AND known."clusterId" = ${clusterId}
        AND known."fingerprint" = met."before" AND known."firstSeen" = met."firstSeen"
    ),
    ended AS (
      UPDATE "Finding" AS known SET "resolvedAt" = ${takenAt}::timestamp
      FROM met
      WHERE known."clusterId" = ${clusterId}
        AND known."fingerprint" = met."before" AND known."firstSeen" = met."firstSeen"
        AND (
          met."severity" <> met."severityBefore"
          OR (met."severity" IS NULL AND met."checkBefore" = ANY(${[...decidedChecks]}))
        )
    )
    INSERT INTO "Finding" (
      "clusterId", "firstSeen", "lastSeen", "firstSnapshotId", "lastSnapshotId",
      "fingerprint", "check", "severity", "security", "namespace",
      "objectGroup", "objectKind", "objectNamespace", "objectName", "problem"
    )
    SELECT ${clusterId}, ${takenAt}::timestamp, ${takenAt}::timestamp, ${snapshotId}, ${snapshotId},
      "fingerprint", "check", "severity", "security", "namespace",
      "objectGroup", "objectKind", "objectNamespace", "objectName", "problem"
    FROM met WHERE "severity" IS DISTINCT FROM "severityBefore" AND "severity" IS NOT NULL`;
}

async function lives(
  clusterId: string,
  which: { readonly namespace?: string; readonly fingerprint?: string },
): Promise<readonly FindingLife[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const rows = await prisma.finding.findMany({
    where: { clusterId, ...which },
    orderBy: [{ fingerprint: "asc" }, { firstSeen: "asc" }],
  });
  return joined(rows.map(toLife));
}

/** Stretches that follow each other without a pause are one life, as it was last seen. */
function joined(stretches: readonly FindingLife[]): FindingLife[] {
  const whole: FindingLife[] = [];
  for (const next of stretches) {
    const before = whole.at(-1);
    const goesOn = before?.fingerprint === next.fingerprint && before.resolvedAt === next.firstSeen;
    if (goesOn) whole[whole.length - 1] = { ...next, firstSeen: before.firstSeen };
    else whole.push(next);
  }
  return whole;
}

const CheckRow = z.object({
  clusterId: z.string(),
  name: z.string(),
  findings: z.number(),
  namespaces: z.number(),
});
