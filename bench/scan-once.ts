/**
 * Our whole scan of one cluster, from the first request to the document: connect, collect, understand, judge, take.
 *
 *   node bench/scan-once.ts ADDRESS
 */
import { measure } from "./measure.ts";
import { scanOf } from "./scan-of.ts";

const [address = ""] = process.argv.slice(2);

await measure(async () => {
  const { coverage } = await scanOf(address);
  return { bytes: 0, objects: coverage.reduce((sum, { objects }) => sum + objects, 0) };
});
