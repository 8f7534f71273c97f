/** How much of a Prometheus a scan asks, and how that grows with the cluster: requests, bytes and time. */
import { collect } from "../lib/cluster/collect.ts";
import { connect } from "../lib/cluster/connect.ts";
import type { Connection } from "../lib/cluster/connection.ts";
import { DEMO_METRICS } from "../lib/db/metrics-sources.ts";
import { understand } from "../lib/inventory/understand.ts";
import { meshFacts } from "../lib/metrics/facts.ts";
import { measureCluster } from "../lib/metrics/measure.ts";
import { median, serveCluster } from "./child.ts";
import { STREAMS } from "./pages.ts";

export interface QueriesResult {
  readonly namespaces: number;
  readonly pods: number;
  /** Requests of one measurement. */
  readonly queries: number;
  /** Bytes of their answers. */
  readonly bytes: number;
  /** Milliseconds, the time of the source included. */
  readonly milliseconds: number;
}

const SIZES = [
  { namespaces: 50, pods: 1000 },
  { namespaces: 500, pods: 10_000 },
] as const;

const ROUNDS = 3;

const OWN = { host: "127.0.0.1", port: 1 };

export async function benchQueries(say: (line: string) => void): Promise<readonly QueriesResult[]> {
  const results: QueriesResult[] = [];
  for (const size of SIZES) {
    const result = await measured(size);
    say(`  ${size.pods} pods are measured with ${result.queries} requests`);
    results.push(result);
  }
  return results;
}

async function measured({ namespaces, pods }: (typeof SIZES)[number]): Promise<QueriesResult> {
  const cluster = await serveCluster(namespaces, pods);
  const source = { kind: "demo", cluster: "bench" } as const;
  const connection = await connect(source, {
    kubeconfigFiles: [],
    demoAddress: cluster.address,
    ownListener: OWN,
  });
  try {
    const { signal } = new AbortController();
    const limits = { signal, streams: STREAMS, timeLimit: 600_000 };
    const at = new Date();
    const inventory = understand(await collect(connection, limits), at.toISOString());
    const facts = meshFacts(inventory);
    const taken: number[] = [];
    let count = { queries: 0, bytes: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      const counting = counted(connection);
      const started = performance.now();
      const measurement = await measureCluster({
        connection: counting.connection,
        source: DEMO_METRICS,
        credential: null,
        facts,
        at,
        signal,
        ownListener: OWN,
      });
      taken.push(performance.now() - started);
      count = counting.count();
      if (measurement?.source !== "prometheus" || measurement.namespaces.length < namespaces / 2)
        throw new Error(`The measurement of ${namespaces} namespaces is not one of all of them.`);
    }
    return { namespaces, pods, ...count, milliseconds: median(taken) };
  } finally {
    connection.close();
    await cluster.stop();
  }
}

function counted(connection: Connection) {
  let queries = 0;
  let bytes = 0;
  const counting: Connection = {
    ...connection,
    async get(path, options) {
      queries += 1;
      const answer = await connection.get(path, options);
      bytes += answer.body.byteLength;
      return answer;
    },
  };
  return { connection: counting, count: () => ({ queries, bytes }) };
}
