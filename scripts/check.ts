/** Types, lint, import directions, dead code, and that schema.prisma equals its migrations. Seconds, no database. */
import { schemaDrift } from "../lib/db/drift.ts";
import { generate } from "./generate.ts";
import { checkImports } from "./imports.ts";
import { run } from "./run.ts";

generate();

const failed: string[] = [];
const step = async (name: string, passes: () => Promise<boolean>) => {
  const started = performance.now();
  const passed = await passes();
  if (!passed) failed.push(name);
  console.log(
    `${passed ? "ok    " : "FAILED"} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
};

await step(
  "types",
  async () =>
    (await run("next", ["typegen"], { NEXT_TELEMETRY_DISABLED: "1" })) === 0 &&
    (await run("tsc", ["--noEmit"])) === 0,
);
await step("lint", async () => (await run("biome", ["check", "--error-on-warnings", "."])) === 0);
await step("imports", async () => {
  const { modules, violations } = await checkImports();
  for (const violation of violations) console.error(violation);
  if (modules < 50)
    console.error(`Only ${modules} modules were seen, so the import directions were not checked.`);
  return violations.length === 0 && modules >= 50;
});
await step("dead code", async () => (await run("knip", [])) === 0);
await step("schema", async () => {
  const drift = await schemaDrift();
  if (drift)
    console.error(`schema.prisma and its migrations differ; this SQL is missing:\n${drift}`);
  return drift === "";
});

if (failed.length > 0) {
  console.error(`Failed: ${failed.join(", ")}.`);
  process.exit(1);
}
