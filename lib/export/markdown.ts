import { exactTime, printable } from "../format.ts";
import type { Cell, FilledSheet } from "./sheet.ts";

/**
 * A sheet as Markdown (GitHub's table), with a heading that says where the rows come from. Text from clusters stays
 * text: nothing in it becomes a link, an image, HTML, a heading or another cell.
 */
export function* markdownLines({ sheet, head, columns, rows }: FilledSheet): Generator<string> {
  yield `# ${markdownText(`${sheet.title} of ${head.cluster.name}`)}\n\n`;
  for (const { cluster, takenAt } of head.snapshots)
    yield `- ${markdownText(`${cluster}, read ${exactTime(takenAt)}`)}\n`;
  yield `- Exported ${exactTime(head.generatedAt)}\n`;
  yield `- ${rows.length} ${rows.length === 1 ? "row" : "rows"}${
    head.filters.length === 0 ? ", not filtered" : ""
  }\n`;
  for (const [name, value] of head.filters) yield `- Filter ${markdownText(`${name}: ${value}`)}\n`;

  yield `\n| ${columns.map(({ title }) => markdownText(title)).join(" | ")} |\n`;
  yield `| ${columns.map(({ name }) => (isNumeric(rows, name) ? "---:" : "---")).join(" | ")} |\n`;
  for (const row of rows)
    yield `| ${columns.map(({ name }) => markdownCell(row[name] ?? null)).join(" | ")} |\n`;
}

/** Plain text inside a line of Markdown, of a table or outside. */
export function markdownText(text: string): string {
  return printable(text.replace(/\s*[\r\n]+\s*/g, " "), LONGEST).replace(SPECIAL, "\\$&");
}

/** No text of a finding is longer; a cell of megabytes would make the file useless. */
const LONGEST = 4000;

/**
 * What starts markup anywhere in a line, and the colon, dot and at sign that make bare addresses into links: a
 * backslash before ASCII punctuation is never shown. Source: https://github.github.com/gfm/#backslash-escapes
 */
const SPECIAL = /[\\`*_[\]<>|~&#!$]|:(?=\/\/)|(?<=www)\.|@/gi;

function markdownCell(cell: Cell): string {
  if (cell === null) return "–";
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return typeof cell === "number" ? String(cell) : markdownText(cell);
}

function isNumeric(rows: FilledSheet["rows"], name: string): boolean {
  return rows.some((row) => typeof row[name] === "number");
}
