/** A whole measurement as bytes: JSON, compressed with Zstandard. Figures are kept to six digits. */
import { promisify } from "node:util";
import { constants, zstdCompressSync, zstdDecompress } from "node:zlib";
import type { Measurement } from "../snapshot/measurement.ts";
import { rounded } from "./measured-columns.ts";

/** Raise it when a measurement changes shape; one of another version is answered as none. */
export const MEASUREMENT_VERSION = 1;

export function encodeMeasurement(measurement: Measurement): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify(measurement, (_, part) =>
    typeof part === "number" ? rounded(part) : part,
  );
  return Uint8Array.from(zstdCompressSync(Buffer.from(json), { params: PARAMS }));
}

/**
 * Reads what `encodeMeasurement` wrote, in Node's thread pool but for the parsing. `version` is the one stored beside
 * the bytes. null when it is another one.
 */
export async function decodeMeasurement(
  bytes: Uint8Array,
  version: number,
): Promise<Measurement | null> {
  if (version !== MEASUREMENT_VERSION) return null;
  const json = await expand(bytes, { maxOutputLength: MAX_BYTES });
  const measurement: unknown = JSON.parse(json.toString("utf8"));
  if (isMeasurement(measurement)) return measurement;
  throw new Error("A stored measurement is not whole.");
}

const PARAMS = {
  [constants.ZSTD_c_compressionLevel]: 9,
  [constants.ZSTD_c_checksumFlag]: 1,
} as const;

/** A damaged length field must not ask for all memory. */
const MAX_BYTES = 1 << 28;

const expand = promisify(zstdDecompress);

/** Only this file writes them and Zstandard's checksum proves the bytes, so knowing the version is knowing the shape. */
function isMeasurement(value: unknown): value is Measurement {
  return typeof value === "object" && value !== null && "parts" in value && "namespaces" in value;
}
