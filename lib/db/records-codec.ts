/**
 * The records of a dump as bytes. Pods of one template share one shape object in memory, which JSON would write out
 * once per pod; V8's own serialisation keeps the sharing, so a dump of 50,000 pods stays a few megabytes on disk and
 * in memory.
 */
import { deserialize, serialize } from "node:v8";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Collected } from "../inventory/model.ts";

/**
 * Raise it when the records change shape. Version 2 adds `witnessed`, which records of version 1 merely lack; version 3
 * adds `start` to pods, and `told` where a bug-report was imported.
 */
export const RECORDS_VERSION = 3;
const OLDEST_READABLE = 1;
const FIRST_WITH_STARTS = 3;

/** Stored records cannot be read by this version of the product. */
export class RecordsError extends Error {
  override readonly name = "RecordsError";
}

export function encodeRecords(collected: Collected): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    zstdCompressSync(serialize(collected), { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
  );
}

/**
 * Reads what `encodeRecords` wrote. `version` is the one stored beside the bytes.
 * @throws RecordsError when they are damaged or of another version.
 */
export function decodeRecords(bytes: Uint8Array, version: number): Collected {
  const readable = version >= OLDEST_READABLE && version <= RECORDS_VERSION;
  const records = readable ? parse(bytes) : null;
  if (!isCollected(records)) {
    throw new RecordsError(
      "The imported dump was stored by another version of this product, or is damaged. Import it again.",
    );
  }
  return version < FIRST_WITH_STARTS ? withoutStarts(records) : records;
}

function withoutStarts(records: Collected): Collected {
  const { pods } = records.slices;
  if (pods.read === "unread") return records;
  const items = pods.items.map((pod) => ({ ...pod, start: null }));
  return { ...records, slices: { ...records.slices, pods: { ...pods, items } } };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return deserialize(zstdDecompressSync(bytes, { maxOutputLength: 1 << 30 }));
  } catch {
    return null;
  }
}

/** Only this file writes records and Zstandard's checksum proves the bytes, so knowing the version is knowing the shape. */
function isCollected(value: unknown): value is Collected {
  return typeof value === "object" && value !== null && "slices" in value && "coverage" in value;
}
