/** What an import may cost. Files come from strangers' laptops: every amount has an end, and a sentence for it. */

/** An import that cannot go on. The message is one sentence for the visitor. */
export class DumpError extends Error {
  override readonly name = "DumpError";
}

export interface DumpLimits {
  /** Bytes of all files as they are uploaded. */
  readonly uploadBytes: number;
  /** Bytes of everything after unpacking. */
  readonly unpackedBytes: number;
  /** Bytes of one file inside an archive. */
  readonly entryBytes: number;
  /** Files inside all archives. */
  readonly entries: number;
  /** How many times larger than its packed form a file may become, once it is beyond `ratioFrom` bytes. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Documents, items of lists included. */
  readonly documents: number;
  /** Characters of one document or one item of a list. */
  readonly documentLength: number;
  /** How deep lists and maps may be nested. */
  readonly depth: number;
  /** Aliases of one YAML document, and the values that they may unfold to. */
  readonly aliases: number;
  readonly unfolded: number;
  /** Bytes of memory that the records may take, as we estimate them. */
  readonly recordBytes: number;
  /** Files of proxies that are read; the rest is left out, and said so. */
  readonly proxyFiles: number;
  /** Characters of such a file; the rest of it is left out. */
  readonly proxyFileLength: number;
}

const MEBI = 1024 * 1024;

export const DUMP_LIMITS: DumpLimits = {
  uploadBytes: 1024 * MEBI,
  unpackedBytes: 8192 * MEBI,
  entryBytes: 4096 * MEBI,
  entries: 200_000,
  ratio: 200,
  ratioFrom: 64 * MEBI,
  documents: 500_000,
  documentLength: 8 * MEBI,
  depth: 200,
  aliases: 1000,
  unfolded: 100_000,
  recordBytes: 512 * MEBI,
  proxyFiles: 40_000,
  proxyFileLength: 32 * MEBI,
};

/** Bytes as a visitor reads them: "512 MiB". */
export function inMebibytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / MEBI)).toLocaleString("en")} MiB`;
}
