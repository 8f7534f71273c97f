/** Small tools for streams of bytes that are read as they arrive. */
import { type Duplex, Readable } from "node:stream";
import { DumpError } from "./limits.ts";

/** The first bytes, and a stream that still has them. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
  wanted: number,
): Promise<{ readonly head: Uint8Array; readonly bytes: AsyncGenerator<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < wanted) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    length += next.value.byteLength;
  }
  return { head: Buffer.concat(chunks), bytes: resumed(chunks, iterator) };
}

async function* resumed(
  chunks: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** What comes out of a transform that these bytes go into; its own errors in our words. */
export async function* piped(
  bytes: AsyncIterable<Uint8Array>,
  transform: Duplex,
  explain: (error: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  let sourceError: unknown = null;
  const source = Readable.from(bytes, { objectMode: true });
  source.once("error", (error) => {
    sourceError = error;
    transform.destroy(error);
  });
  source.pipe(transform);
  try {
    for await (const chunk of transform) yield chunk;
  } catch (error) {
    throw sourceError ?? (error instanceof DumpError ? error : explain(error));
  } finally {
    source.destroy();
    transform.destroy();
  }
}

/** The same values, with errors of their source in our words. */
export async function* explained<T>(
  values: AsyncIterable<T>,
  explain: (error: unknown) => unknown,
): AsyncGenerator<T> {
  try {
    yield* values;
  } catch (error) {
    throw explain(error);
  }
}
