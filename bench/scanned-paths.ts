/**
 * Prints the lists that a scan of this cluster reads, longest first, so that the baselines read the same.
 *
 *   node bench/scanned-paths.ts ADDRESS
 */
import { collect } from "../lib/cluster/collect.ts";
import { connect } from "../lib/cluster/connect.ts";
import type { Connection } from "../lib/cluster/connection.ts";

const [address = ""] = process.argv.slice(2);
const opened = await connect(
  { kind: "demo", cluster: "bench" },
  { kubeconfigFiles: [], demoAddress: address },
);
const sizes = new Map<string, number>();
const watched: Connection = {
  ...opened,
  async get(path, options) {
    const answer = await opened.get(path, options);
    if (answer.status === 200 && path.includes("limit=")) note(path, answer.body.length);
    return answer;
  },
};

await collect(watched, { signal: new AbortController().signal, timeLimit: 600_000 });
opened.close();
const longestFirst = [...sizes].sort(([, a], [, b]) => b - a).map(([path]) => path);
process.stdout.write(`${JSON.stringify(longestFirst)}\n`);

function note(path: string, size: number): void {
  const [base = "", query = ""] = path.split("?");
  const kept = new URLSearchParams(query);
  kept.delete("limit");
  kept.delete("continue");
  const key = kept.size > 0 ? `${base}?${kept}` : base;
  sizes.set(key, (sizes.get(key) ?? 0) + size);
}
