/** Storing the snapshot of many namespaces: as the product does it, against the same rows by Prisma's createMany. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeDatabase, openDatabase, type Prisma } from "../lib/db/connection.ts";
import { createCluster, savePrepared, startScanRow } from "../lib/db/questions.ts";
import {
  findingColumns,
  findingRows,
  type NamespaceRow,
  namespaceColumns,
  namespaceRows,
  type PreparedSnapshot,
  prepareSnapshot,
} from "../lib/db/snapshot-rows.ts";
import { sampleDocument } from "../lib/db/testing/document.ts";

export interface IngestMeasurement {
  readonly namespaces: number;
  readonly findings: number;
  /** Milliseconds for a whole snapshot (the end of its scan, its document, all rows), the median of the rounds. */
  readonly ours: number;
  /** The same, with the rows of namespaces and findings by createMany. */
  readonly createMany: number;
  /** The median over the rounds of createMany / ours. */
  readonly ratio: number;
}

const FINDINGS_PER_NAMESPACE = 3;

/** In an embedded database of its own; every round stores into a new cluster, so that all findings are new. */
export async function measureIngest(namespaces = 1000, rounds = 9): Promise<IngestMeasurement> {
  const dataFolder = mkdtempSync(join(tmpdir(), "mesh-readiness-ingest-"));
  globalThis.meshReadinessDatabase = openDatabase({ databaseUrl: null, dataFolder });
  try {
    const { prisma } = await globalThis.meshReadinessDatabase;
    const document = largeDocument(namespaces);
    const prepared = prepareSnapshot(document);
    const rows = {
      namespaces: namespaceRows(document).map((row) => ({
        ...row,
        evidence: JSON.parse(row.evidence),
      })),
      findings: findingRows(document),
    };
    const warmUp = 3;
    const pairs: { ours: number; createMany: number }[] = [];
    for (let round = 0; round < warmUp + rounds; round += 1) {
      const ours = await storeAsWeDo(prepared);
      const createMany = await storeByCreateMany(prisma, prepared, rows);
      if (round >= warmUp) pairs.push({ ours, createMany });
    }
    return {
      namespaces,
      findings: namespaces * FINDINGS_PER_NAMESPACE,
      ours: median(pairs.map(({ ours }) => ours)),
      createMany: median(pairs.map(({ createMany }) => createMany)),
      ratio: median(pairs.map(({ ours, createMany }) => createMany / ours)),
    };
  } finally {
    await closeDatabase();
    rmSync(dataFolder, { recursive: true });
  }
}

function largeDocument(namespaces: number) {
  const findings = Array.from(
    { length: namespaces * FINDINGS_PER_NAMESPACE },
    (_, index) => `check-${index % 24}/team-${index % namespaces}/${index}`,
  );
  return sampleDocument({ namespaces, findings });
}

async function storeAsWeDo(prepared: PreparedSnapshot): Promise<number> {
  const { clusterId, scanId } = await beginScan();
  return milliseconds(() => savePrepared(clusterId, scanId, prepared));
}

async function storeByCreateMany(
  prisma: Prisma,
  prepared: PreparedSnapshot,
  { namespaces, findings }: PlainRows,
): Promise<number> {
  const { clusterId, scanId } = await beginScan();
  const seen = new Date(prepared.head.takenAt);
  return milliseconds(async () => {
    const rowless = {
      ...prepared,
      namespaces: namespaceColumns([]),
      findings: findingColumns([]),
    };
    const id = await savePrepared(clusterId, scanId, rowless);
    const life = { firstSeen: seen, lastSeen: seen, firstSnapshotId: id, lastSnapshotId: id };
    await prisma.namespaceSpan.createMany({
      data: namespaces.map((row) => ({ ...row, clusterId, fromAt: seen })),
    });
    await prisma.finding.createMany({
      data: findings.map((row) => ({ ...row, ...life, clusterId })),
    });
  });
}

interface PlainRows {
  readonly namespaces: readonly (Omit<NamespaceRow, "evidence"> & {
    readonly evidence: string[];
  })[];
  readonly findings: ReturnType<typeof findingRows>;
}

async function beginScan(): Promise<{ clusterId: string; scanId: string }> {
  const { id } = await createCluster({ name: "bench", source: { kind: "in-cluster" } });
  const begun = await startScanRow(id, "bench");
  if (!begun) throw new Error("The cluster of the bench is gone.");
  return { clusterId: id, scanId: begun.scan.id };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  const middle = values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new Error("Nothing was measured.");
  return middle;
}
