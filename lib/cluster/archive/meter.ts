/** Counts bytes as they pass and stops what grows beyond its limit. */
import { DumpError, type DumpLimits, inMebibytes } from "./limits.ts";

export interface Meter {
  readonly limits: DumpLimits;
  /** Bytes of uploads seen so far. */
  readonly uploaded: number;
  /** An upload on its way in. @throws DumpError beyond the upload limit. */
  upload(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** Contents after unpacking. @throws DumpError when everything together unpacks to too much. */
  unpacked(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array>;
  /** The same for one file. @throws DumpError also when this file alone is too large. */
  file(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array>;
  /** One more file of an archive. @throws DumpError beyond the limit of files, or for one declared too large. */
  entry(path: string, declared: number): void;
}

export function createMeter(limits: DumpLimits, signal: AbortSignal | undefined): Meter {
  let uploaded = 0;
  let unpacked = 0;
  let entries = 0;

  async function* counted(bytes: AsyncIterable<Uint8Array>, path: string, most: number) {
    let own = 0;
    for await (const chunk of bytes) {
      signal?.throwIfAborted();
      own += chunk.byteLength;
      unpacked += chunk.byteLength;
      if (own > most) throw tooLargeEntry(path, limits);
      if (unpacked > limits.unpackedBytes) {
        throw new DumpError(
          `The files unpack to more than ${inMebibytes(limits.unpackedBytes)}, the most that this server reads.`,
        );
      }
      if (unpacked > limits.ratioFrom && unpacked > uploaded * limits.ratio) {
        throw new DumpError(
          `${path} unpacks to more than ${limits.ratio} times its size, as only a decompression bomb does.`,
        );
      }
      yield chunk;
    }
  }

  return {
    limits,
    get uploaded() {
      return uploaded;
    },
    async *upload(bytes) {
      for await (const chunk of bytes) {
        signal?.throwIfAborted();
        uploaded += chunk.byteLength;
        if (uploaded > limits.uploadBytes) {
          throw new DumpError(
            `The files are larger than ${inMebibytes(limits.uploadBytes)}, the most that this server takes.`,
          );
        }
        yield chunk;
      }
    },
    unpacked: (bytes, path) => counted(bytes, path, Number.POSITIVE_INFINITY),
    file: (bytes, path) => counted(bytes, path, limits.entryBytes),
    entry(path, declared) {
      entries += 1;
      if (entries > limits.entries) {
        throw new DumpError(
          `The archives hold more than ${limits.entries.toLocaleString("en")} files.`,
        );
      }
      if (declared > limits.entryBytes) throw tooLargeEntry(path, limits);
    },
  };
}

function tooLargeEntry(path: string, limits: DumpLimits): DumpError {
  return new DumpError(
    `${path} is larger than ${inMebibytes(limits.entryBytes)}, the most that one file may have.`,
  );
}
