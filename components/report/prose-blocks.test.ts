import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { proseBlocks } from "./prose-blocks.ts";

test("a table becomes head and rows, between the text before and after it", () => {
  expect(
    proseBlocks("Before.\n\n| it does | use |\n| ---- | :--: |\n| `lua` | Wasm |\n\nAfter.\n"),
  ).toEqual([
    { kind: "text", text: "Before.\n" },
    { kind: "table", head: ["it does", "use"], rows: [["`lua`", "Wasm"]] },
    { kind: "text", text: "\nAfter.\n" },
  ]);
});

test("pipes in code and in lines without a ruler stay text", () => {
  const code = "```\n| a |\n| - |\n```\n| no ruler |";
  expect(proseBlocks(code)).toEqual([{ kind: "text", text: code }]);
});

test("a table may end the text", () => {
  expect(proseBlocks("| a |\n| - |\n| 1 |\n| 2 |")).toEqual([
    { kind: "table", head: ["a"], rows: [["1"], ["2"]] },
  ]);
});

test("no check's README leaves a line of a table in its text", () => {
  const folder = new URL("../../lib/checks/", import.meta.url);
  const readmes = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith("README.md"),
  );
  expect(readmes.length).toBeGreaterThan(20);
  for (const readme of readmes) {
    for (const block of proseBlocks(readFileSync(new URL(readme, folder), "utf8"))) {
      if (block.kind === "text") expect(block.text, readme).not.toMatch(/^\|/m);
      else for (const row of block.rows) expect(row, readme).toHaveLength(block.head.length);
    }
  }
});
