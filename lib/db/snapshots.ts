/** Snapshots: stored whole in one transaction or not at all, and never changed. */
import { decodeDocument } from "../snapshot/codec.ts";
import type { SnapshotDocument } from "../snapshot/document.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { rememberedDocument } from "./document-cache.ts";
import { isId, newId } from "./ids.ts";
import type { StoredSnapshot } from "./shapes.ts";
import { type PreparedSnapshot, prepareSnapshot } from "./snapshot-rows.ts";
import { storable } from "./text.ts";

/** The scan that a snapshot belongs to was ended meanwhile (cancelled, interrupted, or its cluster forgotten). */
export class ScanEndedError extends Error {
  override readonly name = "ScanEndedError";
}

/** The newest snapshot of a cluster, null when none was stored. */
export async function latestSnapshot(clusterId: string): Promise<StoredSnapshot | null> {
  if (!isId(clusterId)) return null;
  const { prisma } = await database();
  const row = await prisma.snapshot.findFirst({
    where: { clusterId },
    orderBy: { takenAt: "desc" },
    select: { id: true, clusterId: true },
  });
  return row && { ...row, document: await documentOf(row.id) };
}

export async function snapshotById(id: string): Promise<StoredSnapshot | null> {
  if (!isId(id)) return null;
  const { prisma } = await database();
  const row = await prisma.snapshot.findUnique({
    where: { id },
    select: { id: true, clusterId: true },
  });
  return row && { ...row, document: await documentOf(row.id) };
}

/**
 * Stores a snapshot and ends its scan as done, in one transaction. Returns the snapshot's id.
 * @throws ScanEndedError when the scan no longer runs; nothing is stored then.
 */
export function saveSnapshot(
  clusterId: string,
  scanId: string,
  document: SnapshotDocument,
): Promise<string> {
  return savePrepared(clusterId, scanId, prepareSnapshot(document));
}

/** `saveSnapshot` for a document that was prepared elsewhere, such as in the thread of the scan. */
export async function savePrepared(
  clusterId: string,
  scanId: string,
  prepared: PreparedSnapshot,
): Promise<string> {
  const snapshotId = newId();
  const { prisma } = await database();
  await prisma.$transaction(async (transaction) => {
    await endScan(transaction, clusterId, scanId);
    await insertSnapshot(transaction, { snapshotId, clusterId, scanId }, prepared);
    await insertNamespaces(transaction, snapshotId, prepared);
    await seeFindings(transaction, { snapshotId, clusterId }, prepared);
    await resolveFindings(transaction, { snapshotId, clusterId }, prepared);
  });
  return snapshotId;
}

async function documentOf(snapshotId: string): Promise<SnapshotDocument> {
  return rememberedDocument(snapshotId, async () => {
    const { prisma } = await database();
    const { document, documentVersion } = await prisma.snapshot.findUniqueOrThrow({
      where: { id: snapshotId },
      select: { document: true, documentVersion: true },
    });
    return { document: decodeDocument(document, documentVersion), weight: document.byteLength };
  });
}

async function endScan(transaction: PrismaTransaction, clusterId: string, scanId: string) {
  const { count } = await transaction.scan.updateMany({
    where: { id: scanId, clusterId, status: "running" },
    data: { status: "done", finishedAt: new Date(), message: "" },
  });
  if (count === 0) throw new ScanEndedError("The scan was ended before its snapshot was stored.");
}

async function insertSnapshot(
  transaction: PrismaTransaction,
  ids: { readonly snapshotId: string; readonly clusterId: string; readonly scanId: string },
  { bytes, head }: PreparedSnapshot,
) {
  const { summary } = head;
  await transaction.snapshot.create({
    data: {
      id: ids.snapshotId,
      clusterId: ids.clusterId,
      scanId: ids.scanId,
      takenAt: new Date(head.takenAt),
      documentVersion: head.version,
      document: bytes,
      documentBytes: bytes.byteLength,
      input: head.input,
      istioVersion: column(head.istioVersion),
      kubernetesVersion: column(head.kubernetesVersion),
      platform: head.platform,
      catalogue: head.catalogue,
      sentence: storable(summary.sentence, 2000),
      advice: head.advice,
      phases: summary.phases.map((row) => ({ ...row })),
      verdicts: summary.verdicts.map((row) => ({ ...row })),
      namespaceCount: summary.namespaces,
      judged: summary.judged,
      blockers: summary.blockers,
      warnings: summary.warnings,
      infos: summary.infos,
      namespacesWithBlockers: summary.namespacesWithBlockers,
      needWaypoint: summary.needWaypoint,
      sidecarPods: summary.pods.sidecar,
      ambientPods: summary.pods.ambient,
      plainPods: summary.pods.none,
      kindsAsked: summary.kindsAsked,
      kindsRead: summary.kindsRead,
      undeterminedChecks: summary.undeterminedChecks,
      sidecarMemoryRequested: summary.sidecarMemoryRequested,
    },
  });
}

function column(text: string | null): string | null {
  return text === null ? null : storable(text);
}

/** All rows as one JSON text: some twenty times faster than a value list of as many rows. */
async function insertNamespaces(
  transaction: PrismaTransaction,
  snapshotId: string,
  { namespaces }: PreparedSnapshot,
) {
  await transaction.$executeRaw`
    INSERT INTO "SnapshotNamespace" (
      "snapshotId", "name", "phase", "verdict", "need",
      "sidecarPods", "ambientPods", "pendingPods", "stuckPods", "livePods",
      "blockers", "warnings", "infos", "hard"
    )
    SELECT ${snapshotId}, * FROM json_to_recordset(${namespaces}::json) AS known(
      "name" text, "phase" text, "verdict" text, "need" text,
      "sidecarPods" int, "ambientPods" int, "pendingPods" int, "stuckPods" int, "livePods" int,
      "blockers" int, "warnings" int, "infos" int, "hard" int
    )`;
}

/**
 * New findings begin their life here; known ones are seen again, also when they had been resolved. Nobody else writes
 * the findings of this cluster meanwhile: this transaction ended its only running scan.
 */
async function seeFindings(
  transaction: PrismaTransaction,
  { snapshotId, clusterId }: { readonly snapshotId: string; readonly clusterId: string },
  { findings, head }: PreparedSnapshot,
) {
  const takenAt = new Date(head.takenAt);
  await transaction.$executeRaw`
    WITH seen AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${findings}::json) AS row(
        "fingerprint" text, "check" text, "severity" text, "security" boolean, "namespace" text,
        "objectGroup" text, "objectKind" text, "objectNamespace" text, "objectName" text, "problem" text
      )
    ),
    again AS (
      UPDATE "Finding" AS known SET
        "lastSeen" = ${takenAt}::timestamp,
        "lastSnapshotId" = ${snapshotId},
        "resolvedAt" = NULL,
        "check" = seen."check",
        "severity" = seen."severity",
        "security" = seen."security",
        "problem" = seen."problem"
      FROM seen
      WHERE known."clusterId" = ${clusterId} AND known."fingerprint" = seen."fingerprint"
    )
    INSERT INTO "Finding" (
      "clusterId", "firstSeen", "lastSeen", "firstSnapshotId", "lastSnapshotId",
      "fingerprint", "check", "severity", "security", "namespace",
      "objectGroup", "objectKind", "objectNamespace", "objectName", "problem"
    )
    SELECT ${clusterId}, ${takenAt}::timestamp, ${takenAt}::timestamp, ${snapshotId}, ${snapshotId}, *
    FROM seen
    WHERE NOT EXISTS (
      SELECT FROM "Finding" AS known
      WHERE known."clusterId" = ${clusterId} AND known."fingerprint" = seen."fingerprint"
    )`;
}

/** Resolved is only what its check looked for again and did not find. */
async function resolveFindings(
  transaction: PrismaTransaction,
  { snapshotId, clusterId }: { readonly snapshotId: string; readonly clusterId: string },
  { decidedChecks, head }: PreparedSnapshot,
) {
  await transaction.finding.updateMany({
    where: {
      clusterId,
      resolvedAt: null,
      lastSnapshotId: { not: snapshotId },
      check: { in: [...decidedChecks] },
    },
    data: { resolvedAt: new Date(head.takenAt) },
  });
}
