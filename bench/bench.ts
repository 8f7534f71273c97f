/**
 * Measures the product on this machine: `npm run bench`, with `--json` for one JSON object, `--quick` for one run of
 * each and the smaller cluster only.
 */
import { parseArgs } from "node:util";
import { printReading } from "./print.ts";
import { benchReading } from "./reading.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
  },
});

const sizes = values.quick ? [10_000] : [10_000, 50_000];
const rounds = values.quick ? 1 : 3;
const say = (line: string): void => {
  if (!values.json) process.stderr.write(`${line}\n`);
};

const reading = await benchReading(sizes, rounds, say);

if (values.json) process.stdout.write(`${JSON.stringify({ reading })}\n`);
else process.stdout.write(printReading(reading));
