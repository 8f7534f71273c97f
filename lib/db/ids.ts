/** Names of rows: 16 lower-case letters and digits (80 random bits), safe in addresses, file names and shells. */
import { randomBytes } from "node:crypto";

/** Digits and letters without i, l, o and u, which are easily misread. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

export function newId(): string {
  return Array.from(randomBytes(16), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
}

/** False for text that cannot name any row, so that it never reaches the database. */
export function isId(text: string): boolean {
  return /^[0-9a-z]{16}$/.test(text);
}
