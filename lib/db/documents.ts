/**
 * How documents lie in the database: the first whole, as a base, and later ones as what differs from it. Two scans of a
 * cluster are nearly the same megabytes.
 */

import { log } from "../log.ts";
import { encodeDelta, type OpenBase, openBase, readDocument } from "../snapshot/codec.ts";
import type { SnapshotDocument } from "../snapshot/document.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { rememberedBase, rememberedDocument, type Weighed } from "./document-cache.ts";
import { newId } from "./ids.ts";
import type { PreparedSnapshot } from "./snapshot-rows.ts";

/** A document as it is going to be stored. */
export interface PackedDocument {
  readonly baseId: string;
  /** The column of the snapshot. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** A base that is stored with it, which is the document itself. */
  readonly newBase: Uint8Array<ArrayBuffer> | null;
}

/**
 * Packs a document against the newest base of its cluster, or as a new base when there is none or too much changed.
 * The scan of the snapshot must be the one that runs: nobody else then makes bases of this cluster.
 */
export async function packDocument(
  clusterId: string,
  { bytes }: PreparedSnapshot,
): Promise<PackedDocument> {
  const { prisma } = await database();
  const base = await prisma.documentBase.findFirst({
    where: { clusterId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  const delta = base && (await deltaFrom(base, bytes));
  const worthIt = delta && delta.byteLength <= bytes.byteLength * WORTH;
  return worthIt
    ? { baseId: base.id, bytes: delta, newBase: null }
    : { baseId: newId(), bytes: THE_BASE_ITSELF, newBase: bytes };
}

export async function storeBase(
  transaction: PrismaTransaction,
  { clusterId, takenAt }: { readonly clusterId: string; readonly takenAt: Date },
  { baseId, newBase }: PackedDocument,
  documentVersion: number,
): Promise<void> {
  if (!newBase) return;
  await transaction.documentBase.create({
    data: { id: baseId, clusterId, createdAt: takenAt, documentVersion, document: newBase },
  });
}

/**
 * The document of a snapshot, with the moment of its row.
 * @throws DocumentError when it, or its base, is damaged or of a format that this product does not know.
 */
export async function documentOf(snapshotId: string): Promise<SnapshotDocument> {
  return rememberedDocument(snapshotId, async () => {
    const { prisma } = await database();
    return readStored(prisma, snapshotId, (baseId) =>
      rememberedBase(baseId, () => storedBase(prisma, baseId)),
    );
  });
}

/** `documentOf` as it lies in the database, past what is remembered of late. */
export async function storedDocument(
  transaction: Tables,
  snapshotId: string,
): Promise<SnapshotDocument> {
  const { value } = await readStored(transaction, snapshotId, async (baseId) => {
    const base = await storedBase(transaction, baseId);
    return base.value;
  });
  return value;
}

type Tables = Pick<PrismaTransaction, "snapshot" | "documentBase">;

async function readStored(
  { snapshot }: Tables,
  snapshotId: string,
  baseOf: (baseId: string) => Promise<OpenBase>,
): Promise<Weighed<SnapshotDocument>> {
  const row = await snapshot.findUniqueOrThrow({
    where: { id: snapshotId },
    select: { document: true, documentVersion: true, takenAt: true, baseId: true },
  });
  const base = row.baseId === null ? null : await baseOf(row.baseId);
  const bytes = base && isBaseItself(row.document) ? null : row.document;
  const { document, jsonBytes } = await readDocument(bytes, row.documentVersion, base);
  return { value: { ...document, takenAt: row.takenAt.toISOString() }, weight: jsonBytes };
}

async function storedBase({ documentBase }: Tables, id: string): Promise<Weighed<OpenBase>> {
  const { document } = await documentBase.findUniqueOrThrow({
    where: { id },
    select: { document: true },
  });
  const base = await openBase(document);
  return { value: base, weight: base.json.length };
}

/** Null when there is none: a damaged base must not keep later snapshots from being stored. */
async function deltaFrom(
  base: { readonly id: string; readonly document: Uint8Array },
  bytes: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await encodeDelta(bytes, base.document);
  } catch (error) {
    log.error({ err: error, base: base.id }, "A stored document is damaged");
    return null;
  }
}

/** A larger delta than this share of the whole makes the document a base, which the next ones are then close to. */
const WORTH = 1 / 3;

/** Stands for a document that is its own base. No Zstandard frame is so short. */
const THE_BASE_ITSELF = Uint8Array.of(0x3d);

function isBaseItself(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, THE_BASE_ITSELF) === 0;
}
