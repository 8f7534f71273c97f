/**
 * Our whole scan of one cluster, from the first request to the document: collect, understand, judge, assess, take.
 *
 *   node bench/scan-once.ts ADDRESS        measures it
 *   node bench/scan-once.ts ADDRESS paths  prints the lists that it reads, longest first
 */
import { runCatalogue } from "../lib/checks/run.ts";
import { collect } from "../lib/cluster/collect.ts";
import { connect } from "../lib/cluster/connect.ts";
import { understand } from "../lib/inventory/understand.ts";
import { assess } from "../lib/migration/assess.ts";
import { takeSnapshot } from "../lib/snapshot/take.ts";
import { measure } from "./measure.ts";

const [address = "", mode] = process.argv.slice(2);
const opened = await connect(
  { kind: "demo", cluster: "bench" },
  { kubeconfigFiles: [], demoAddress: address },
);
const read = new Map<string, number>();
let bytes = 0;
const connection: typeof opened = {
  ...opened,
  async get(path, options) {
    const answer = await opened.get(path, options);
    bytes += answer.body.length;
    if (answer.status === 200 && path.includes("limit=")) note(path, answer.body.length);
    return answer;
  },
};

if (mode === "paths") {
  await scan();
  const longestFirst = [...read].sort(([, a], [, b]) => b - a).map(([path]) => path);
  process.stdout.write(`${JSON.stringify(longestFirst)}\n`);
} else {
  await measure(async () => {
    const objects = await scan();
    return { bytes, objects };
  });
}

async function scan(): Promise<number> {
  const signal = new AbortController().signal;
  const collected = await collect(connection, { signal, timeLimit: 600_000 });
  connection.close();
  const inventory = understand(collected, new Date().toISOString());
  const results = runCatalogue(inventory);
  const assessment = assess(inventory, results);
  const document = takeSnapshot({
    inventory,
    results,
    assessment,
    input: "demo",
    rbacFor: () => "",
  });
  return document.coverage.reduce((sum, { objects }) => sum + objects, 0);
}

function note(path: string, size: number): void {
  const [base = "", query = ""] = path.split("?");
  const kept = new URLSearchParams(query);
  kept.delete("limit");
  kept.delete("continue");
  const key = kept.size > 0 ? `${base}?${kept}` : base;
  read.set(key, (read.get(key) ?? 0) + size);
}
