/** Looks whether a database is as if every save had happened whole or not at all. */
import { expect } from "vitest";
import type { Database } from "../connection.ts";
import { storedDocument } from "../documents.ts";

/** The snapshots of these ids are there, and every snapshot has its document, spans, lives and point. */
export async function expectWhole(
  { prisma }: Database,
  snapshotIds: readonly string[],
): Promise<void> {
  const rows = await prisma.snapshot.findMany({
    include: { scan: true },
    orderBy: { takenAt: "desc" },
  });
  expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining([...snapshotIds]));
  const spans = Map.groupBy(await prisma.namespaceSpan.findMany(), ({ clusterId }) => clusterId);
  expect(await prisma.trendPoint.count()).toBe(rows.length);

  for (const row of rows) {
    const document = await storedDocument(prisma, row.id);
    expect(document.namespaces).toHaveLength(row.namespaceCount);
    const standing = spans
      .get(row.clusterId)
      ?.filter(
        ({ fromAt, untilAt }) => fromAt <= row.takenAt && !(untilAt && untilAt <= row.takenAt),
      );
    expect(standing).toHaveLength(row.namespaceCount);
    expect(document.findings).toHaveLength(row.blockers);
    expect(row.scan.status).toBe("done");
  }

  const newest = new Map(rows.toReversed().map((row) => [row.clusterId, row]));
  for (const { id, clusterId, takenAt, blockers } of newest.values()) {
    const seen = await prisma.finding.findMany({ where: { lastSnapshotId: id } });
    expect(seen).toHaveLength(blockers);
    expect(seen.every(({ resolvedAt }) => resolvedAt === null)).toBe(true);
    const open = await prisma.finding.count({ where: { clusterId, resolvedAt: null } });
    const where = { clusterId_takenAt: { clusterId, takenAt } };
    expect((await prisma.trendPoint.findUnique({ where }))?.openBlockers).toBe(open);
  }
}
