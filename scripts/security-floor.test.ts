import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { z } from "zod";

/** Lowest versions without the named vulnerability. Raise one when an advisory asks for it, never lower it. */
const FLOORS = [
  ["next", "16.0.10", "GHSA-9qr9-h5gf-34mp and its follow-ups in the server-components protocol"],
  ["react", "19.2.3", "GHSA-fv66-9v8q-g76r and its follow-ups in the server-components protocol"],
  ["react-dom", "19.2.3", "released together with react"],
  ["js-yaml", "4.1.1", "GHSA-mh29-5h37-fv8m, prototype pollution by merge keys"],
] as const;

const Lock = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional() })),
});

const lock = Lock.parse(JSON.parse(await readFile("package-lock.json", "utf8")));

test.each(FLOORS)("every installed %s is at least %s (%s)", (name, floor) => {
  const versions = Object.entries(lock.packages)
    .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
    .map(([, { version }]) => version);
  expect(versions.length).toBeGreaterThan(0);
  for (const version of versions) expect(atLeast(version, floor), `${name} ${version}`).toBe(true);
});

test("a version below the floor is seen", () => {
  expect(atLeast("16.0.9", "16.0.10")).toBe(false);
  expect(atLeast("15.9.99", "16.0.10")).toBe(false);
  expect(atLeast(undefined, "1.0.0")).toBe(false);
  expect(atLeast("16.1.0", "16.0.10")).toBe(true);
});

test("the lock file names no registry", async () => {
  expect(await readFile("package-lock.json", "utf8")).not.toMatch(/"resolved"/);
});

/** Compares the three numbers of a release; a pre-release of the floor counts as below it. */
function atLeast(version: string | undefined, floor: string): boolean {
  if (version === undefined || version.includes("-")) return false;
  const [have, want] = [version, floor].map((text) => text.split(".").map(Number));
  for (let place = 0; place < 3; place += 1) {
    const difference = (have?.[place] ?? -1) - (want?.[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
