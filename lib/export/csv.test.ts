import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { csvCell, csvLines } from "./csv.ts";
import { defineSheet, fillSheet, text, wholeOrNull } from "./sheet.ts";

const SHEET = defineSheet({
  what: "things",
  title: "Things",
  version: 1,
  row: z.object({ name: text("Name"), amount: wholeOrNull("Amount", "null when unread") }),
});

const HEAD = {
  generatedAt: "2026-11-23T10:42:00.000Z",
  cluster: { id: "a", name: "prod" },
  snapshots: [],
  filters: [],
};

test("a sheet is a header and lines that end in CRLF, numbers bare, what is missing empty", () => {
  const lines = [
    ...csvLines(
      fillSheet(SHEET, HEAD, [
        { name: "shop", amount: -12 },
        { name: 'a "quoted", name', amount: null },
      ]),
    ),
  ];
  expect(lines).toEqual([
    '\ufeff"name","amount"\r\n',
    '"shop",-12\r\n',
    '"a ""quoted"", name",\r\n',
  ]);
});

describe("no text is a formula", () => {
  test.each([
    ["=1+1", `"'=1+1"`],
    ["+1", `"'+1"`],
    ["-1", `"'-1"`],
    ["@SUM(A1)", `"'@SUM(A1)"`],
    ["  =1+1", `"'  =1+1"`],
    ["\t=1+1", `"'\t'=1+1"`],
    ["\r=1", `"'\r'=1"`],
    ["＝1+1", `"'＝1+1"`],
    ["shop;=1+1", `"shop;'=1+1"`],
    ['shop",=1+1', `"shop"",'=1+1"`],
    ['shop"=1+1', `"shop""'=1+1"`],
    ["one\n=cmd|' /C calc'!A0", `"one\n'=cmd|' /C calc'!A0"`],
    ["a-b=c+d@e", `"a-b=c+d@e"`],
    ["prod-eu", `"prod-eu"`],
  ])("%j", (cell, written) => {
    expect(csvCell(cell)).toBe(written);
  });

  test("however it is cut at quotes and at any usual delimiter", () => {
    const sign = fc.constantFrom(
      "=",
      "+",
      "-",
      "@",
      "\t",
      "\r",
      "\n",
      '"',
      ",",
      ";",
      "|",
      "'",
      "a",
      " ",
    );
    fc.assert(
      fc.property(fc.string({ unit: sign, maxLength: 12 }), (name) => {
        const cell = csvCell(name);
        for (const piece of cell.split(/[",;|\t\r\n]/))
          expect(piece.trimStart()).not.toMatch(/^[=+\-@]/);
      }),
      { numRuns: 2000 },
    );
  });
});

test("a reader of RFC 4180 gets back the text, but for the apostrophes that disarm it", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (names) => {
      const lines = [
        ...csvLines(
          fillSheet(
            SHEET,
            HEAD,
            names.map((name) => ({ name, amount: 1 })),
          ),
        ),
      ];
      const read = parse(lines.join("").slice(1)).slice(1);
      expect(read).toHaveLength(names.length);
      read.forEach((row, index) => {
        expect(row).toHaveLength(2);
        expect(row[0]?.replaceAll("'", "")).toBe(
          names[index]?.replaceAll("'", "").replaceAll("\0", ""),
        );
      });
    }),
  );
});

/** RFC 4180 by the letter: quoted fields, doubled quotes, CRLF. */
function parse(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < csv.length) {
    const [whole, quoted, bare] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))/.exec(csv.slice(at)) ?? [];
    if (whole === undefined) throw new Error("No field.");
    row.push(quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'));
    at += whole.length;
    if (csv.startsWith("\r\n", at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else {
      expect(csv[at]).toBe(",");
      at += 1;
    }
  }
  return rows;
}
