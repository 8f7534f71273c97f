/** A Postgres server of a test's own, which it may stop as rudely as it likes. Needs the server's programs here. */
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface OwnServer {
  readonly url: string;
  start(): void;
  /** As when its machine loses power: no goodbye to anybody, and recovery at the next start. */
  crash(): void;
  remove(): void;
}

/** The folder of Postgres' programs, null when there are none. */
export function serverPrograms(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const newest = versions.toSorted((one, other) => Number(one) - Number(other)).at(-1);
  return newest === undefined ? null : join(DEBIAN, newest, "bin");
}

/** Starts one on a free port of this machine. */
export async function startOwnServer(programs: string): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), "mesh-readiness-server-"));
  if (isRoot()) chownSync(folder, Number(idOf("-u")), Number(idOf("-g")));
  const data = join(folder, "data");
  const port = await freePort();
  const control = (...args: string[]) =>
    run(join(programs, "pg_ctl"), "-D", data, "-w", "-l", join(folder, "log"), ...args);

  run(join(programs, "initdb"), "-D", data, "-A", "trust", "-U", "postgres");
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -k ${folder}`;
  const start = () => control("-o", options, "start");
  const crash = () => control("-m", "immediate", "stop");
  start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start,
    crash,
    remove() {
      crash();
      rmSync(folder, { recursive: true });
    },
  };
}

const DEBIAN = "/usr/lib/postgresql";

/** Postgres refuses to run as root; its package brings a user of that name. */
function run(program: string, ...args: string[]): void {
  const [file, ...rest] = isRoot()
    ? ["runuser", "-u", "postgres", "--", program, ...args]
    : [program, ...args];
  execFileSync(file, rest, { stdio: ["ignore", "ignore", "inherit"], cwd: tmpdir() });
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function idOf(which: "-u" | "-g"): string {
  return execFileSync("id", [which, "postgres"], { encoding: "utf8" });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const listener = createServer();
    listener.on("error", reject);
    listener.listen(0, "127.0.0.1", () => {
      const address = listener.address();
      listener.close(() =>
        typeof address === "object" && address
          ? resolve(address.port)
          : reject(new Error("No port was given.")),
      );
    });
  });
}
