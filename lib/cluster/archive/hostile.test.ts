/** Archives and documents made to harm: each ends in one sentence, early, with little memory and nothing left behind. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGzip, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Content, importFiles, service, tarOf, upload, zipOf } from "./fixture.ts";
import { importDump } from "./import-dump.ts";
import { DumpError, type DumpLimits } from "./limits.ts";

const MEBI = 1024 * 1024;

let tempFolder: string;
beforeAll(async () => {
  tempFolder = await mkdtemp(join(tmpdir(), "dump-test-"));
});
afterAll(() => rm(tempFolder, { recursive: true }));

/** The sentence that an import ends with. */
async function refusal(
  files: Readonly<Record<string, Content>>,
  limits: Partial<DumpLimits> = {},
): Promise<string> {
  try {
    await importFiles(files, { limits, tempFolder });
  } catch (error) {
    expect(error).toBeInstanceOf(DumpError);
    const { message } = error instanceof DumpError ? error : { message: "" };
    expect(message).toMatch(/^[^\n]{10,400}\.$/);
    expect(await readdir(tempFolder)).toEqual([]);
    return message;
  }
  throw new Error("The import was not refused.");
}

describe("archives", () => {
  test("a gzip bomb is stopped long before it is unpacked", async () => {
    const before = process.memoryUsage().arrayBuffers;
    const bomb = await zeros(160 * MEBI);
    expect(bomb.length).toBeLessThan(MEBI);
    expect(await refusal({ "bomb.yaml.gz": bomb }, { documentLength: 1e12 })).toMatch(
      /^bomb\.yaml\.gz unpacks to more than 200 times its size/,
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MEBI);
  });

  test("a zip bomb is stopped by what it says or by what it does", async () => {
    const big = new Uint8Array(100 * MEBI);
    const zip = zipOf([{ name: "a.yaml", content: big }]);
    expect(await refusal({ "a.zip": zip }, { documentLength: 1e12 })).toMatch(/200 times its size/);
    expect(await refusal({ "a.zip": zip }, { unpackedBytes: MEBI })).toMatch(/unpacks to more/);
    const liar = zipOf([{ name: "a.yaml", content: big, claims: 10 }]);
    expect(await refusal({ "a.zip": liar })).toMatch(/damaged or cut off/);
  });

  test("a bomb in a file that would be skipped is stopped too", async () => {
    const tar = gzipSync(await tarOf([{ name: "a.log", content: new Uint8Array(200 * MEBI) }]));
    expect(await refusal({ "a.tar.gz": tar })).toMatch(/200 times its size/);
  });

  test("an entry of ten gigabytes is refused by its header", async () => {
    const tar = await tarOf([{ name: "huge.yaml", claims: 10 * 1024 * MEBI }]);
    expect(await refusal({ "a.tar": tar })).toBe(
      "huge.yaml is larger than 4,096 MiB, the most that one file may have.",
    );
    const zip = zipOf([{ name: "huge.yaml", content: "a", claims: 0xffff_fffe }]);
    expect(await refusal({ "a.zip": zip }, { entryBytes: MEBI })).toMatch(/^huge\.yaml is larger/);
  });

  test.each([
    "../evil.yaml",
    "a/../../evil.yaml",
    "/etc/evil.yaml",
    "C:\\evil.yaml",
    "..\\evil.yaml",
  ])("the path %s points outside the archive", async (name) => {
    const entries = [
      { name: "good.yaml", content: service("cart") },
      { name, content: service("evil") },
    ];
    expect(await refusal({ "a.tar": await tarOf(entries) })).toMatch(/points outside/);
    expect(await refusal({ "a.zip": zipOf(entries) })).toMatch(/points outside/);
  });

  test("links are not followed", async () => {
    const tar = await tarOf([{ name: "a.yaml", linkTo: "/etc/passwd" }]);
    expect(await refusal({ "a.tar": tar })).toMatch(/^a\.tar holds the link a\.yaml\./);
    const zip = zipOf([{ name: "a.yaml", content: "/etc/passwd", mode: 0o120777 }]);
    expect(await refusal({ "a.zip": zip })).toMatch(/^a\.zip holds the link a\.yaml\./);
  });

  test("archives that are cut off or damaged say so", async () => {
    const tar = await tarOf([{ name: "a.yaml", content: service("cart").repeat(100) }]);
    const tgz = gzipSync(tar);
    const zip = zipOf([{ name: "a.yaml", content: service("cart").repeat(100) }]);
    const damaged = Buffer.from(tgz);
    damaged.fill(0xff, 20, 40);
    expect(await refusal({ "a.tgz": tgz.subarray(0, tgz.length - 20) })).toBe(
      "a.tgz is cut off: its compressed data ends too early.",
    );
    expect(await refusal({ "a.tgz": damaged })).toMatch(/^a\.tgz is damaged/);
    expect(await refusal({ "a.tar": tar.subarray(0, 1500) })).toMatch(
      /^a\.tar is damaged or cut off/,
    );
    expect(await refusal({ "a.zip": zip.subarray(0, zip.length - 10) })).toMatch(
      /^a\.zip is damaged or cut off/,
    );
  });

  test("archives that nobody can open here say what to do", async () => {
    const encrypted = zipOf([{ name: "a.yaml", content: "x", encrypted: true }]);
    expect(await refusal({ "a.zip": encrypted })).toMatch(/password/);
    const xz = Uint8Array.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 0]);
    expect(await refusal({ "a.tar.xz": xz })).toMatch(/\.zip or \.tar\.gz/);
    expect(await refusal({ "a.gz": gzipSync(gzipSync(service("cart"))) })).toMatch(
      /inside an archive/,
    );
  });

  test("more files than any dump has are refused", async () => {
    const entries = Array.from({ length: 30 }, (_, index) => ({
      name: `${index}.log`,
      content: "",
    }));
    expect(await refusal({ "a.tar": await tarOf(entries) }, { entries: 20 })).toMatch(/20 files/);
    expect(await refusal({ "a.zip": zipOf(entries) }, { entries: 20 })).toMatch(/20 files/);
  });

  test("uploads larger than the server takes are refused while they arrive", async () => {
    let sent = 0;
    async function* endless() {
      for (;;) {
        sent += 1024;
        yield new TextEncoder().encode(`# ${"x".repeat(1021)}\n`);
      }
    }
    async function* one() {
      yield { name: "a.yaml", bytes: endless() };
    }
    await expect(
      importDump(one(), { limits: { uploadBytes: MEBI, documentLength: 1e12 } }),
    ).rejects.toThrow(/larger than 1 MiB/);
    expect(sent).toBeLessThan(1.2 * MEBI);
  });

  test("names full of control characters are shown on one line", async () => {
    const zip = zipOf([{ name: "a\u001b[31m\r\n\u202e.yaml", content: "\xff\xfe\xff" }]);
    const files = { "a.zip": zip };
    expect(await refusal(files)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe("documents", () => {
  test("a million documents are too many", async () => {
    expect(await refusal({ "a.yaml": "---\na: 1\n".repeat(1_000_000) })).toMatch(
      /^The files hold more than 500,000 documents/,
    );
    expect(
      await refusal(
        { "a.json": `{"kind":"List","items":[${"{},".repeat(60_000)}{}]}` },
        { documents: 50_000 },
      ),
    ).toMatch(/50,000 documents/);
  });

  test.each([
    ["YAML lists in one line", "[".repeat(1000)],
    ["YAML maps in one line", "{a: ".repeat(1000)],
    [
      "YAML by indentation",
      Array.from({ length: 1000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
    ],
    ["YAML dashes", "- ".repeat(1000)],
    ["YAML question marks", "? ".repeat(1000)],
    ["JSON", `{"a":${'{"a":'.repeat(1000)}1${"}".repeat(1001)}`],
  ])("%s nested a thousand levels deep", async (_, text) => {
    expect(await refusal({ "deep.yaml": text })).toBe(
      "deep.yaml is nested more than 200 levels deep, which no Kubernetes object is.",
    );
  });

  test("an alias bomb is refused without being unfolded", async () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 30; level += 1) {
      lines.push(
        `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(", ")}]`,
      );
    }
    expect(await refusal({ "bomb.yaml": `kind: Service\n${lines.join("\n")}\n` })).toMatch(
      /^bomb\.yaml repeats itself through YAML aliases/,
    );
    const many = `a: &a 1\nb: [${"*a, ".repeat(2000)}]\n`;
    expect(await refusal({ "many.yaml": many })).toMatch(/through YAML aliases/);
  });

  test("an object larger than any that Kubernetes stores", async () => {
    const text = `${service("cart")}  labels:\n    a: "${"x".repeat(9 * MEBI)}"\n`;
    expect(await refusal({ "a.yaml": text })).toMatch(/^a\.yaml has an object larger than 8 MiB/);
    expect(await refusal({ "a.json": `{"kind":"${"x".repeat(9 * MEBI)}"}` })).toMatch(/8 MiB/);
    expect(await refusal({ "a.yaml": " ".repeat(20 * MEBI) })).toMatch(/8 MiB/);
  });

  test("bytes that are no UTF-8, also when the last character is cut", async () => {
    const broken = Buffer.concat([Buffer.from(service("cart")), Buffer.from([0xc3, 0x28])]);
    expect(await refusal({ "a.yaml": broken })).toBe(
      "a.yaml is no text: it has bytes that are not UTF-8.",
    );
    const cut = Buffer.from(`${service("cart")}# ü`).subarray(0, -1);
    expect(await refusal({ "a.yaml": cut })).toMatch(/not UTF-8/);
  });

  test("objects that need more memory than there is are refused while they are read", async () => {
    const labels = Array.from({ length: 200 }, (_, index) => `    l${index}: ${"x".repeat(200)}`);
    const one = `  labels:\n${labels.join("\n")}\n`;
    const text = Array.from({ length: 600 }, (_, index) => `${service(`s${index}`)}${one}`);
    expect(await refusal({ "a.yaml": text.join("---\n") }, { recordBytes: 10 * MEBI })).toMatch(
      /more objects than this server has memory for/,
    );
  });

  test("files without any Kubernetes object say so", async () => {
    expect(await refusal({ "a.yaml": "" })).toMatch(/^a\.yaml holds no Kubernetes object/);
    expect(await refusal({ "a.yaml": "hello: world", "b.txt": "just text" })).toMatch(
      /^a\.yaml and 1 more files? holds? no Kubernetes object/,
    );
    expect(await refusal({ "a.zip": zipOf([]) })).toMatch(/no Kubernetes object/);
  });

  test("custom tags run nothing", async () => {
    const text = `${service("cart")}---\n!!js/function "function(){ process.exit(1) }"\n`;
    const { preview } = await importFiles({ "a.yaml": text });
    expect(preview.problems).toHaveLength(1);
  });

  test("a label called __proto__ changes no other object", async () => {
    const text = `kind: Service\napiVersion: v1\nmetadata: { name: a, __proto__: { name: b }, labels: { __proto__: evil } }\n`;
    const { collected } = await importFiles({ "a.yaml": text });
    const { services } = collected.slices;
    expect(services).toMatchObject({ items: [{ ref: { name: "a" } }] });
    const labels = services.read === "unread" ? {} : (services.items[0]?.labels ?? {});
    expect(Object.keys(labels)).toEqual(["__proto__"]);
  });
});

test("a large list needs little memory", async () => {
  const item = `- ${service("NAME").trimEnd().replaceAll("\n", "\n  ")}\n  spec:\n    externalName: ${"x".repeat(20_000)}\n`;
  async function* large() {
    yield new TextEncoder().encode("apiVersion: v1\nitems:\n");
    for (let index = 0; index < 4000; index += 1) {
      peak = Math.max(peak, process.memoryUsage().rss);
      yield new TextEncoder().encode(item.replace("NAME", `s${index % 50}`));
    }
    yield new TextEncoder().encode("kind: List\n");
  }
  async function* one() {
    yield { name: "a.yaml", bytes: large() };
  }
  let peak = 0;
  const before = process.memoryUsage().rss;
  const { preview } = await importDump(one());
  expect(preview.found).toMatchObject([{ objects: 50 }]);
  // The text alone is 80 MB.
  expect(peak - before).toBeLessThan(70 * MEBI);
});

test("an upload that breaks off ends with its own error, and leaves no temporary file", async () => {
  const reason = new Error("the browser went away");
  async function* broken() {
    yield zipOf([{ name: "a.yaml", content: service("cart") }]).subarray(0, 40);
    throw reason;
  }
  async function* one() {
    yield upload("good.yaml", service("cart"));
    yield { name: "a.zip", bytes: broken() };
  }
  await expect(importDump(one(), { tempFolder })).rejects.toBe(reason);
  expect(await readdir(tempFolder)).toEqual([]);
});

/** Zeros, gzipped piece by piece. */
async function zeros(length: number): Promise<Uint8Array> {
  const gzip = createGzip();
  const chunks: Uint8Array[] = [];
  gzip.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  const piece = new Uint8Array(MEBI);
  for (let sent = 0; sent < length; sent += MEBI) {
    await new Promise((resolve) => gzip.write(piece, resolve));
  }
  gzip.end();
  await new Promise((resolve) => gzip.once("end", resolve));
  return Buffer.concat(chunks);
}
