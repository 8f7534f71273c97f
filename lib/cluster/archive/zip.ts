/** Zip archives. Their table of contents is at the end, so they wait in a temporary file while they are read. */
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { DumpError } from "./limits.ts";
import type { Meter } from "./meter.ts";
import { checkedPath, refuseLink } from "./paths.ts";
import { explained } from "./streams.ts";
import type { DumpFile } from "./unpack.ts";

/** @throws DumpError for an archive that is damaged, encrypted or hostile. The temporary file is gone afterwards. */
export async function* unzip(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  meter: Meter,
  tempFolder: string,
): AsyncGenerator<DumpFile> {
  const folder = await mkdtemp(join(tempFolder, "mesh-readiness-dump-"));
  try {
    const file = join(folder, "upload.zip");
    await pipeline(bytes, createWriteStream(file, { mode: 0o600 }));
    yield* entriesOf(file, name, meter);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* entriesOf(file: string, name: string, meter: Meter): AsyncGenerator<DumpFile> {
  const archive = await orExplain(name, () =>
    openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true }),
  );
  try {
    // Every entry is checked before the first is read, so a hostile archive gives nothing at all.
    const entries = await orExplain(name, () => checkedEntries(archive, name, meter));
    for (const { entry, path } of entries) {
      const content = await orExplain(name, () => archive.openReadStreamPromise(entry));
      yield {
        path,
        packed: true,
        bytes: meter.file(
          explained(content, (error) => explain(error, name)),
          `${path} in ${name}`,
        ),
      };
      content.destroy();
    }
  } finally {
    archive.close();
  }
}

async function checkedEntries(archive: ZipFile, name: string, meter: Meter) {
  const entries: { readonly entry: Entry; readonly path: string }[] = [];
  let declared = 0;
  for await (const entry of archive.eachEntry()) {
    const path = checkedPath(entry.fileName, name);
    if (isLink(entry)) refuseLink(entry.fileName, name);
    if (entry.isEncrypted()) {
      throw new DumpError(`${name} is protected with a password. Pack it again without one.`);
    }
    meter.entry(path, entry.uncompressedSize);
    declared += entry.uncompressedSize;
    if (declared > meter.limits.unpackedBytes) {
      throw new DumpError(`${name} unpacks to more than this server reads.`);
    }
    if (!entry.fileName.endsWith("/")) entries.push({ entry, path });
  }
  return entries;
}

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

/** The Unix mode, where the archive has one: anything but a plain file or a folder. */
function isLink(entry: Entry): boolean {
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  return type !== 0 && type !== REGULAR && type !== FOLDER;
}

async function orExplain<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw explain(error, name);
  }
}

function explain(error: unknown, name: string): DumpError {
  if (error instanceof DumpError) return error;
  const words = error instanceof Error ? error.message : "";
  if (/^(?:absolute path|invalid relative path|invalid characters in fileName)/.test(words)) {
    return new DumpError(
      `${name} holds a path that points outside the archive, so nothing of it was read.`,
      { cause: error },
    );
  }
  return new DumpError(`${name} is damaged or cut off: it is no whole zip archive.`, {
    cause: error,
  });
}
