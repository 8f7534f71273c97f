import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SealError, seal, sealingKey, unseal } from "./seal.ts";

const key = Buffer.alloc(32, 7);
const bound = { clusterId: "k3s0000000000000", server: "https://10.0.0.1:6443" };

test("a sealed text opens for its cluster, server and key", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(unseal(seal(text, bound, key), bound, key)).toBe(text);
    }),
  );
});

test("a sealed text does not contain what it seals, and no two seals are equal", () => {
  const first = Buffer.from(seal("planted-token", bound, key));
  expect(first.includes("planted")).toBe(false);
  expect(first.equals(Buffer.from(seal("planted-token", bound, key)))).toBe(false);
});

test("every single changed byte is noticed", () => {
  const sealed = seal("token", bound, key);
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = sealed.with(index, (sealed[index] ?? 0) ^ 1);
    expect(() => unseal(changed, bound, key)).toThrow(SealError);
  }
});

test.each([
  ["another cluster", { ...bound, clusterId: "other" }, key],
  ["another server address", { ...bound, server: "https://attacker.example" }, key],
  ["another key", bound, Buffer.alloc(32, 8)],
])("a credential stays shut for %s", (_, other, otherKey) => {
  expect(() => unseal(seal("token", bound, key), other, otherKey)).toThrow(
    /does not open.*connect the cluster again/,
  );
});

test.each([0, 1, 28])("%i bytes are not a sealed text", (length) => {
  expect(() => unseal(new Uint8Array(length).fill(1), bound, key)).toThrow(SealError);
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seal-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the key is made once, for its owner's eyes only", () => {
  const settings = { encryptionKey: null, dataFolder: join(folder, "data") };
  const made = sealingKey(settings);
  expect(made).toHaveLength(32);
  expect(sealingKey(settings)).toEqual(made);

  const file = join(folder, "data", "encryption-key");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toBe(`${Buffer.from(made).toString("hex")}\n`);
});

test("the key of the settings comes first", () => {
  const settings = { encryptionKey: "ab".repeat(32), dataFolder: folder };
  expect(sealingKey(settings)).toEqual(Buffer.alloc(32, 0xab));
});

test("a damaged key file is named instead of being replaced", () => {
  writeFileSync(join(folder, "encryption-key"), "short");
  expect(() => sealingKey({ encryptionKey: null, dataFolder: folder })).toThrow(
    /encryption-key does not hold an encryption key/,
  );
});
