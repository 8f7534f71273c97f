import { csvLines } from "./csv.ts";
import type { ExportFormat } from "./file-name.ts";
import { jsonLines } from "./json.ts";
import { markdownLines } from "./markdown.ts";
import type { FilledSheet } from "./sheet.ts";

/** Media types, each with its encoding. Source of the CSV parameters: https://www.rfc-editor.org/rfc/rfc4180 */
export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv; charset=utf-8; header=present",
  json: "application/json; charset=utf-8",
  md: "text/markdown; charset=utf-8",
};

/** A sheet in a format, in chunks of text. */
export function writeSheet(filled: FilledSheet, format: ExportFormat): Iterable<string> {
  return WRITERS[format](filled);
}

const WRITERS: Readonly<Record<ExportFormat, (filled: FilledSheet) => Iterable<string>>> = {
  csv: csvLines,
  json: jsonLines,
  md: markdownLines,
};
