/**
 * Our whole scan of one cluster, from the first request to the document: connect, collect, understand, judge, take.
 *
 *   node bench/scan-once.ts ADDRESS
 */
import { scanCluster } from "../lib/scan/scan-cluster.ts";
import { measure } from "./measure.ts";
import { STREAMS } from "./pages.ts";

const [address = ""] = process.argv.slice(2);

await measure(async () => {
  const document = await scanCluster(
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
  return { bytes: 0, objects: document.coverage.reduce((sum, { objects }) => sum + objects, 0) };
});
