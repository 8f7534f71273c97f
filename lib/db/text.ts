/** Text from clusters and archives, made fit for columns. Documents keep the original. */
import type { Prisma } from "./generated/client.ts";

/**
 * Postgres stores neither NUL nor half a surrogate pair, columns.ts has two control characters of its own, and an index
 * entry must stay below 2,700 bytes. What cannot be stored becomes U+FFFD, what is too long is cut.
 */
export function storable(text: string, maxLength = 250): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return short.replace(UNSTORABLE, "\uFFFD").toWellFormed();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSTORABLE = /[\0\u001e\u001f]/g;

/** A copy that a JSON column accepts, every text in it made storable. */
export function storableJson(value: object): Prisma.InputJsonObject {
  return JSON.parse(
    JSON.stringify(value, (_, part) => (typeof part === "string" ? storable(part, 10_000) : part)),
  );
}
