/**
 * How documents lie in the database: the first whole, as a base, and later ones as what differs from it. Two scans of a
 * cluster are nearly the same megabytes.
 */

import { log } from "../log.ts";
import { encodeDelta, readDocument } from "../snapshot/codec.ts";
import type { SnapshotDocument } from "../snapshot/document.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { type LoadedDocument, rememberedDocument } from "./document-cache.ts";
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
    return storedDocument(prisma, snapshotId);
  });
}

/** `documentOf` as it lies in the database, past what is remembered of late. */
export async function storedDocument(
  transaction: Pick<PrismaTransaction, "snapshot">,
  snapshotId: string,
): Promise<LoadedDocument> {
  const row = await transaction.snapshot.findUniqueOrThrow({
    where: { id: snapshotId },
    select: { document: true, documentVersion: true, takenAt: true, base: true },
  });
  const { document: bytes, documentVersion, base } = row;
  const document =
    base && isBaseItself(bytes)
      ? await readDocument(base.document, documentVersion)
      : await readDocument(bytes, documentVersion, base?.document);
  return {
    document: { ...document, takenAt: row.takenAt.toISOString() },
    weight: bytes.byteLength + (base === null ? 0 : base.document.byteLength),
  };
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
