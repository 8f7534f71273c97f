/** Works out again what is derived from stored snapshots: the numbers of charts, and where namespaces stood. */
import { TREND_VERSION } from "../snapshot/history-model.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { storedDocument } from "./documents.ts";
import { namespaceColumns, namespaceRows, namespacesRead } from "./snapshot-rows.ts";
import { storeSpans } from "./spans.ts";
import { storePoints } from "./trends.ts";

/**
 * Works out the trend points that are missing or of another version, with `all` those of every stored snapshot, and
 * returns how many. Points of deleted snapshots stay as they are. Clusters whose snapshots are from before spans were
 * kept get their spans.
 */
export async function rebuildTrends({ all = false } = {}): Promise<number> {
  const { prisma } = await database();
  if (all) {
    await prisma.$executeRaw`
      UPDATE "TrendPoint" AS point SET "version" = ${STALE} FROM "Snapshot" AS snapshot
      WHERE point."clusterId" = snapshot."clusterId" AND point."takenAt" = snapshot."takenAt"`;
  }
  await rebuildSpans();

  let rebuilt = 0;
  for (;;) {
    const stale = await prisma.$queryRaw<{ id: string }[]>`
      SELECT snapshot."id" FROM "Snapshot" AS snapshot
      WHERE NOT EXISTS (
        SELECT FROM "TrendPoint" AS point
        WHERE point."clusterId" = snapshot."clusterId" AND point."takenAt" = snapshot."takenAt"
          AND point."version" = ${TREND_VERSION}
      )
      ORDER BY snapshot."clusterId", snapshot."takenAt" LIMIT ${BATCH}`;
    if (stale.length === 0) return rebuilt;
    rebuilt += await storePoints(
      prisma,
      stale.map(({ id }) => id),
    );
  }
}

/** No version: a rebuild that is stopped half way goes on with the next. */
const STALE = 0;

/** Points in one statement, so that the embedded database is not busy for long. */
const BATCH = 50;

async function rebuildSpans(): Promise<void> {
  const { prisma } = await database();
  const without = await prisma.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Cluster"
    WHERE EXISTS (SELECT FROM "Snapshot" WHERE "clusterId" = "Cluster"."id" AND "namespaceCount" > 0)
      AND NOT EXISTS (SELECT FROM "NamespaceSpan" WHERE "clusterId" = "Cluster"."id")`;
  for (const { id } of without) {
    await prisma.$transaction((transaction) => rebuildSpansOf(transaction, id));
  }
}

/** All or nothing: a cluster with some spans is taken for one that has all. */
async function rebuildSpansOf(transaction: PrismaTransaction, clusterId: string): Promise<void> {
  await transaction.$queryRaw`SELECT 1 FROM "Cluster" WHERE "id" = ${clusterId} FOR UPDATE`;
  if ((await transaction.namespaceSpan.count({ where: { clusterId } })) > 0) return;

  const snapshots = await transaction.snapshot.findMany({
    where: { clusterId },
    orderBy: { takenAt: "asc" },
    select: { id: true, takenAt: true },
  });
  for (const { id, takenAt } of snapshots) {
    const document = await storedDocument(transaction, id);
    const namespaces = namespaceColumns(namespaceRows(document));
    await storeSpans(
      transaction,
      { clusterId, takenAt },
      { namespaces, namespacesRead: namespacesRead(document) },
    );
  }
}
