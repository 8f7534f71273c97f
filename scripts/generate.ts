/**
 * Generates the Prisma client into lib/db/generated, offline, when prisma/schema.prisma or Prisma itself changed.
 * Run it alone with `node scripts/generate.ts`, or call `generate()` before anything that reads the database.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const schema = join(root, "prisma", "schema.prisma");
const generated = join(root, "lib", "db", "generated");
const stamp = join(generated, "stamp");
const prisma = join(root, "node_modules", "prisma");

/** Returns false when the client was already up to date. */
export function generate(): boolean {
  const wanted = fingerprint();
  if (currentStamp() === wanted) return false;

  execFileSync(
    process.execPath,
    [join(prisma, "build", "index.js"), "generate", "--schema", schema],
    { cwd: root, env: { ...process.env, ...OFFLINE }, stdio: "pipe" },
  );
  writeFileSync(stamp, wanted);
  return true;
}

/**
 * Generating needs no schema engine, yet the CLI downloads one unless this variable names a file that exists. Any
 * file will do: it is never run.
 */
const OFFLINE = {
  PRISMA_SCHEMA_ENGINE_BINARY: join(prisma, "package.json"),
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  CHECKPOINT_DISABLE: "1",
};

function fingerprint(): string {
  return createHash("sha256")
    .update(readFileSync(schema))
    .update(readFileSync(join(prisma, "package.json")))
    .digest("hex");
}

function currentStamp(): string | null {
  try {
    return readFileSync(stamp, "utf8");
  } catch {
    return null;
  }
}

if (import.meta.main) generate();
