/** Every test: unit and golden tests first, then the product in a real browser. Arguments go to Vitest and skip the browser. */
import { build } from "./build.ts";
import { isBuilt } from "./build-state.ts";
import { generate } from "./generate.ts";
import { run } from "./run.ts";

generate();
const unit = process.argv.slice(2);
let code = await run("vitest", ["run", ...unit]);

if (code === 0 && unit.length === 0) {
  if (!(await isBuilt())) code = await build();
  if (code === 0) code = await run("playwright", ["test"]);
}
process.exit(code);
