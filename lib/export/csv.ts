import type { Cell, FilledSheet } from "./sheet.ts";

/**
 * A sheet as CSV: RFC 4180 with CRLF and a header line, one chunk of text per line. Every text is quoted, numbers and
 * booleans are not, what is missing is an empty cell. It begins with a byte order mark, without which spreadsheets read
 * UTF-8 as the code page of their country; programs name the encoding "utf-8-sig" or take JSON.
 */
export function* csvLines({ columns, rows }: FilledSheet): Generator<string> {
  yield `\ufeff${columns.map(({ name }) => csvCell(name)).join(",")}\r\n`;
  for (const row of rows) {
    yield `${columns.map(({ name }) => csvCell(row[name] ?? null)).join(",")}\r\n`;
  }
}

/**
 * One cell. A text in which a spreadsheet would find a formula gets an apostrophe before the sign that starts it, at
 * the beginning of the cell and after everything that another locale may take for the end of one.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  return `"${harmless(cell).replaceAll('"', '""')}"`;
}

/** Signs that start a formula, also as full-width characters, which some spreadsheets take for the same. */
const FORMULA = /(^|[\t\r\n,;|"'])([ \u00a0]*)([=+\-@＝＋－＠])/g;

/** Tab, carriage return and line feed hide what follows them at the start of a cell. */
const HIDDEN_START = /^[\t\r\n]/;

function harmless(text: string): string {
  const quoted = text
    .replaceAll("\0", "")
    .replace(
      FORMULA,
      (_, before: string, space: string, sign: string) => `${before}'${space}${sign}`,
    );
  return HIDDEN_START.test(quoted) ? `'${quoted}` : quoted;
}
