/** The demo fleet's servers, started when a demo cluster is first scanned, in a thread of their own. */
import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { z } from "zod";

/** Shared by all copies that Next makes of this module in one process. */
declare global {
  var meshReadinessDemo: Promise<ReadonlyMap<string, string>> | undefined;
}

/** "http://127.0.0.1:PORT" of a demo cluster, null when the fleet has none of that name. */
export async function demoAddress(cluster: string): Promise<string | null> {
  globalThis.meshReadinessDemo ??= startFleet();
  const fleet = globalThis.meshReadinessDemo;
  fleet.catch(() => {
    globalThis.meshReadinessDemo = undefined;
  });
  return (await fleet).get(cluster) ?? null;
}

const Addresses = z.map(z.string(), z.string());

async function startFleet(): Promise<ReadonlyMap<string, string>> {
  const file = join(/* turbopackIgnore: true */ process.cwd(), "lib", "scan", "demo-worker.ts");
  const worker = new Worker(file, { execArgv: [] });
  const [addresses] = await once(worker, "message");
  worker.on("error", forget);
  worker.on("exit", forget);
  // The fleet alone is no reason for the process to stay.
  worker.unref();
  return Addresses.parse(addresses);
}

function forget(): void {
  globalThis.meshReadinessDemo = undefined;
}
