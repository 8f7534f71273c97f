/**
 * A snapshot's document as bytes: JSON, compressed with Zstandard, alone or against the document of an earlier
 * snapshot. What did not change between two scans then costs next to nothing.
 */
import { promisify } from "node:util";
import {
  constants,
  type ZstdOptions,
  zstdCompress,
  zstdCompressSync,
  zstdDecompress,
  zstdDecompressSync,
} from "node:zlib";
import { DOCUMENT_VERSION, type SnapshotDocument } from "./document.ts";

/** Stored bytes are not a document that this version of the product can read. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
}

/** Compresses a document. The same document always gives the same bytes. */
export function encodeDocument(document: SnapshotDocument): Uint8Array<ArrayBuffer> {
  const json = Buffer.from(JSON.stringify(document));
  return Uint8Array.from(zstdCompressSync(json, { params: PARAMS }));
}

/**
 * The same document as what differs from a base, both as `encodeDocument` wrote them. Runs in Node's thread pool: some
 * 100 ms for 1,000 namespaces, in which this thread serves pages. Null when the two are too large to be compared.
 */
export async function encodeDelta(
  bytes: Uint8Array,
  base: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const [json, dictionary] = await Promise.all([expand(bytes, LIMIT), expand(base, LIMIT)]);
  const window = Math.ceil(Math.log2(json.length + dictionary.length));
  if (window > MAX_WINDOW) return null;

  const delta = await promisify(zstdCompress)(json, {
    dictionary,
    params: { ...PARAMS, ...tablesFor(window) },
  });
  return Uint8Array.from(delta);
}

/**
 * Reads what `encodeDocument` wrote or, with its base, what `encodeDelta` did. `version` is the one stored beside the
 * bytes; a document of an older format is answered as one of this format that does not know what was added since: which
 * features are used (format 2), the pains of sidecars (format 3).
 * @throws DocumentError when the bytes are damaged or of a version that this product does not know.
 */
export function decodeDocument(
  bytes: Uint8Array,
  version: number,
  base: Uint8Array | null = null,
): SnapshotDocument {
  expectKnown(version);
  try {
    const dictionary = base && { dictionary: zstdDecompressSync(base, LIMIT) };
    return parse(zstdDecompressSync(bytes, { ...LIMIT, ...dictionary }), version);
  } catch (cause) {
    throw damage(cause);
  }
}

/**
 * `decodeDocument` with all but the parsing in Node's thread pool, for a thread that serves pages.
 * @throws DocumentError in the same cases.
 */
export async function readDocument(
  bytes: Uint8Array,
  version: number,
  base: Uint8Array | null = null,
): Promise<SnapshotDocument> {
  expectKnown(version);
  try {
    const dictionary = base && { dictionary: await expand(base, LIMIT) };
    return parse(await expand(bytes, { ...LIMIT, ...dictionary }), version);
  } catch (cause) {
    throw damage(cause);
  }
}

const expand = promisify<Uint8Array, ZstdOptions, Buffer>(zstdDecompress);

/**
 * Measured on 500 namespaces (5.0 MB of JSON): 70 KB in 22 ms. Level 19 saves another seventh and takes seconds; the
 * level's own tables save nothing and take 8 MB more.
 */
const PARAMS = {
  [constants.ZSTD_c_compressionLevel]: 9,
  [constants.ZSTD_c_hashLog]: 18,
  [constants.ZSTD_c_chainLog]: 18,
  [constants.ZSTD_c_checksumFlag]: 1,
} as const;

/** A damaged length field must not ask for all memory. */
const MAX_BYTES = 1 << 30;

const LIMIT = { maxOutputLength: MAX_BYTES } as const;

/** Base and document together, as a power of two: what a decoder accepts unasked, and 128 MB of memory. */
const MAX_WINDOW = 27;

/**
 * Both fit into the window, and so do the chains that find what is equal: with those of the level alone, the far end of
 * a large base is forgotten, and one change in a thousand costs half of the whole.
 */
function tablesFor(window: number) {
  return {
    [constants.ZSTD_c_windowLog]: Math.max(window, 17),
    [constants.ZSTD_c_hashLog]: 20,
    [constants.ZSTD_c_chainLog]: Math.min(Math.max(window - 1, 17), 24),
  };
}

function expectKnown(version: number): void {
  if (Number.isInteger(version) && version >= 1 && version <= DOCUMENT_VERSION) return;
  throw new DocumentError(
    `This snapshot was written in format ${version}; this product reads formats 1 to ${DOCUMENT_VERSION}. Run the version that wrote it, or a newer one.`,
  );
}

function parse(json: Buffer, version: number): SnapshotDocument {
  const parsed: unknown = JSON.parse(json.toString("utf8"));
  const document = isOfVersion(parsed, version) ? filled(parsed) : null;
  if (isDocument(document)) return document;
  throw new DocumentError("This snapshot is not a whole document.");
}

function damage(cause: unknown): DocumentError {
  if (cause instanceof DocumentError) return cause;
  return new DocumentError("This snapshot is damaged and cannot be read.", { cause });
}

function isOfVersion(document: unknown, version: number): document is object {
  return (
    typeof document === "object" &&
    document !== null &&
    "version" in document &&
    document.version === version
  );
}

/** Older documents lack what was added since. */
function filled(document: object): unknown {
  return { ...ADDED_LATER, ...document, version: DOCUMENT_VERSION };
}

const ADDED_LATER = {
  features: null,
  requested: null,
  pains: null,
} as const satisfies Partial<SnapshotDocument>;

/**
 * Only this file writes documents and Zstandard's checksum proves the bytes, so knowing the version is knowing the
 * shape; the outline is looked at to catch a wrong column.
 */
function isDocument(value: unknown): value is SnapshotDocument {
  return (
    typeof value === "object" &&
    value !== null &&
    "version" in value &&
    value.version === DOCUMENT_VERSION &&
    LISTS.every((list) => list in value && Array.isArray(Reflect.get(value, list)))
  );
}

const LISTS = [
  "components",
  "waypoints",
  "coverage",
  "checks",
  "findings",
  "namespaces",
] as const satisfies readonly (keyof SnapshotDocument)[];
