import type { DemoCluster } from "./cluster.ts";
import { bench, type ClusterSize } from "./fleet/bench.ts";
import { dev } from "./fleet/dev.ts";
import { hostile } from "./fleet/hostile.ts";
import { prodEu } from "./fleet/prod-eu.ts";
import { staging } from "./fleet/staging.ts";

export type { ClusterSize } from "./fleet/bench.ts";

/** The clusters that "Explore the demo fleet" connects. */
export const DEMO_CLUSTERS: readonly string[] = ["prod-eu", "staging", "dev"];

const MAKERS: Readonly<Record<string, (now: Date, size: ClusterSize) => DemoCluster>> = {
  "prod-eu": prodEu,
  staging,
  dev,
  bench,
  hostile,
};

/**
 * How to build a declared cluster: the fleet's three, "bench" of a chosen size, or "hostile".
 * @throws when there is none of that name.
 */
export function declaredCluster(
  name: string,
  now: Date,
  size: ClusterSize = { namespaces: 500, pods: 10_000 },
): () => DemoCluster {
  const make = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
  if (!make) {
    throw new Error(`No demo cluster is called ${name}. Known: ${Object.keys(MAKERS).join(", ")}.`);
  }
  return () => make(now, size);
}
