/** From bytes to text. */
import { DumpError } from "./limits.ts";
import { peek } from "./streams.ts";

/**
 * The text of a file, piece by piece: UTF-8, or UTF-16 as PowerShell writes it.
 * @throws DumpError for bytes that are no text.
 */
export async function* textOf(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<string> {
  const start = await peek(bytes, 2);
  const decoder = new TextDecoder(encodingOf(start.head), { fatal: true });
  try {
    for await (const chunk of start.bytes) {
      const text = decode(decoder, path, chunk);
      if (text !== "") yield text;
    }
    const rest = decode(decoder, path);
    if (rest !== "") yield rest;
  } finally {
    await start.bytes.return(undefined);
  }
}

function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : "utf-8";
}

function decode(decoder: TextDecoder, path: string, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (error) {
    throw new DumpError(`${path} is no text: it has bytes that are not UTF-8.`, { cause: error });
  }
}
