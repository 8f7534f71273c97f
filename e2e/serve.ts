/**
 * Starts the built product as a new user would have it: an empty data folder, and a kubeconfig whose contexts lead to
 * demo clusters, some of them with faults. Its log goes to a file, so that a test can search it.
 */
import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "../lib/demo/faults.ts";
import { startDemo } from "../lib/demo/server.ts";
import { startGate } from "./gate.ts";
import { DATA, FOLDER, GATE, LOG, PORT } from "./places.ts";

const CONTEXTS: readonly { name: string; cluster: string; faults: readonly Fault[] }[] = [
  { name: "healthy", cluster: "dev", faults: [] },
  {
    name: "blind",
    cluster: "staging",
    faults: [
      { does: "forbidden", resource: "authorizationpolicies.security.istio.io" },
      { does: "forbidden", resource: "virtualservices.networking.istio.io" },
      { does: "malformed-object", resource: "envoyfilters.networking.istio.io" },
    ],
  },
  { name: "gated", cluster: "dev", faults: [] },
  { name: "slow", cluster: "prod-eu", faults: [{ does: "drip", resource: "pods" }] },
  { name: "locked", cluster: "dev", faults: [{ does: "unauthorized" }] },
  { name: "hostile", cluster: "hostile", faults: [] },
];

/** Nothing listens there. */
const DOWN = { name: "down", server: "http://127.0.0.1:9" };

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });

const demos = await Promise.all(
  CONTEXTS.map(({ cluster, faults }) => startDemo({ clusters: [cluster], faults })),
);
const addresses = CONTEXTS.map(({ name, cluster }, index) => ({
  name,
  server: demos[index]?.address(cluster) ?? "",
}));
const gate = new URL(GATE);
const gated = addresses.find(({ name }) => name === "gated");
if (!gated) throw new Error("No context is called gated.");
const guard = await startGate(gated.server, PORT + 1, gate.pathname);
gated.server = gate.origin;

const kubeconfig = join(FOLDER, "kubeconfig");
await writeFile(kubeconfig, kubeconfigOf([...addresses, DOWN]));

const product = spawn(process.execPath, ["scripts/start.ts"], {
  stdio: ["ignore", openSync(LOG, "a"), openSync(LOG, "a")],
  env: {
    ...process.env,
    HOST: "127.0.0.1",
    PORT: String(PORT),
    KUBECONFIG: kubeconfig,
    DATABASE_URL: "",
    MESH_READINESS_DATA: DATA,
    MESH_READINESS_LOG: "debug",
  },
});

let closing = false;
const close = () => {
  if (closing) return;
  closing = true;
  product.kill("SIGTERM");
  guard.close();
  guard.closeAllConnections();
  void Promise.all(demos.map((demo) => demo.close()));
};
product.once("exit", (code, signal) => {
  if (!closing) process.stderr.write(`The product ended by itself (${code ?? signal}).\n`);
  process.exitCode = closing ? 0 : 1;
  close();
});
process.once("SIGTERM", close);
process.once("SIGINT", close);

function kubeconfigOf(contexts: readonly { name: string; server: string }[]): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "healthy",
    clusters: contexts.map(({ name, server }) => ({ name, cluster: { server } })),
    users: [{ name: "reader", user: {} }],
    contexts: contexts.map(({ name }) => ({ name, context: { cluster: name, user: "reader" } })),
  });
}
