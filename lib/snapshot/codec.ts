/**
 * A snapshot's document as bytes: JSON, compressed with Zstandard, alone or against the document of an earlier
 * snapshot. What did not change between two scans then costs next to nothing. Each record of its long lists is a line of
 * that JSON, so that two documents are seen to have it in common, and it is parsed once for both.
 */
import { promisify } from "node:util";
import {
  constants,
  type ZstdOptions,
  zstdCompress,
  zstdCompressSync,
  zstdDecompress,
} from "node:zlib";
import { DOCUMENT_VERSION, type SnapshotDocument } from "./document.ts";

/** Stored bytes are not a document that this version of the product can read. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
}

/** Compresses a document. The same document always gives the same bytes. */
export function encodeDocument(document: SnapshotDocument): Uint8Array<ArrayBuffer> {
  const json = toJson(document);
  return Uint8Array.from(zstdCompressSync(json, { pledgedSrcSize: json.length, params: PARAMS }));
}

/**
 * The same document as what differs from a base, both as `encodeDocument` wrote them. Runs in Node's thread pool: some
 * 100 ms for 1,000 namespaces, in which this thread serves pages. Null when the two are too large to be compared.
 */
export async function encodeDelta(
  bytes: Uint8Array,
  base: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const [json, dictionary] = await Promise.all([expand(bytes), expand(base)]);
  const window = Math.ceil(Math.log2(json.length + dictionary.length));
  if (window > MAX_WINDOW) return null;

  const delta = await promisify(zstdCompress)(json, {
    dictionary,
    pledgedSrcSize: json.length,
    params: { ...PARAMS, ...tablesFor(window) },
  });
  return Uint8Array.from(delta);
}

/** A base made ready for reading documents against it. It takes about twice the bytes of its JSON. */
export interface OpenBase {
  readonly json: Buffer;
  /** By how their lines begin. */
  readonly records: ReadonlyMap<string, BaseRecord>;
}

interface BaseRecord extends Line {
  /** Parsed for the first document that has it too, and then shared. */
  parsed?: object;
}

export interface ReadDocument {
  readonly document: SnapshotDocument;
  /** Of its JSON. In memory it takes a sixth more, less what it shares with others. */
  readonly jsonBytes: number;
}

/**
 * Opens a base, as `encodeDocument` wrote it, for `readDocument`.
 * @throws DocumentError when the bytes are damaged.
 */
export async function openBase(bytes: Uint8Array): Promise<OpenBase> {
  try {
    const json = await expand(bytes);
    const records = linesOf(json).filter((line) => isRecord(json, line));
    return { json, records: new Map(records.map((line) => [beginning(json, line), line])) };
  } catch (cause) {
    throw damage(cause);
  }
}

/**
 * Reads what `encodeDocument` wrote or, with its base, what `encodeDelta` did; null for the bytes means the base itself.
 * All but the parsing is done in Node's thread pool. `version` is the one stored beside the bytes; a document of an older
 * format is answered as one of this format that does not know what was added since: which features are used (format 2),
 * the pains of sidecars (format 3).
 * @throws DocumentError when the bytes are damaged or of a version that this product does not know.
 */
export async function readDocument(
  bytes: Uint8Array | null,
  version: number,
  base: OpenBase | null = null,
): Promise<ReadDocument> {
  expectKnown(version);
  try {
    const json = bytes ? await expand(bytes, base?.json) : base?.json;
    if (!json)
      throw new DocumentError("This snapshot has lost the document that it is stored against.");
    return { document: parse(json, version, base), jsonBytes: json.length };
  } catch (cause) {
    throw damage(cause);
  }
}

const decompress = promisify<Uint8Array, ZstdOptions, Buffer>(zstdDecompress);

/**
 * In one piece where a dictionary tells how large the whole will be, which is seldom more: a frame that says its size
 * (`pledgedSrcSize`) is then written straight to where it is read, past a window of 32 MB.
 */
function expand(bytes: Uint8Array, dictionary?: Buffer): Promise<Buffer> {
  const chunkSize = Math.max(PIECE, dictionary ? Math.ceil(dictionary.length * 1.1) : 0);
  const options = dictionary ? { dictionary } : {};
  return decompress(bytes, { ...options, chunkSize, maxOutputLength: MAX_BYTES });
}

/** Node's own 16 KB cost a trip to its thread pool each: ten megabytes take four times as long. */
const PIECE = 1 << 20;

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

/** These end a document, with a line for each record. Records begin with what tells them apart: a fingerprint, a name. */
const LINED = ["findings", "namespaces"] as const satisfies readonly (keyof SnapshotDocument)[];

function toJson({ findings, namespaces, ...rest }: SnapshotDocument): Buffer {
  const records = { findings, namespaces };
  const lists = LINED.map(
    (name) => `"${name}":[\n${records[name].map((each) => JSON.stringify(each)).join(",\n")}\n]`,
  );
  return Buffer.from(`${JSON.stringify(rest).slice(0, -1)},${lists.join(",")}}`);
}

function parse(json: Buffer, version: number, base: OpenBase | null): SnapshotDocument {
  const lists: object[][] = [];
  let outline = "";
  for (const line of linesOf(json)) {
    if (isRecord(json, line)) lists.at(-1)?.push(recordAt(json, line, base));
    else {
      outline += json.toString("utf8", line.start, line.end);
      if (json[line.end - 1] === BRACKET) lists.push([]);
    }
  }
  const parsed: unknown = JSON.parse(outline);
  const lined = Object.fromEntries(lists.map((list, index) => [LINED[index], list]));
  const document = isOfVersion(parsed, version) ? filled({ ...parsed, ...lined }) : null;
  if (isDocument(document)) return document;
  throw new DocumentError("This snapshot is not a whole document.");
}

/** The base's own record where it is the same, byte for byte. */
function recordAt(json: Buffer, line: Line, base: OpenBase | null): object {
  const known = base?.records.get(beginning(json, line));
  if (!base || !known || !sameBytes(json, line, base.json, known)) return parseLine(json, line);
  known.parsed ??= parseLine(base.json, known);
  return known.parsed;
}

function parseLine(json: Buffer, { start, end }: Line): object {
  return JSON.parse(json.toString("utf8", start, end));
}

function sameBytes(one: Buffer, at: Line, other: Buffer, there: Line): boolean {
  return one.compare(other, there.start, there.end, at.start, at.end) === 0;
}

interface Line {
  readonly start: number;
  readonly end: number;
}

/** Without the comma and the newline that end them. Older products wrote a document as one line. */
function linesOf(json: Buffer): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < json.length; ) {
    const newline = json.indexOf(NEWLINE, start);
    const end = newline === -1 ? json.length : newline;
    lines.push({ start, end: json[end - 1] === COMMA ? end - 1 : end });
    start = end + 1;
  }
  return lines;
}

function isRecord(json: Buffer, { start }: Line): boolean {
  return start > 0 && json[start] === BRACE;
}

function beginning(json: Buffer, { start, end }: Line): string {
  return json.toString("latin1", start, Math.min(end, start + BEGINNING));
}

const BEGINNING = 100;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BRACE = 0x7b;

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
