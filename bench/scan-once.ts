/**
 * Our whole scan of one cluster as the product runs it, in a thread of its own: connect, collect, understand, judge, and
 * the document ready to be stored.
 *
 *   node bench/scan-once.ts ADDRESS
 */
import { scanInThread } from "../lib/scan/scan-thread.ts";
import { measure } from "./measure.ts";
import { STREAMS } from "./pages.ts";

const [address = ""] = process.argv.slice(2);

await measure(async (begin) => {
  let objects = 0;
  let loaded = false;
  await scanInThread({
    order: {
      source: { kind: "demo", cluster: "bench" },
      demoAddress: address,
      credential: null,
      records: null,
      metrics: null,
      kubeconfigFiles: [],
      ownListener: { host: "127.0.0.1", port: 1 },
      listStreams: STREAMS,
      timeLimit: 600_000,
    },
    signal: new AbortController().signal,
    hardLimit: 600_000,
    onTold(_, told) {
      if (!loaded) begin();
      loaded = true;
      objects = told.objects;
    },
  });
  return { bytes: 0, objects };
});
