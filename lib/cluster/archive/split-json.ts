/**
 * Splits JSON by its brackets: values one after another, and a list at its items. Strings are skipped as a whole.
 */
import { DumpError, type DumpLimits } from "./limits.ts";
import type { ListHead, Piece, Splitter } from "./split.ts";

export function createJsonSplitter(
  limits: DumpLimits,
  path: string,
  tooLong: () => never,
): Splitter {
  const captured = createCapture(limits.documentLength, tooLong);
  const strings = createStringSkipper();
  const between = createBetween();
  let depth = 0;
  /** Depth inside the list of items; null outside of it. */
  let items: number | null = null;
  let head: ListHead | null = null;
  let hadItems = false;
  let cutOff = false;

  function opens(text: string, at: number): void {
    if (depth === 0 || depth === items) captured.start(at);
    depth += 1;
    if (depth > limits.depth) {
      throw new DumpError(
        `${path} is nested more than ${limits.depth} levels deep, which no Kubernetes object is.`,
      );
    }
    if (items !== null || depth > 2 || text[at] !== "[") return;
    const before = captured.take(text, at);
    if (depth === 1 || ITEMS_KEY.test(before)) {
      items = depth;
      hadItems = true;
      head = depth === 1 ? null : headOf(before);
    } else {
      captured.put(before, at);
    }
  }

  function* closes(text: string, at: number): Generator<Piece> {
    depth -= 1;
    if (items !== null && depth === items) {
      yield { text: captured.take(text, at + 1), format: "json", list: head };
    } else if (items !== null && depth < items) {
      items = null;
    }
    if (depth > 0) return;
    const whole = captured.take(text, at + 1);
    if (!hadItems) yield { text: whole, format: "json", list: null };
    depth = 0;
    hadItems = false;
    head = null;
  }

  return {
    *push(text) {
      let at = strings.resume(text);
      while (at < text.length) {
        if (depth === 0) {
          at = between.skip(text, at);
          if (at >= text.length) break;
        }
        STRUCTURE.lastIndex = at;
        if (!STRUCTURE.test(text)) break;
        at = STRUCTURE.lastIndex - 1;
        const code = text.charCodeAt(at);
        if (code === QUOTE) {
          at = strings.skip(text, at + 1);
          continue;
        }
        if (code === OPEN_MAP || code === OPEN_LIST) opens(text, at);
        else yield* closes(text, at);
        at += 1;
      }
      captured.endOfChunk(text);
    },
    *end() {
      cutOff = depth > 0;
      const rest = captured.take("", 0);
      if (rest !== "") yield { text: rest, format: "json", list: head };
      between.end();
    },
    get loss() {
      if (cutOff) return "cut-off";
      return between.isForeign ? "not-json" : null;
    },
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_MAP = 0x7b;
const OPEN_LIST = 0x5b;
/** A quote or a bracket; a search by the engine is much faster than a look at every character. */
const STRUCTURE = /["{}[\]]/g;
const ITEMS_KEY = /"items"\s*:\s*$/;

/** Collects one value that may reach over several chunks. */
function createCapture(longest: number, tooLong: () => never) {
  let parts: string[] = [];
  let length = 0;
  /** Where the value begins in the current chunk; null while nothing is captured. */
  let from: number | null = null;

  function keep(text: string): void {
    length += text.length;
    if (length > longest) tooLong();
    if (text !== "") parts.push(text);
  }

  return {
    start(at: number): void {
      from = at;
    },
    /** Everything up to `end` in this chunk; nothing is captured any more. */
    take(text: string, end: number): string {
      if (from !== null) keep(text.slice(from, end));
      const whole = parts.join("");
      parts = [];
      length = 0;
      from = null;
      return whole;
    },
    /** Takes a text back and goes on at `at`. */
    put(text: string, at: number): void {
      keep(text);
      from = at;
    },
    endOfChunk(text: string): void {
      if (from === null) return;
      keep(text.slice(from));
      from = 0;
    },
  };
}

/** Finds the end of a string, also when it comes in a later chunk. */
function createStringSkipper() {
  let inside = false;
  let escaped = false;

  function skip(text: string, from: number): number {
    let at = from;
    if (escaped && at < text.length) {
      escaped = false;
      at += 1;
    }
    while (at < text.length) {
      const quote = text.indexOf('"', at);
      const end = quote < 0 ? text.length : quote;
      let backslashes = 0;
      while (end - backslashes > at && text.charCodeAt(end - backslashes - 1) === BACKSLASH) {
        backslashes += 1;
      }
      const isEscaped = backslashes % 2 === 1;
      if (quote < 0) {
        escaped = isEscaped;
        break;
      }
      at = quote + 1;
      if (!isEscaped) {
        inside = false;
        return at;
      }
    }
    inside = true;
    return text.length;
  }

  return {
    skip,
    /** Where to go on in a new chunk. */
    resume: (text: string) => (inside ? skip(text, 0) : 0),
  };
}

/**
 * The text between values: space, commas and document markers. `kubectl cluster-info dump` prints the logs of
 * containers there when it writes to one file; anything else is no JSON.
 */
function createBetween() {
  let line = "";
  let inLog = false;
  let isForeign = false;

  function endLine(): void {
    if (line.startsWith("==== START logs for container")) inLog = true;
    else if (line.startsWith("==== END logs for container")) inLog = false;
    else if (!inLog && !/^[\s,\uFEFF]*(?:---)?\s*$/.test(line)) isForeign = true;
    line = "";
  }

  return {
    /** The place of the next value. */
    skip(text: string, from: number): number {
      let at = from;
      while (at < text.length) {
        const end = text.indexOf("\n", at);
        const rest = text.slice(at, end < 0 ? text.length : end);
        const isMark = inLog || (line + rest).startsWith("====");
        const opening = isMark ? -1 : rest.search(/[{[]/);
        if (opening >= 0) {
          line += rest.slice(0, opening);
          endLine();
          return at + opening;
        }
        line = (line + rest).slice(0, LONGEST_MARK);
        if (end < 0) return text.length;
        endLine();
        at = end + 1;
      }
      return at;
    },
    end: endLine,
    get isForeign() {
      return isForeign;
    },
  };
}

const LONGEST_MARK = 400;

/** What a list says about itself before its items. */
function headOf(before: string): ListHead {
  try {
    const { apiVersion, kind } = JSON.parse(`${before}[]}`);
    return {
      apiVersion: typeof apiVersion === "string" ? apiVersion : null,
      kind: typeof kind === "string" ? kind : null,
    };
  } catch {
    return { apiVersion: null, kind: null };
  }
}
