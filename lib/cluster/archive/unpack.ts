/** Opens what was uploaded: plain files, gzip, tar and zip, told apart by their first bytes rather than their names. */
import { createGunzip } from "node:zlib";
import { DumpError } from "./limits.ts";
import type { Meter } from "./meter.ts";
import { shown } from "./paths.ts";
import { peek, piped } from "./streams.ts";
import { untar } from "./tar.ts";
import { unzip } from "./zip.ts";

export interface Upload {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A file as somebody packed it. Its bytes can be read once, before the next file is asked for. */
export interface DumpFile {
  /** With the folders inside its archive. */
  readonly path: string;
  /** False for a file that was uploaded as it is. */
  readonly packed: boolean;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** @throws DumpError for an upload that is damaged, hostile or of a kind that cannot be opened. */
export async function* filesIn(
  upload: Upload,
  meter: Meter,
  tempFolder: string,
): AsyncGenerator<DumpFile> {
  const name = shown(upload.name);
  const { head, bytes } = await peek(meter.upload(upload.bytes), HEAD);
  switch (formatOf(head)) {
    case "zip":
      yield* unzip(bytes, name, meter, tempFolder);
      return;
    case "tar":
      yield* untar(bytes, name, meter);
      return;
    case "gzip":
      yield* gunzipped(bytes, name, meter);
      return;
    case "foreign":
      throw new DumpError(
        `${name} is packed in a way that this server cannot open. Pack the files as .zip or .tar.gz.`,
      );
    case "text":
      // A folder that was dropped comes as files with paths, and holds as much else as an archive.
      yield { path: name, packed: name.includes("/"), bytes: meter.file(bytes, name) };
  }
}

async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
  name: string,
  meter: Meter,
): AsyncGenerator<DumpFile> {
  const unpacked = piped(packed, createGunzip(), (error) => explainGzip(error, name));
  const { head, bytes } = await peek(unpacked, HEAD);
  switch (formatOf(head)) {
    case "tar":
      yield* untar(bytes, name, meter);
      return;
    case "text":
      yield { path: name.replace(/\.gz$/i, ""), packed: false, bytes: meter.file(bytes, name) };
      return;
    default:
      throw new DumpError(`${name} holds an archive inside an archive. Unpack it first.`);
  }
}

function explainGzip(error: unknown, name: string): DumpError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "Z_BUF_ERROR"
    ? new DumpError(`${name} is cut off: its compressed data ends too early.`)
    : new DumpError(`${name} is damaged: its compressed data cannot be unpacked.`);
}

/** Enough bytes to see the mark of a tar archive. */
const HEAD = 512;

function formatOf(head: Uint8Array): "zip" | "tar" | "gzip" | "foreign" | "text" {
  const starts = (...bytes: readonly number[]) => bytes.every((byte, at) => head[at] === byte);
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0x50, 0x4b, 0x05, 0x06)) return "zip";
  if (starts(0x1f, 0x8b)) return "gzip";
  if (new TextDecoder("latin1").decode(head.subarray(257, 262)) === "ustar") return "tar";
  return FOREIGN.some((magic) => starts(...magic)) ? "foreign" : "text";
}

/** First bytes of 7z, xz, bzip2, zstd and rar. */
const FOREIGN: readonly (readonly number[])[] = [
  [0x37, 0x7a, 0xbc, 0xaf],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  [0x42, 0x5a, 0x68],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x52, 0x61, 0x72, 0x21],
];
