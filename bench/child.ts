import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = new URL("..", import.meta.url).pathname;

/** One measured run in a process of its own. */
export interface Run {
  /** Wall clock of the work itself, milliseconds: starting Node and loading modules is not part of it. */
  readonly milliseconds: number;
  /** CPU time of the whole process meanwhile, milliseconds. */
  readonly cpu: number;
  /** Peak resident memory of the process, bytes. */
  readonly peak: number;
  readonly bytes: number;
  readonly objects: number;
}

/**
 * Runs a bench module, named by its URL, as a process and reads the one JSON line that it prints.
 * @throws with what it wrote to stderr when it fails.
 */
export async function runChild(module: string, args: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, [fileURLToPath(module), ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  const [code] = await once(child, "close");
  if (code !== 0) {
    throw new Error(`${module} ${args.join(" ")} ended with ${code}:\n${Buffer.concat(errors)}`);
  }
  return JSON.parse(Buffer.concat(out).toString());
}

export function isRun(value: unknown): value is Run {
  return typeof value === "object" && value !== null && "peak" in value && "milliseconds" in value;
}

export interface ServedCluster {
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts `lib/demo/serve.ts` with a cluster of that size as a process of its own. One that stands for another machine,
 * `elsewhere`, only gets the processor time that nobody else wants.
 */
export async function serveCluster(
  namespaces: number,
  pods: number,
  { elsewhere = false }: { readonly elsewhere?: boolean } = {},
): Promise<ServedCluster> {
  const serve = new URL("../lib/demo/serve.ts", import.meta.url).pathname;
  const size = ["--namespaces", String(namespaces), "--pods", String(pods)];
  const child = spawn(process.execPath, [serve, "--cluster", "bench", ...size], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (elsewhere && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const served: unknown = JSON.parse(String(line));
  if (typeof served !== "object" || served === null || !("address" in served)) {
    throw new Error(`The demo server said ${line}.`);
  }
  return {
    address: String(served.address),
    async stop() {
      const closed = once(child, "close");
      child.kill("SIGTERM");
      await closed;
    },
  };
}

/** Middle of the sorted values; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value below which that share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
