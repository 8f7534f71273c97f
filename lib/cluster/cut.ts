/**
 * Removes parts of JSON that nobody will look at before it is decoded: most bytes of a Kubernetes page are
 * bookkeeping, and walking over them costs a fraction of building them as objects.
 */

/** Names of keys to remove, by their length, prepared for comparing bytes. */
export type CutKeys = readonly (readonly CutKey[])[];

interface CutKey {
  readonly name: Uint8Array;
  /** Of the objects in its list only these keys stay; null: nothing of it stays. */
  readonly keeps: CutKeys | null;
}

/**
 * Keys to remove, and keys whose list is thinned: of its objects only the keys that are named stay. All must be plain
 * ASCII.
 */
export function cutKeys(
  names: readonly string[],
  thinned: Readonly<Record<string, readonly string[]>> = {},
): CutKeys {
  const byLength: CutKey[][] = [];
  const put = (name: string, keeps: CutKeys | null) => {
    const list = byLength[name.length] ?? [];
    list.push({ name: Buffer.from(name, "latin1"), keeps });
    byLength[name.length] = list;
  };
  for (const name of names) put(name, null);
  for (const [name, kept] of Object.entries(thinned)) put(name, cutKeys(kept));
  return byLength;
}

/**
 * The JSON without every `"key":{...}` and `"key":[...]` of these keys, at any depth, where it has no white space.
 * Scalars outside of thinned lists stay, and so does text that is not JSON: the decoder will say what is wrong with it. What is inside a removed
 * part is not checked.
 */
export function cut(json: Buffer, keys: CutKeys): string {
  const ranges: number[] = [];
  const isWhole = walk(json, 0, keys, ranges) < json.length;
  return without(json, 0, json.length, isWhole ? ranges : []);
}

/** Told about keys while `walk` passes them. */
export interface Watch {
  /** Keys that are more brackets deep are not told. */
  readonly deepest: number;
  /** A key between two quotes, `depth` brackets deep; its value starts at `value`. true: remove an object or list. */
  key(depth: number, start: number, end: number, value: number): boolean;
  /** The value of a key that is removed, from its bracket until behind its last one. */
  removed?(depth: number, key: number, value: number, end: number): void;
}

/**
 * Finds what `keys` remove from the object or list that begins at `start`, and adds starts and ends by turns to
 * `ranges`. Gives the index of its last bracket; the length of the text when it does not end, or has white space
 * where it is watched: a key is only told from other strings by the colon behind it.
 */
export function walk(
  json: Buffer,
  start: number,
  keys: CutKeys,
  ranges: number[],
  watch: Watch | null = null,
): number {
  const { length } = json;
  const deepest = watch?.deepest ?? 0;
  let cutUntil = 0;
  let depth = 0;
  for (let at = start; at < length; at += 1) {
    const byte = json[at] ?? 0;
    // Nearly all bytes outside strings lie between the quote and the first bracket.
    if (byte > QUOTE && byte < OPEN_LIST) continue;
    if (byte !== QUOTE) {
      if (byte < QUOTE && watch !== null) return length;
      if ((byte | LOWER) === OPEN_OBJECT) depth += 1;
      else if ((byte | LOWER) === CLOSE_OBJECT) depth -= 1;
      if (depth === 0) return (byte | LOWER) === CLOSE_OBJECT ? at : length;
      continue;
    }

    const quote = at;
    at = endOfString(json, quote);
    if (json[at + 1] !== COLON) continue;
    const value = at + 2;
    const unwanted = depth <= deepest && watch?.key(depth, quote + 1, at, value) === true;
    if (!opens(json, value)) continue;
    const key = keyAt(keys, json, quote + 1, at);
    if (key === null && !unwanted) continue;
    if (key !== null && key.keeps !== null) {
      const thinned = thin(json, value, key.keeps, ranges);
      if (thinned !== NO_END) at = thinned - 1;
      continue;
    }

    const end = endOfValue(json, value) + 1;
    if (end > length) return length;
    watch?.removed?.(depth, quote, value, end);
    // A comma before it goes with it; the first key of an object takes the comma behind it instead.
    const isFirst = json[quote - 1] !== COMMA || quote - 1 < cutUntil;
    cutUntil = isFirst && json[end] === COMMA ? end + 1 : end;
    ranges.push(isFirst ? quote : quote - 1, cutUntil);
    at = cutUntil - 1;
  }
  return length;
}

/** The text from `start` until before `end`, without these ranges of it. */
export function without(
  json: Buffer,
  start: number,
  end: number,
  ranges: readonly number[],
): string {
  if (ranges.length === 0) return json.toString("utf8", start, end);

  if (scratch.length < end - start) scratch = Buffer.allocUnsafeSlow(end - start);
  let size = 0;
  let from = start;
  for (let index = 0; index < ranges.length; index += 2) {
    size += json.copy(scratch, size, from, ranges[index]);
    from = ranges[index + 1] ?? end;
  }
  size += json.copy(scratch, size, from, end);
  return scratch.toString("utf8", 0, size);
}

/** Used again for every text, so that there is no garbage of them. */
let scratch: Buffer = Buffer.alloc(0);

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const CLOSE_LIST = 0x5d;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;

/** The bit in which brackets differ from braces. */
const LOWER = 0x20;

function opens(json: Buffer, at: number): boolean {
  const byte = json[at];
  return byte === OPEN_OBJECT || byte === OPEN_LIST;
}

/** Index of the quote that ends the string which begins at `start`; the length of the text when none does. */
export function endOfString(json: Buffer, start: number): number {
  const { length } = json;
  for (let at = start + 1; at < length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
  }
  return length;
}

/** Index of the bracket that ends the object or list which begins at `start`; the length of the text when none does. */
export function endOfValue(json: Buffer, start: number): number {
  return endOfFlatList(json, start) ?? endOfNested(json, start);
}

/** `walk` where no key is looked at: what is removed is half of all bytes. */
function endOfNested(json: Buffer, start: number): number {
  const { length } = json;
  let depth = 0;
  for (let at = start; at < length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte > QUOTE && byte < OPEN_LIST) continue;
    if (byte === QUOTE) {
      at = endOfString(json, at);
      continue;
    }
    if ((byte | LOWER) === OPEN_OBJECT) depth += 1;
    else if ((byte | LOWER) === CLOSE_OBJECT) depth -= 1;
    if (depth === 0) return (byte | LOWER) === CLOSE_OBJECT ? at : length;
  }
  return length;
}

/**
 * The end of a list with no other bracket of lists in it, such as `managedFields`, found by searches that pass gigabytes
 * a second; null when it cannot be told this way. A bracket that only braces and commas part from a quote with a letter
 * behind it stands outside of any string: a quote that closes a string has no letter behind it.
 */
function endOfFlatList(json: Buffer, start: number): number | null {
  if (json[start] !== OPEN_LIST) return null;
  const end = json.indexOf(CLOSE_LIST, start);
  if (end < 0) return null;

  let at = end + 1;
  while (isBetween(json[at])) at += 1;
  if (json[at] !== QUOTE || !isLetter(json[at + 1])) return null;

  const inner = json.indexOf(OPEN_LIST, start + 1);
  return inner < 0 || inner > end ? end : null;
}

const LETTER_A = 0x61;
const LETTER_Z = 0x7a;

function isBetween(byte: number | undefined): boolean {
  return byte === CLOSE_OBJECT || byte === COMMA || byte === OPEN_OBJECT;
}

function keyAt(keys: CutKeys, json: Buffer, start: number, end: number): CutKey | null {
  const candidates = keys[end - start];
  if (candidates === undefined) return null;
  for (const candidate of candidates)
    if (isText(json, start, end, candidate.name)) return candidate;
  return null;
}

const NO_END = -1;

/**
 * Removes from the objects of a list all members but some, scalars too. Gives the index behind the list; `NO_END`, and
 * removes nothing, when it is anything but a list of objects without white space. Of two members with one name the first
 * may be the one that stays.
 */
function thin(json: Buffer, start: number, keeps: CutKeys, ranges: number[]): number {
  if (json[start] !== OPEN_LIST) return NO_END;
  const before = ranges.length;
  const flatEnd = endOfFlatList(json, start);
  let at = start + 1;
  if (json[at] === CLOSE_LIST) return at + 1;
  while (json[at] === OPEN_OBJECT) {
    at = thinObject(json, at, keeps, flatEnd, ranges);
    if (json[at] === CLOSE_LIST) return at + 1;
    at = json[at] === COMMA ? at + 1 : NO_END;
  }
  ranges.length = before;
  return NO_END;
}

/** The index behind the object; `NO_END` where it cannot be told. */
function thinObject(
  json: Buffer,
  start: number,
  keeps: CutKeys,
  flatEnd: number | null,
  ranges: number[],
): number {
  let at = start + 1;
  if (json[at] === CLOSE_OBJECT) return at + 1;
  let missing = sizeOf(keeps);
  const all = missing;
  while (json[at] === QUOTE) {
    const quote = at;
    const close = endOfString(json, quote);
    const end = json[close + 1] === COLON ? endOfAny(json, close + 2) : NO_END;
    const isLast = json[end] === CLOSE_OBJECT;
    if (!isLast && json[end] !== COMMA) return NO_END;

    if (keyAt(keeps, json, quote + 1, close) !== null) {
      missing -= 1;
      const last =
        missing === 0 && !isLast && flatEnd !== null ? endInList(json, end, flatEnd) : NO_END;
      if (last !== NO_END) {
        remove(ranges, end, last);
        return last + 1;
      }
    }
    // A comma before it goes with it; before the first that stays, the comma behind it instead.
    else if (missing < all) remove(ranges, quote - 1, end);
    else remove(ranges, quote, isLast ? end : end + 1);
    if (isLast) return end + 1;
    at = end + 1;
  }
  return NO_END;
}

function sizeOf(keys: CutKeys): number {
  let size = 0;
  for (const list of keys) if (list !== undefined) size += list.length;
  return size;
}

/**
 * The last bracket of an object in a list that has no other list in it: before the next object, whose first key has a
 * letter behind its quote, which a quote that closes a string has not; or before the end of the list.
 */
function endInList(json: Buffer, from: number, listEnd: number): number {
  const next = json.indexOf(NEXT_OBJECT, from);
  if (next < 0 || next > listEnd) return json[listEnd - 1] === CLOSE_OBJECT ? listEnd - 1 : NO_END;
  return isLetter(json[next + NEXT_OBJECT.length]) ? next : NO_END;
}

const NEXT_OBJECT = Buffer.from('},{"');

/** One range for what stands side by side. */
function remove(ranges: number[], start: number, end: number): void {
  const last = ranges.length - 1;
  if (last > 0 && ranges[last] === start) ranges[last] = end;
  else ranges.push(start, end);
}

/** Index behind a value of any sort; `NO_END` when it does not end. */
function endOfAny(json: Buffer, start: number): number {
  if (opens(json, start)) return within(json, endOfValue(json, start));
  if (json[start] === QUOTE) return within(json, endOfString(json, start));
  let at = start;
  while (isOfScalar(json[at])) at += 1;
  return at > start ? at : NO_END;
}

function within(json: Buffer, last: number): number {
  return last < json.length ? last + 1 : NO_END;
}

/** Of a number, or of true, false and null. */
function isOfScalar(byte: number | undefined): boolean {
  if (byte === undefined || byte === COMMA || byte === COLON) return false;
  return (byte > QUOTE && byte < OPEN_LIST) || isLetter(byte);
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && byte >= LETTER_A && byte <= LETTER_Z;
}

/** An object of a page, and where its last bracket is. */
export interface Found {
  readonly item: unknown;
  readonly end: number;
}

/** Whether the text goes on with these bytes. */
export function isAt(json: Buffer, start: number, text: Buffer): boolean {
  const end = start + text.length;
  return end <= json.length && json.compare(text, 0, text.length, start, end) === 0;
}

/** Whether these bytes stand from `start` until before `end`. */
export function isText(json: Buffer, start: number, end: number, text: Uint8Array): boolean {
  if (end - start !== text.length) return false;
  let same = 0;
  while (same < text.length && text[same] === json[start + same]) same += 1;
  return same === text.length;
}
