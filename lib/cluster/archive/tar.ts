/** Tar archives, read entry by entry as they arrive; nothing is written anywhere. */
import { Readable } from "node:stream";
import { extract } from "tar-stream";
import { DumpError } from "./limits.ts";
import type { Meter } from "./meter.ts";
import { checkedPath, refuseLink } from "./paths.ts";
import { explained } from "./streams.ts";
import type { DumpFile } from "./unpack.ts";

/** @throws DumpError for an archive that is damaged or hostile. */
export async function* untar(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  meter: Meter,
): AsyncGenerator<DumpFile> {
  const archive = extract();
  let sourceError: unknown = null;
  // Counted as a whole, so that entries which are skipped unread cannot unpack without end.
  const source = Readable.from(meter.unpacked(bytes, name), { objectMode: true });
  source.once("error", (error) => {
    sourceError = error;
    archive.destroy(error);
  });
  source.pipe(archive);
  const explain = (error: unknown) => {
    if (sourceError !== null) return sourceError;
    if (error instanceof DumpError) return error;
    return new DumpError(`${name} is damaged or cut off: it is no whole tar archive.`, {
      cause: error,
    });
  };

  try {
    for await (const entry of explained(archive, explain)) {
      const { name: path, type, size } = entry.header;
      const checked = checkedPath(path, name);
      if (type !== "directory" && type !== "file" && type !== "contiguous-file") {
        refuseLink(path, name);
      }
      meter.entry(checked, size ?? 0);
      if (type !== "directory") {
        yield {
          path: checked,
          packed: true,
          bytes: explained<Uint8Array>(Readable.from(entry), explain),
        };
      }
      entry.resume();
    }
  } finally {
    source.destroy();
    archive.destroy();
  }
}
