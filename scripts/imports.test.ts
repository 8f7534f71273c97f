import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkImports } from "./imports.ts";

let folder = "";
afterEach(() => rm(folder, { recursive: true, force: true }));

async function tree(files: Record<string, string>): Promise<string> {
  folder = await mkdtemp(join(tmpdir(), "imports-"));
  for (const [path, text] of Object.entries({
    "app/page.tsx": "export {};",
    "components/a.tsx": "export {};",
    ...files,
  })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

test("a planted import of the database by a check is found, with its reason", async () => {
  const planted = await tree({
    "lib/db/questions.ts": "export const ask = 1;",
    "lib/checks/nosy/check.ts":
      'import { ask } from "../../db/questions.ts";\nexport const nosy = ask;',
  });
  const { modules, violations } = await checkImports(planted);
  expect(modules).toBeGreaterThan(2);
  expect(violations.join("\n")).toMatch(
    /lib\/checks\/nosy\/check\.ts imports lib\/db\/questions\.ts: checks-read-inventories-only\./,
  );
});

test("a planted import by type alone is found too", async () => {
  const planted = await tree({
    "lib/scan/job.ts": "export interface Job { id: string }",
    "lib/inventory/facts.ts": 'import type { Job } from "../scan/job.ts";\nexport type Fact = Job;',
  });
  const { violations } = await checkImports(planted);
  expect(violations.join("\n")).toContain("inventory-knows-only-itself");
});

test("a tree that keeps the directions is clean", async () => {
  const clean = await tree({
    "lib/inventory/model.ts": "export const model = 1;",
    "lib/checks/check.ts":
      'import { model } from "../inventory/model.ts";\nexport const check = model;',
  });
  expect(await checkImports(clean)).toMatchObject({ violations: [] });
});
