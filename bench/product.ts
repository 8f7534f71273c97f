import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { z } from "zod";

const ROOT = new URL("..", import.meta.url).pathname;

export interface Product {
  /** "http://127.0.0.1:PORT". */
  readonly url: string;
  /** Connects a context of the kubeconfig, which starts its first scan. */
  connect(context: string): Promise<{ readonly clusterId: string; readonly scanId: string }>;
  /** Resolves when a scan has ended, with how it ended. */
  ended(scanId: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the built product on a free port, with a kubeconfig of contexts to addresses and a data folder that is empty,
 * or filled beforehand.
 */
export async function startProduct(
  contexts: Readonly<Record<string, string>>,
  fill: (dataFolder: string) => Promise<void> = async () => undefined,
): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), "mesh-readiness-bench-"));
  await fill(join(folder, "data"));
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, kubeconfigOf(contexts));

  const child = spawn(process.execPath, ["scripts/start.ts"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      HOST: "127.0.0.1",
      PORT: "0",
      KUBECONFIG: kubeconfig,
      DATABASE_URL: "",
      MESH_READINESS_DATA: join(folder, "data"),
      MESH_READINESS_LOG: "error",
    },
  });
  const url = await addressIn(child.stdout);
  return {
    url,
    async connect(context) {
      const source = { kind: "kubeconfig", context };
      const answer = await fetch(`${url}/api/clusters`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: url },
        body: JSON.stringify({ source }),
      });
      const [cluster] = Connected.parse(await answer.json()).clusters;
      return { clusterId: cluster.id, scanId: cluster.scanId };
    },
    async ended(scanId) {
      const events = await (await fetch(`${url}/api/scans/${scanId}/events`)).text();
      const last = events
        .trim()
        .split("\n")
        .findLast((line) => line.startsWith("data: {"));
      return Progress.parse(JSON.parse(last?.slice("data: ".length) ?? "null")).status;
    },
    async stop() {
      const closed = once(child, "close");
      child.kill("SIGTERM");
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const Connected = z.object({
  clusters: z.tuple([z.object({ id: z.string(), scanId: z.string() })]),
});

const Progress = z.object({ status: z.string() });

/** Waits for the line that says where it listens; a first start builds before. */
async function addressIn(output: Readable): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [, url] = /is at (http\S+)/.exec(line) ?? [];
    if (url) {
      output.resume();
      return url;
    }
  }
  throw new Error("The product ended before it listened.");
}

function kubeconfigOf(contexts: Readonly<Record<string, string>>): string {
  const entries = Object.entries(contexts);
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: entries.map(([name, server]) => ({ name, cluster: { server } })),
    users: [{ name: "bench", user: {} }],
    contexts: entries.map(([name]) => ({ name, context: { cluster: name, user: "bench" } })),
  });
}
