/** Snapshots: stored whole in one transaction or not at all, and never changed. */
import { z } from "zod";
import type { SnapshotDocument } from "../snapshot/document.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { documentOf, type PackedDocument, packDocument, storeBase } from "./documents.ts";
import { storeLives } from "./findings.ts";
import { isId, newId } from "./ids.ts";
import { NO_MOVES } from "./measured-rows.ts";
import { storeMeasurement } from "./measurements.ts";
import { storeFound } from "./metrics-sources.ts";
import { storeMoves } from "./moves.ts";
import { realisedSince } from "./realised.ts";
import { toHead } from "./rows.ts";
import type { SnapshotHead, SnapshotMoment, StoredSnapshot } from "./shapes.ts";
import { type PreparedSnapshot, prepareSnapshot } from "./snapshot-rows.ts";
import { storeSpans } from "./spans.ts";
import { storable } from "./text.ts";
import { instant } from "./time.ts";
import { storePoints } from "./trends.ts";

/** The scan that a snapshot belongs to was ended meanwhile (cancelled, interrupted, or its cluster forgotten). */
export class ScanEndedError extends Error {
  override readonly name = "ScanEndedError";
}

/** The newest snapshot of a cluster, null when none was stored. */
export function latestSnapshot(clusterId: string): Promise<StoredSnapshot | null> {
  return newestWhere(clusterId, {});
}

export async function snapshotById(id: string): Promise<StoredSnapshot | null> {
  return isId(id) ? newestWhere(undefined, { id }) : null;
}

/**
 * The snapshot that a page shows as of a moment: `at` is the id of a snapshot of that cluster, or an instant in ISO 8601,
 * which means the last one at or before it. Null when there is none, and for any other text.
 */
export async function snapshotAt(clusterId: string, at: string): Promise<StoredSnapshot | null> {
  if (isId(at)) return newestWhere(clusterId, { id: at });
  const moment = instant(at);
  return moment && newestWhere(clusterId, { takenAt: { lte: moment } });
}

/** The head of each cluster's last snapshot at or before an instant in ISO 8601, by cluster. */
export async function snapshotsAt(at: string): Promise<ReadonlyMap<string, SnapshotHead>> {
  const moment = instant(at);
  if (!moment) return new Map();
  const { prisma } = await database();
  const rows = await prisma.snapshot.findMany({
    where: { takenAt: { lte: moment } },
    orderBy: [{ clusterId: "asc" }, { takenAt: "desc" }],
    distinct: ["clusterId"],
  });
  return new Map(rows.map((row) => [row.clusterId, toHead(row)]));
}

/** When the snapshots of a cluster were taken, newest first. */
export async function snapshotMoments(clusterId: string): Promise<readonly SnapshotMoment[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const rows = await prisma.snapshot.findMany({
    where: { clusterId },
    orderBy: { takenAt: "desc" },
    select: { id: true, takenAt: true },
  });
  return rows.map(({ id, takenAt }) => ({ id, takenAt: takenAt.toISOString() }));
}

/**
 * Stores a snapshot and ends its scan as done, in one transaction. Returns the snapshot's id. One that was not taken
 * after the latest of its cluster (a clock was set back) is stored as taken one millisecond after it. `finishedAt` is
 * when the scan ended.
 * @throws ScanEndedError when the scan no longer runs; nothing is stored then.
 */
export function saveSnapshot(
  clusterId: string,
  scanId: string,
  document: SnapshotDocument,
  finishedAt?: Date,
): Promise<string> {
  return savePrepared(clusterId, scanId, prepareSnapshot(document), finishedAt);
}

/** `saveSnapshot` for a document that was prepared elsewhere, such as in the thread of the scan. */
export async function savePrepared(
  clusterId: string,
  scanId: string,
  prepared: PreparedSnapshot,
  finishedAt = new Date(),
): Promise<string> {
  return storeSnapshot(clusterId, prepared, async (transaction) => {
    await endScan(transaction, { clusterId, scanId, finishedAt });
    return scanId;
  });
}

/** Stores a snapshot in one transaction with what happens to its scan's row: `scanOf` answers its id, or throws. */
export async function storeSnapshot(
  clusterId: string,
  prepared: PreparedSnapshot,
  scanOf: (transaction: PrismaTransaction) => Promise<string>,
): Promise<string> {
  const snapshotId = newId();
  const packed = await packDocument(clusterId, prepared);
  const { prisma } = await database();
  await prisma.$transaction(async (transaction) => {
    const takenAt = await nextMoment(transaction, clusterId, prepared);
    const scanId = await scanOf(transaction);
    const ids = { snapshotId, clusterId, scanId, takenAt };
    await storeBase(transaction, ids, packed, prepared.head.version);
    const realisedSaving = await realisedSince(transaction, ids, prepared.sidecars);
    await insertSnapshot(transaction, ids, { ...prepared, realisedSaving }, packed);
    await storeSpans(transaction, ids, prepared);
    await storeLives(transaction, ids, prepared);
    await storePoints(transaction, [snapshotId]);
    if (prepared.measurement) await storeMeasurement(transaction, ids, prepared.measurement);
    if (prepared.moves !== NO_MOVES) await storeMoves(transaction, ids, prepared.moves);
    if (prepared.metricsFound) await storeFound(transaction, ids, prepared.metricsFound);
  });
  return snapshotId;
}

/** What a row of a snapshot is told apart by. */
export interface SnapshotIds {
  readonly snapshotId: string;
  readonly clusterId: string;
  readonly scanId: string;
  readonly takenAt: Date;
}

async function newestWhere(
  clusterId: string | undefined,
  which: { readonly id?: string; readonly takenAt?: { readonly lte: Date } },
): Promise<StoredSnapshot | null> {
  if (clusterId !== undefined && !isId(clusterId)) return null;
  const { prisma } = await database();
  const row = await prisma.snapshot.findFirst({
    where: { ...which, ...(clusterId === undefined ? {} : { clusterId }) },
    orderBy: { takenAt: "desc" },
    select: { id: true, clusterId: true },
  });
  return row && { ...row, document: await documentOf(row.id) };
}

/** Holds the cluster's row, so that it is not forgotten meanwhile. */
async function nextMoment(
  transaction: PrismaTransaction,
  clusterId: string,
  { head }: PreparedSnapshot,
): Promise<Date> {
  const [cluster] = Latest.parse(
    await transaction.$queryRaw`
      SELECT (SELECT max("takenAt") FROM "Snapshot" WHERE "clusterId" = "Cluster"."id") AS "latest"
      FROM "Cluster" WHERE "id" = ${clusterId} FOR KEY SHARE`,
  );
  if (!cluster)
    throw new ScanEndedError("The cluster was forgotten before its snapshot was stored.");

  const takenAt = new Date(head.takenAt);
  const { latest } = cluster;
  return latest && latest >= takenAt ? new Date(latest.getTime() + 1) : takenAt;
}

const Latest = z.array(z.object({ latest: z.date().nullable() }));

async function endScan(
  transaction: PrismaTransaction,
  {
    clusterId,
    scanId,
    finishedAt,
  }: { readonly clusterId: string; readonly scanId: string; readonly finishedAt: Date },
): Promise<void> {
  const { count } = await transaction.scan.updateMany({
    where: { id: scanId, clusterId, status: "running" },
    data: { status: "done", finishedAt, message: "" },
  });
  if (count === 0) throw new ScanEndedError("The scan was ended before its snapshot was stored.");
}

async function insertSnapshot(
  transaction: PrismaTransaction,
  { snapshotId, clusterId, scanId, takenAt }: SnapshotIds,
  { head, realisedSaving }: PreparedSnapshot & { readonly realisedSaving: number | null },
  { bytes, baseId }: PackedDocument,
): Promise<void> {
  const { summary } = head;
  await transaction.snapshot.create({
    data: {
      id: snapshotId,
      clusterId,
      scanId,
      takenAt,
      documentVersion: head.version,
      document: bytes,
      documentBytes: bytes.byteLength,
      baseId,
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
      plannedSaving: head.plannedSaving,
      realisedSaving,
      ...(head.pains && { pains: { ...head.pains } }),
    },
  });
}

function column(text: string | null): string | null {
  return text === null ? null : storable(text);
}
