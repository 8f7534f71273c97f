/** Offline dumps, reduced to records, from upload to scan. */
import type { Collected } from "../inventory/model.ts";
import { database } from "./connection.ts";
import { isId, newId } from "./ids.ts";
import { encodeRecords, RECORDS_VERSION } from "./records-codec.ts";
import { toImport } from "./rows.ts";
import type { ImportPreview, StoredRecords } from "./shapes.ts";
import { storableJson } from "./text.ts";

/** How long a preview waits to be confirmed. Milliseconds. */
const STALE_AFTER = 24 * 60 * 60 * 1000;

/** Stores a dump whole or not at all. It waits until `createCluster` takes it, for 24 hours. */
export async function saveImport(
  preview: Omit<ImportPreview, "id" | "createdAt">,
  collected: Collected,
): Promise<ImportPreview> {
  const { prisma } = await database();
  const row = await prisma.import.create({
    data: {
      id: newId(),
      createdAt: new Date(),
      preview: storableJson(preview),
      records: encodeRecords(collected),
      recordsVersion: RECORDS_VERSION,
    },
  });
  return toImport(row);
}

export async function importById(id: string): Promise<ImportPreview | null> {
  if (!isId(id)) return null;
  const { prisma } = await database();
  const row = await prisma.import.findUnique({ where: { id } });
  return row && toImport(row);
}

/** The records of an import as stored; `decodeRecords` reads them, best in another thread. */
export async function importRecords(id: string): Promise<StoredRecords | null> {
  if (!isId(id)) return null;
  const { prisma } = await database();
  const row = await prisma.import.findUnique({
    where: { id },
    select: { records: true, recordsVersion: true },
  });
  return row && { bytes: row.records, version: row.recordsVersion };
}

/** Deletes previews that nobody confirmed in time and returns how many. */
export async function deleteStaleImports(now: Date): Promise<number> {
  const { prisma } = await database();
  const { count } = await prisma.import.deleteMany({
    where: { clusterId: null, createdAt: { lt: new Date(now.getTime() - STALE_AFTER) } },
  });
  return count;
}
