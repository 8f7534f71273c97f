/** An order for tests: a demo cluster of some name, or whatever source is wanted. */
import type { ClusterSource } from "../../cluster/source.ts";
import type { ScanOrder } from "../scan-cluster.ts";

export function sampleOrder(
  source: ClusterSource | string,
  demoAddress: string | null = null,
): ScanOrder {
  return {
    source: typeof source === "string" ? { kind: "demo", cluster: source } : source,
    demoAddress,
    credential: null,
    records: null,
    metrics: null,
    kubeconfigFiles: [],
    ownListener: { host: "127.0.0.1", port: 1 },
    listStreams: 3,
    timeLimit: 20_000,
  };
}
