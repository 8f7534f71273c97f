import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleDocument } from "../db/testing/document.ts";
import { DocumentError, encodeDelta, encodeDocument, openBase, readDocument } from "./codec.ts";
import { DOCUMENT_VERSION } from "./document.ts";

const document = sampleDocument({ namespaces: 50, findings: ["waypoint-missing/team-1"] });

async function read(bytes: Uint8Array, version: number = DOCUMENT_VERSION) {
  return (await readDocument(bytes, version)).document;
}

test("a document comes back word for word", async () => {
  expect(await read(encodeDocument(document))).toEqual(document);
  const bare = { ...document, findings: [], namespaces: [] };
  expect(await read(encodeDocument(bare))).toEqual(bare);
});

test("texts with line ends, commas and braces come back as they are", async () => {
  const [first, ...others] = document.namespaces;
  if (!first) throw new Error("The sample has no namespace.");
  for (const because of ["\n{", "},\n{", "\r\n],", "\u2028{", ",", "["]) {
    const hostile = { ...document, namespaces: [{ ...first, because }, ...others] };
    expect(await read(encodeDocument(hostile))).toEqual(hostile);
  }
});

test("a document is JSON for whoever expands it", () => {
  const json: unknown = JSON.parse(zstdDecompressSync(encodeDocument(document)).toString());
  expect(json).toEqual(document);
});

test("a document that an older product wrote as one line comes back word for word", async () => {
  expect(await read(zstdCompressSync(JSON.stringify(document)))).toEqual(document);
});

test("equal documents are equal bytes, a tenth of their JSON", () => {
  const bytes = encodeDocument(document);
  expect(encodeDocument(structuredClone(document))).toEqual(bytes);
  expect(bytes.byteLength).toBeLessThan(JSON.stringify(document).length / 10);
});

test("every damaged byte is noticed", async () => {
  const bytes = encodeDocument(sampleDocument({ namespaces: 1 }));
  for (let index = 0; index < bytes.length; index += 1) {
    const damaged = bytes.with(index, (bytes[index] ?? 0) ^ 0x55);
    await expect(read(damaged)).rejects.toThrow(DocumentError);
    await expect(openBase(damaged)).rejects.toThrow(DocumentError);
  }
});

test("a truncated document is not a smaller document", async () => {
  const bytes = encodeDocument(document);
  for (const length of [0, 1, 20, bytes.length - 1]) {
    await expect(read(bytes.subarray(0, length))).rejects.toThrow(DocumentError);
  }
});

test("a document of an unknown version is named instead of being misread", async () => {
  await expect(read(encodeDocument(document), 99)).rejects.toThrow(/format 99.*formats 1 to 3/);
});

test("a label called __proto__ stays a label", async () => {
  const [namespace] = document.namespaces;
  const hostile = JSON.parse(
    JSON.stringify({ ...document, namespaces: [namespace] }).replace('"team-0"', '"__proto__"'),
  );
  const back = await read(encodeDocument(hostile));
  expect(back.namespaces[0]?.name).toBe("__proto__");
});

test("a document of the second format knows no pains, and no requested figures if it is older than them", async () => {
  const { requested, pains, ...older } = document;
  for (const rest of [{ ...older, requested }, older]) {
    const bytes = zstdCompressSync(JSON.stringify({ ...rest, version: 2 }));
    expect(await read(bytes, 2)).toEqual({ ...document, requested: null, pains: null });
    await expect(read(bytes)).rejects.toThrow(DocumentError);
  }
});

test("a document of the first format is one that does not know which features are used", async () => {
  const { features, requested, pains, ...rest } = document;
  const first = zstdCompressSync(JSON.stringify({ ...rest, version: 1 }));
  expect(await read(first, 1)).toEqual({
    ...document,
    features: null,
    requested: null,
    pains: null,
  });
  await expect(read(first)).rejects.toThrow(DocumentError);
  await expect(read(encodeDocument(document), 1)).rejects.toThrow(DocumentError);
});

describe("what differs from a base", () => {
  const base = encodeDocument(document);

  async function deltaOf(other: typeof document, from = base): Promise<Uint8Array> {
    const delta = await encodeDelta(encodeDocument(other), from);
    if (!delta) throw new Error("The documents are too large.");
    return delta;
  }

  test("gives the document back word for word, whatever changed", async () => {
    const oneLine = zstdCompressSync(JSON.stringify(document));
    const opened = [
      [base, await openBase(base)],
      [oneLine, await openBase(oneLine)],
    ] as const;
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
          for (const [bytes, open] of opened) {
            const delta = await deltaOf(other, Uint8Array.from(bytes));
            expect((await readDocument(delta, DOCUMENT_VERSION, open)).document).toEqual(other);
          }
        },
      ),
    );
  });

  test("is all that two documents do not share in memory", async () => {
    const [first, second, ...others] = document.namespaces;
    if (!first || !second) throw new Error("The sample has no namespaces.");
    const changed = {
      ...document,
      namespaces: [{ ...first, because: "Else." }, second, ...others],
    };
    const open = await openBase(base);
    const { document: one } = await readDocument(null, DOCUMENT_VERSION, open);
    const { document: other } = await readDocument(await deltaOf(changed), DOCUMENT_VERSION, open);
    expect(one).toEqual(document);
    expect(other).toEqual(changed);
    expect(other.namespaces.map((row, index) => row === one.namespaces[index])).toEqual([
      false,
      ...Array.from({ length: 49 }, () => true),
    ]);
    expect(other.findings[0]).toBe(one.findings[0]);
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
    const readFrom = async (bytes: Uint8Array, from: Uint8Array | null) =>
      readDocument(bytes, DOCUMENT_VERSION, from && (await openBase(from)));
    for (let index = 0; index < delta.length; index += 1) {
      // A frame may ask for more memory than it needs without saying anything else.
      if (index === WINDOW_BYTE) continue;
      const damaged = delta.with(index, (delta[index] ?? 0) ^ 0x55);
      await expect(readFrom(damaged, base)).rejects.toThrow(DocumentError);
    }
    const another = encodeDocument(sampleDocument({ namespaces: 49 }));
    for (const from of [null, new Uint8Array(), another]) {
      await expect(readFrom(delta, from)).rejects.toThrow(DocumentError);
    }
    await expect(readFrom(delta.subarray(0, -1), base)).rejects.toThrow(DocumentError);
    await expect(readDocument(null, DOCUMENT_VERSION)).rejects.toThrow(DocumentError);
    await expect(readDocument(delta, 99, await openBase(base))).rejects.toThrow(DocumentError);
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
