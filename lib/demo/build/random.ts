/**
 * Chance that repeats: every draw depends only on the words given, so an object keeps its identity when another is
 * added beside it.
 */
export interface Dice {
  /** 0 up to but not including `limit`. */
  below(limit: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** Letters and digits as Kubernetes draws them for generated names: no vowels, nothing easily confused. */
  suffix(length: number): string;
  hex(length: number): string;
}

const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

export function dice(...words: readonly (string | number)[]): Dice {
  let state = hash(words.join("/"));

  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);

  return {
    below,
    pick: ([first, ...rest]) => rest[below(rest.length + 1) - 1] ?? first,
    suffix: (length) =>
      Array.from({ length }, () => ALPHABET.charAt(below(ALPHABET.length))).join(""),
    hex: (length) => Array.from({ length }, () => below(16).toString(16)).join(""),
  };
}

export function uid(...words: readonly (string | number)[]): string {
  const digits = dice("uid", ...words).hex(30);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-a${digits.slice(15, 18)}-${digits.slice(18, 30)}`;
}

/** FNV-1a, 32 bits. */
export function hash(words: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < words.length; index += 1) {
    value = Math.imul(value ^ words.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
