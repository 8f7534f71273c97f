import { scanCluster } from "../lib/scan/scan-cluster.ts";
import type { SnapshotDocument } from "../lib/snapshot/document.ts";
import { STREAMS } from "./pages.ts";

/** Scans the cluster at an address in this thread, as the product does in its own. */
export function scanOf(address: string): Promise<SnapshotDocument> {
  return scanCluster(
    {
      source: { kind: "demo", cluster: "bench" },
      demoAddress: address,
      credential: null,
      records: null,
      kubeconfigFiles: [],
      ownListener: { host: "127.0.0.1", port: 1 },
      listStreams: STREAMS,
      timeLimit: 600_000,
    },
    {
      signal: new AbortController().signal,
      onStage: () => {},
      onReading: () => {},
      onBroken: ({ error }) => {
        throw error;
      },
    },
  );
}
