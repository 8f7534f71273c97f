import { expect, test } from "vitest";
import { database } from "./connection.ts";
import { createCluster, saveSnapshot, startScanRow, vacuumEmbedded } from "./questions.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { sampleDocument } from "./testing/document.ts";

const findings = Array.from({ length: 1000 }, (_, index) => `check-${index % 7}/team-${index}`);

onEveryDatabase((kind) => {
  test("scan after scan, the findings take a bounded room", async () => {
    if (kind === "postgres") {
      expect(await vacuumEmbedded()).toEqual([]);
      return;
    }
    const { id } = await createCluster({ name: "prod", source: { kind: "in-cluster" } });
    const sizes: number[] = [];
    for (let scan = 0; scan < 12; scan += 1) {
      const begun = await startScanRow(id, "this process");
      await saveSnapshot(id, begun?.scan.id ?? "", sampleDocument({ findings }));
      await vacuumEmbedded();
      sizes.push(await roomOfFindings());
    }
    expect(sizes.at(-1)).toBeLessThan(3 * (sizes[0] ?? 0));
    expect(sizes.at(-1)).toBe(sizes.at(-5));
  });
});

async function roomOfFindings(): Promise<number> {
  const { prisma } = await database();
  const rows: { size: number }[] = await prisma.$queryRaw`
    SELECT pg_total_relation_size('"Finding"')::int AS size`;
  return rows[0]?.size ?? Number.NaN;
}
