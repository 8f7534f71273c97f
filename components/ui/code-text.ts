import { printable } from "@/lib/format.ts";

/** Like `printable`, for text of several lines: line breaks stay, tabs become two spaces, 100,000 characters at most. */
export function printableBlock(text: string): string {
  return text
    .slice(0, 100_000)
    .split(/\r?\n/)
    .map((line) => printable(line.replaceAll("\t", "  "), 10_000))
    .join("\n");
}
