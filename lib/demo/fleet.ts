import type { DemoCluster } from "./cluster.ts";
import { bench, type ClusterSize } from "./fleet/bench.ts";
import { dev } from "./fleet/dev.ts";
import { hostile } from "./fleet/hostile.ts";
import { prodEu } from "./fleet/prod-eu.ts";
import { staging } from "./fleet/staging.ts";

export type { ClusterSize } from "./fleet/bench.ts";

/** Which cluster to build of those that a name may mean. */
export interface Variant {
  /** Of the cluster "bench". */
  readonly size?: ClusterSize;
  /** The fleet's three have a past: as a scan so many days ago saw them. Absent: today. */
  readonly daysAgo?: number;
}

const BENCH_SIZE: ClusterSize = { namespaces: 500, pods: 10_000 };

const MAKERS: Readonly<Record<string, (now: Date, variant: Variant) => DemoCluster>> = {
  "prod-eu": (now, { daysAgo }) => prodEu(now, daysAgo),
  staging: (now, { daysAgo }) => staging(now, daysAgo),
  dev: (now, { daysAgo }) => dev(now, daysAgo),
  bench: (now, { size = BENCH_SIZE }) => bench(now, size),
  hostile: (now) => hostile(now),
};

/**
 * How to build a declared cluster: the fleet's three, "bench" of a chosen size, or "hostile". `now` is what ages are
 * counted back from.
 * @throws when there is none of that name.
 */
export function declaredCluster(name: string, now: Date, variant: Variant = {}): () => DemoCluster {
  const make = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
  if (!make) {
    throw new Error(`No demo cluster is called ${name}. Known: ${Object.keys(MAKERS).join(", ")}.`);
  }
  return () => make(now, variant);
}
