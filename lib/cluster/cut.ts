/**
 * Removes parts of JSON that nobody will look at before it is decoded: most bytes of a Kubernetes page are
 * bookkeeping, and walking over them costs a fraction of building them as objects.
 */

/** Names of keys to remove, prepared for comparing bytes. */
export type CutKeys = readonly (readonly Uint8Array[])[];

/** Keys by their length; they must be plain ASCII. */
export function cutKeys(names: readonly string[]): CutKeys {
  const byLength: Uint8Array[][] = [];
  for (const name of names) {
    const list = byLength[name.length] ?? [];
    list.push(Buffer.from(name, "latin1"));
    byLength[name.length] = list;
  }
  return byLength;
}

/**
 * Removes every `"key":{...}` and `"key":[...]` of these keys, at any depth, from JSON without white space, and
 * returns what is left: a view of the same memory, which is overwritten. Scalars stay, and so does text that is not
 * JSON: the decoder will say what is wrong with it. What is inside a removed part is not checked.
 */
export function cut(json: Buffer, keys: CutKeys): Buffer {
  const ranges = rangesToCut(json, keys);
  if (ranges.length === 0) return json;

  let end = 0;
  let from = 0;
  for (let index = 0; index < ranges.length; index += 2) {
    const start = ranges[index] ?? 0;
    json.copyWithin(end, from, start);
    end += start - from;
    from = ranges[index + 1] ?? json.length;
  }
  json.copyWithin(end, from, json.length);
  return json.subarray(0, end + json.length - from);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
/** The bit in which brackets differ from braces. */
const LOWER = 0x20;

/** Starts and ends by turns. Nothing is cut from a text that ends inside a string or a removed part. */
function rangesToCut(json: Buffer, keys: CutKeys): readonly number[] {
  const ranges: number[] = [];
  const { length } = json;
  let cutUntil = 0;
  for (let at = 0; at < length; at += 1) {
    if (json[at] !== QUOTE) continue;

    const start = at;
    at = endOfString(json, start);
    if (at >= length) return [];
    if (json[at + 1] !== COLON) continue;

    const opens = json[at + 2];
    if (opens !== OPEN_OBJECT && opens !== OPEN_LIST) continue;
    if (!isOneOf(keys, json, start + 1, at)) continue;

    const end = endOfValue(json, at + 2);
    if (end >= length) return [];
    // A comma before it goes with it; the first key of an object takes the comma behind it instead.
    const isFirst = json[start - 1] !== COMMA || start - 1 < cutUntil;
    const from = isFirst ? start : start - 1;
    cutUntil = isFirst && json[end + 1] === COMMA ? end + 2 : end + 1;
    ranges.push(from, cutUntil);
    at = cutUntil - 1;
  }
  return ranges;
}

/** Index of the quote that ends the string which begins at `start`; the length of the text when none does. */
function endOfString(json: Buffer, start: number): number {
  const { length } = json;
  for (let at = start + 1; at < length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
  }
  return length;
}

/** Index of the bracket that ends the object or list which begins at `start`; the length of the text when none does. */
function endOfValue(json: Buffer, start: number): number {
  const { length } = json;
  let depth = 0;
  for (let at = start; at < length; at += 1) {
    const byte = json[at] ?? 0;
    // Nearly all bytes outside strings lie between the quote and the first bracket.
    if (byte > QUOTE && byte < OPEN_LIST) continue;
    if (byte === QUOTE) {
      at = endOfString(json, at);
    } else if ((byte | LOWER) === OPEN_OBJECT) {
      depth += 1;
    } else if ((byte | LOWER) === CLOSE_OBJECT) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return length;
}

function isOneOf(keys: CutKeys, json: Buffer, start: number, end: number): boolean {
  const candidates = keys[end - start];
  if (candidates === undefined) return false;
  for (const candidate of candidates) {
    let same = 0;
    while (same < candidate.length && candidate[same] === json[start + same]) same += 1;
    if (same === candidate.length) return true;
  }
  return false;
}
