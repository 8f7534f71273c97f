/**
 * The records of a dump as bytes. Pods of one template share one shape object in memory, which JSON would write out
 * once per pod; V8's own serialisation keeps the sharing, so a dump of 50,000 pods stays a few megabytes on disk and
 * in memory.
 */
import { deserialize, serialize } from "node:v8";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Collected } from "../inventory/model.ts";
import type { Measurement } from "../snapshot/measurement.ts";

/** The records of a dump, and what was measured when it was made, where its files say so. */
export type ImportedRecords = Collected & { readonly measurement?: Measurement | null };

/**
 * Raise it when the records change shape. Version 2 adds `witnessed`, which records of version 1 merely lack, as older
 * ones of version 2 lack `measurement`.
 */
export const RECORDS_VERSION = 2;
const OLDEST_READABLE = 1;

/** Stored records cannot be read by this version of the product. */
export class RecordsError extends Error {
  override readonly name = "RecordsError";
}

export function encodeRecords(collected: ImportedRecords): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    zstdCompressSync(serialize(collected), { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
  );
}

/**
 * Reads what `encodeRecords` wrote. `version` is the one stored beside the bytes.
 * @throws RecordsError when they are damaged or of another version.
 */
export function decodeRecords(bytes: Uint8Array, version: number): ImportedRecords {
  const readable = version >= OLDEST_READABLE && version <= RECORDS_VERSION;
  const records = readable ? parse(bytes) : null;
  if (!isCollected(records)) {
    throw new RecordsError(
      "The imported dump was stored by another version of this product, or is damaged. Import it again.",
    );
  }
  return records;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return deserialize(zstdDecompressSync(bytes, { maxOutputLength: 1 << 30 }));
  } catch {
    return null;
  }
}

/** Only this file writes records and Zstandard's checksum proves the bytes, so knowing the version is knowing the shape. */
function isCollected(value: unknown): value is ImportedRecords {
  return typeof value === "object" && value !== null && "slices" in value && "coverage" in value;
}
