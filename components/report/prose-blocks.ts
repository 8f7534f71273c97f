/** A stretch of Markdown, or a table with its cells as Markdown. */
export type ProseBlock =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "table";
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** Splits Markdown at its tables, which CommonMark does not know. Fenced code keeps its pipes. */
export function proseBlocks(markdown: string): ProseBlock[] {
  const blocks: ProseBlock[] = [];
  let text: string[] = [];
  let fenced = false;
  const lines = markdown.split("\n");
  const flush = () => {
    if (text.some((line) => line.trim() !== ""))
      blocks.push({ kind: "text", text: text.join("\n") });
    text = [];
  };

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.startsWith("```")) fenced = !fenced;
    if (fenced || !isRow(line) || !isRuler(lines[at + 1])) {
      text.push(line);
      continue;
    }
    flush();
    const rows: string[][] = [];
    for (at += 2; isRow(lines[at]); at++) rows.push(cellsOf(lines[at] ?? ""));
    at--;
    blocks.push({ kind: "table", head: cellsOf(line), rows });
  }
  flush();
  return blocks;
}

function isRow(line: string | undefined): boolean {
  return line?.startsWith("|") === true && line.trimEnd().endsWith("|");
}

function isRuler(line: string | undefined): boolean {
  return line !== undefined && isRow(line) && cellsOf(line).every((cell) => /^:?-+:?$/.test(cell));
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}
