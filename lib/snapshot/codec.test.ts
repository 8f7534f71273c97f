import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleDocument } from "../db/testing/document.ts";
import {
  DocumentError,
  decodeDocument,
  encodeDelta,
  encodeDocument,
  readDocument,
} from "./codec.ts";
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
  expect(() => decodeDocument(encodeDocument(document), 99)).toThrow(/format 99.*formats 1 to 3/);
});

test("a label called __proto__ stays a label", () => {
  const [namespace] = document.namespaces;
  const hostile = JSON.parse(
    JSON.stringify({ ...document, namespaces: [namespace] }).replace('"team-0"', '"__proto__"'),
  );
  const back = decodeDocument(encodeDocument(hostile), DOCUMENT_VERSION);
  expect(back.namespaces[0]?.name).toBe("__proto__");
});

test("a document of the second format knows no pains, and no requested figures if it is older than them", () => {
  const { requested, pains, ...older } = document;
  for (const rest of [{ ...older, requested }, older]) {
    const bytes = zstdCompressSync(JSON.stringify({ ...rest, version: 2 }));
    expect(decodeDocument(bytes, 2)).toEqual({ ...document, requested: null, pains: null });
    expect(() => decodeDocument(bytes, DOCUMENT_VERSION)).toThrow(DocumentError);
  }
});

test("a document of the first format is one that does not know which features are used", () => {
  const { features, requested, pains, ...rest } = document;
  const first = zstdCompressSync(JSON.stringify({ ...rest, version: 1 }));
  expect(decodeDocument(first, 1)).toEqual({
    ...document,
    features: null,
    requested: null,
    pains: null,
  });
  expect(() => decodeDocument(first, DOCUMENT_VERSION)).toThrow(DocumentError);
  expect(() => decodeDocument(encodeDocument(document), 1)).toThrow(DocumentError);
});

describe("what differs from a base", () => {
  const base = encodeDocument(document);

  async function deltaOf(other: typeof document): Promise<Uint8Array> {
    const delta = await encodeDelta(encodeDocument(other), base);
    if (!delta) throw new Error("The documents are too large.");
    return delta;
  }

  test("gives the document back word for word, whatever changed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(49), fc.string())),
        fc.nat(50),
        async (changes, kept) => {
          const because = new Map(changes);
          const namespaces = document.namespaces
            .slice(0, kept)
            .map((row, index) => ({ ...row, because: because.get(index) ?? row.because }));
          const other = { ...document, namespaces };
          const delta = await deltaOf(other);
          expect(decodeDocument(delta, DOCUMENT_VERSION, base)).toEqual(other);
          expect(await readDocument(delta, DOCUMENT_VERSION, base)).toEqual(other);
        },
      ),
    );
  });

  test("is next to nothing when only the moment changed, also deep in a large document", async () => {
    const large = unalike(1000);
    const later = { ...large, takenAt: "2026-03-02T12:00:00.000Z" };
    const [whole, large0] = [encodeDocument(later), encodeDocument(large)];
    const delta = await encodeDelta(whole, large0);
    expect(delta?.byteLength).toBeLessThan(whole.byteLength / 1000);
  });

  test("is refused when it or its base is damaged, missing or another's", async () => {
    const later = { ...document, takenAt: "2026-03-02T12:00:00.000Z" };
    const delta = await deltaOf(later);
    const read = (bytes: Uint8Array, from: Uint8Array | null) => () =>
      decodeDocument(bytes, DOCUMENT_VERSION, from);
    for (let index = 0; index < delta.length; index += 1) {
      // A frame may ask for more memory than it needs without saying anything else.
      if (index === WINDOW_BYTE) continue;
      expect(read(delta.with(index, (delta[index] ?? 0) ^ 0x55), base)).toThrow(DocumentError);
    }
    for (let index = 0; index < base.length; index += 97) {
      expect(read(delta, base.with(index, (base[index] ?? 0) ^ 0x55))).toThrow(DocumentError);
    }
    expect(read(delta, null)).toThrow(DocumentError);
    expect(read(delta, new Uint8Array())).toThrow(DocumentError);
    expect(read(delta, encodeDocument(sampleDocument({ namespaces: 49 })))).toThrow(DocumentError);
    expect(read(delta.subarray(0, -1), base)).toThrow(DocumentError);
    await expect(readDocument(delta, DOCUMENT_VERSION, null)).rejects.toThrow(DocumentError);
    await expect(readDocument(delta, 99, base)).rejects.toThrow(DocumentError);
  });
});

/** Where a Zstandard frame says how much memory reading it takes (RFC 8878, section 3.1.1.1.2). */
const WINDOW_BYTE = 5;

/** No namespace looks like another, so that only the base can make it small. */
function unalike(namespaces: number) {
  const whole = sampleDocument({ namespaces });
  return {
    ...whole,
    namespaces: whole.namespaces.map((row, index) => ({
      ...row,
      because: Array.from({ length: 200 }, (_, at) => Math.sin(index * 200 + at)).join(" "),
    })),
  };
}
