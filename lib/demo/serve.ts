/**
 * Serves demo clusters until it is stopped:
 *
 *   node lib/demo/serve.ts --cluster prod-eu --cluster staging --port 0
 *   node lib/demo/serve.ts --cluster bench --namespaces 500 --pods 50000 --fault reset:pods:times=1
 *
 * Prints one JSON line per cluster: {"cluster":"prod-eu","address":"http://127.0.0.1:40123"}.
 */
import { parseArgs } from "node:util";
import { parseFault } from "./faults.ts";
import { DEMO_CLUSTERS } from "./names.ts";
import { startDemo } from "./server.ts";

const { values } = parseArgs({
  options: {
    cluster: { type: "string", multiple: true, default: [...DEMO_CLUSTERS] },
    port: { type: "string", default: "0" },
    namespaces: { type: "string", default: "500" },
    pods: { type: "string", default: "10000" },
    fault: { type: "string", multiple: true, default: [] },
    token: { type: "string" },
  },
});

const demo = await startDemo({
  clusters: values.cluster,
  port: Number(values.port),
  size: { namespaces: Number(values.namespaces), pods: Number(values.pods) },
  faults: values.fault.map(parseFault),
  ...(values.token ? { token: values.token } : {}),
});

for (const cluster of demo.clusters) {
  process.stdout.write(`${JSON.stringify({ cluster, address: demo.address(cluster) })}\n`);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void demo.close();
  });
}
