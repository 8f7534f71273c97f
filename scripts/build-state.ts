import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

const SOURCES = [
  "app",
  "components",
  "lib",
  "prisma",
  "next.config.js",
  "package-lock.json",
  "postcss.config.mjs",
];

/** True when the last build is newer than every source it was made from. */
export async function isBuilt(): Promise<boolean> {
  const built = await modified(".next/BUILD_ID");
  if (built === null) return false;
  const newest = await Promise.all(SOURCES.map(newestIn));
  return Math.max(...newest) < built;
}

async function newestIn(path: string): Promise<number> {
  const own = await stat(path).catch(() => null);
  if (own === null) return 0;
  if (!own.isDirectory()) return own.mtimeMs;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const times = await Promise.all(
    entries
      .filter(
        (entry) =>
          entry.isFile() &&
          !entry.name.includes(".test.") &&
          !entry.parentPath.includes("generated"),
      )
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs),
  );
  return Math.max(0, ...times);
}

async function modified(path: string): Promise<number | null> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? null;
}
