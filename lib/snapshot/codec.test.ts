import { expect, test } from "vitest";
import { sampleDocument } from "../db/testing/document.ts";
import { DocumentError, decodeDocument, encodeDocument } from "./codec.ts";
import { DOCUMENT_VERSION } from "./document.ts";

const document = sampleDocument({ namespaces: 50, findings: ["waypoint-missing/team-1"] });

test("a document comes back word for word", () => {
  expect(decodeDocument(encodeDocument(document), DOCUMENT_VERSION)).toEqual(document);
});

test("equal documents are equal bytes, a tenth of their JSON", () => {
  const bytes = encodeDocument(document);
  expect(encodeDocument(structuredClone(document))).toEqual(bytes);
  expect(bytes.byteLength).toBeLessThan(JSON.stringify(document).length / 10);
});

test("every damaged byte is noticed", () => {
  const bytes = encodeDocument(sampleDocument({ namespaces: 1 }));
  for (let index = 0; index < bytes.length; index += 1) {
    const damaged = bytes.with(index, (bytes[index] ?? 0) ^ 0x55);
    expect(() => decodeDocument(damaged, DOCUMENT_VERSION)).toThrow(DocumentError);
  }
});

test("a truncated document is not a smaller document", () => {
  const bytes = encodeDocument(document);
  for (const length of [0, 1, 20, bytes.length - 1]) {
    expect(() => decodeDocument(bytes.subarray(0, length), DOCUMENT_VERSION)).toThrow(
      DocumentError,
    );
  }
});

test("a document of an unknown version is named instead of being misread", () => {
  expect(() => decodeDocument(encodeDocument(document), 99)).toThrow(/format 99.*formats 1 to 2/);
});

test("a label called __proto__ stays a label", () => {
  const [namespace] = document.namespaces;
  const hostile = JSON.parse(
    JSON.stringify({ ...document, namespaces: [namespace] }).replace('"team-0"', '"__proto__"'),
  );
  const back = decodeDocument(encodeDocument(hostile), DOCUMENT_VERSION);
  expect(back.namespaces[0]?.name).toBe("__proto__");
});
