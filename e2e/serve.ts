/**
 * Starts the built product as a new user would have it: an empty data folder, and a kubeconfig whose contexts lead to
 * demo clusters, some of them with faults.
 */
import { spawn } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault } from "../lib/demo/faults.ts";
import { type Demo, startDemo } from "../lib/demo/server.ts";

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
  { name: "slow", cluster: "dev", faults: [{ does: "drip", resource: "pods" }] },
  { name: "locked", cluster: "dev", faults: [{ does: "unauthorized" }] },
  { name: "hostile", cluster: "hostile", faults: [] },
];

const folder = await mkdtemp(join(tmpdir(), "mesh-readiness-e2e-"));
const demos = await Promise.all(CONTEXTS.map(({ cluster, faults }) => startDemo({ clusters: [cluster], faults })));
const kubeconfig = join(folder, "kubeconfig");
await writeFile(kubeconfig, kubeconfigOf(demos));

const product = spawn(process.execPath, ["scripts/start.ts"], {
  stdio: "inherit",
  env: {
    ...process.env,
    HOST: "127.0.0.1",
    KUBECONFIG: kubeconfig,
    DATABASE_URL: "",
    MESH_READINESS_DATA: join(folder, "data"),
    MESH_READINESS_LOG: "warn",
  },
});

let closing = false;
const close = () => {
  if (closing) return;
  closing = true;
  product.kill("SIGTERM");
  void Promise.all(demos.map((demo) => demo.close()));
};
product.once("exit", (code) => {
  close();
  process.exitCode = code ?? 1;
});
process.once("SIGTERM", close);
process.once("SIGINT", close);

function kubeconfigOf(running: readonly Demo[]): string {
  const named = CONTEXTS.map((context, index) => ({ ...context, server: running[index]?.address(context.cluster) ?? "" }));
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "healthy",
    clusters: [...named.map(({ name, server }) => ({ name, cluster: { server } })), { name: "down", cluster: { server: "http://127.0.0.1:9" } }],
    users: [{ name: "reader", user: {} }],
    contexts: [...named.map(({ name }) => name), "down"].map((name) => ({ name, context: { cluster: name, user: "reader" } })),
  });
}
