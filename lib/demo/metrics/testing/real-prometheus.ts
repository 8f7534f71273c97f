/** A Prometheus that is installed on this machine (Debian's package `prometheus`), with data of our own. */
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { openMetrics, type RawSeries } from "../open-metrics.ts";

export interface RealPrometheus {
  /** "http://127.0.0.1:PORT". */
  readonly address: string;
  close(): Promise<void>;
}

/** Why there is none to test with; null: there is one. */
export function missingPrometheus(): string | null {
  const missing = ["prometheus", "promtool"].filter(
    (command) => spawnSync(command, ["--version"]).status !== 0,
  );
  return missing.length === 0
    ? null
    : `${missing.join(" and ")} not found. On Debian: apt-get install prometheus`;
}

/** Loads the series into blocks and serves them. @throws when either does not work. */
export async function startPrometheus(series: readonly RawSeries[]): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), "mesh-readiness-prometheus-"));
  try {
    const text = join(folder, "series.txt");
    const data = join(folder, "data");
    await pipeline(Readable.from(openMetrics(series)), createWriteStream(text));
    await promisify(execFile)(
      "promtool",
      ["tsdb", "create-blocks-from", "openmetrics", "--quiet", text, data],
      { maxBuffer: 64_000_000 },
    );
    await rm(text);
    return await serve(folder, data);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Milliseconds until it has to be ready. */
const PATIENCE = 30_000;

async function serve(folder: string, data: string): Promise<RealPrometheus> {
  const config = join(folder, "prometheus.yml");
  await writeFile(config, "scrape_configs: []\n");
  const port = await freePort();
  const server = spawn(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      // Counted back from the newest block, whatever the clock says.
      "--storage.tsdb.retention.time=10y",
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  server.stderr.on("data", (text) => {
    said += String(text);
  });
  const ended = once(server, "exit");
  const address = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };

  for (const began = Date.now(); Date.now() - began < PATIENCE; ) {
    if (server.exitCode !== null) break;
    const ready = await fetch(`${address}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return { address, close };
    await pause(50);
  }
  await close();
  throw new Error(`Prometheus did not start: ${said}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (typeof address !== "object" || !address) throw new Error("No free port.");
  return address.port;
}
