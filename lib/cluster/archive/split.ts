/** From the text of a file to the documents in it, one at a time, so that a list of any length needs little memory. */
import { DumpError, type DumpLimits, inMebibytes } from "./limits.ts";
import { createJsonSplitter } from "./split-json.ts";
import { createYamlSplitter } from "./split-yaml.ts";

/** One document, or one item of a list, as text. */
export interface Piece {
  readonly text: string;
  readonly format: "yaml" | "json";
  /** The list that it is an item of, as far as it was said before the items. */
  readonly list: ListHead | null;
}

export interface ListHead {
  readonly apiVersion: string | null;
  readonly kind: string | null;
}

export interface Splitter {
  push(text: string): Iterable<Piece>;
  /** What is left at the end of the file. */
  end(): Iterable<Piece>;
  /** After the end: the file stops in the middle of a list or a value, or has text between its values. */
  readonly loss: "cut-off" | "not-json" | null;
}

export interface SplitFile {
  readonly pieces: AsyncIterable<Piece>;
  /** Known once all pieces were read. */
  loss(): Splitter["loss"];
}

/** @throws DumpError for a single document that is too long, or nested too deeply. */
export function splitFile(
  texts: AsyncIterable<string>,
  path: string,
  limits: DumpLimits,
): SplitFile {
  let splitter: Splitter | null = null;

  async function* pieces() {
    let start = "";
    let letters = 0;
    for await (const text of texts) {
      if (splitter !== null) {
        yield* splitter.push(text);
        continue;
      }
      start += text;
      letters += text.trim().length;
      if (letters < ENOUGH_TO_TELL && start.length <= limits.documentLength) continue;
      splitter = splitterFor(start, path, limits);
      yield* splitter.push(start);
    }
    if (splitter === null) {
      splitter = splitterFor(start, path, limits);
      yield* splitter.push(start);
    }
    yield* splitter.end();
  }

  return { pieces: pieces(), loss: () => splitter?.loss ?? null };
}

/** Characters besides space that tell JSON from YAML. */
const ENOUGH_TO_TELL = 8;

/** YAML allows flow maps such as {kind: Pod}, but JSON quotes its keys. */
const JSON_START = /^\s*(?:\{\s*["}]|\[\s*[{\]])/;

function splitterFor(start: string, path: string, limits: DumpLimits): Splitter {
  const tooLong = (): never => {
    throw new DumpError(
      `${path} has an object larger than ${inMebibytes(limits.documentLength)}, which no Kubernetes object is.`,
    );
  };
  return JSON_START.test(start)
    ? createJsonSplitter(limits, path, tooLong)
    : createYamlSplitter(limits, tooLong);
}
