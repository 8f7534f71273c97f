/**
 * The demo fleet over HTTP: each cluster under a port of its own, speaking as a Kubernetes API server does, so the
 * product reads it through exactly the code that reads a real cluster. Listens on 127.0.0.1 only. Everything in it
 * is sample data.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { prometheusTarget } from "./api/proxy.ts";
import { route, targetOf } from "./api/route.ts";
import { type Answer, unauthorized } from "./api/status.ts";
import type { DemoCluster } from "./cluster.ts";
import {
  bend,
  type Fault,
  type FaultName,
  faultLine,
  refusal,
  withoutMissingKinds,
} from "./faults.ts";
import { type ClusterSize, declaredCluster } from "./fleet.ts";
import { DEMO_CLUSTERS } from "./names.ts";

export interface DemoOptions {
  /** Names from `fleet.ts`, or clusters of one's own; absent: the three of the demo fleet. */
  readonly clusters?: readonly (string | DemoCluster | LaterCluster)[];
  /** Port of the first cluster, the next ones follow; 0 or absent: whatever is free. */
  readonly port?: number;
  /** Size of the cluster "bench". */
  readonly size?: ClusterSize;
  readonly faults?: readonly Fault[];
  /** When set, every request must carry it as its bearer token. */
  readonly token?: string;
  /** What ages are counted back from; absent: the moment of the start. */
  readonly now?: Date;
  readonly onRequest?: (request: {
    readonly cluster: string;
    readonly method: string;
    readonly url: string;
  }) => void;
}

export interface Demo {
  readonly clusters: readonly string[];
  /** "http://127.0.0.1:PORT". @throws when no such cluster was started. */
  address(cluster: string): string;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/** Starts the demo fleet and resolves when every cluster listens. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { port = 0, now = new Date() } = options;
  const chosen = options.clusters ?? DEMO_CLUSTERS;
  const clusters = chosen.map((cluster) => laterCluster(cluster, now, options));

  const servers = new Map<string, Server>();
  const close = async (): Promise<void> => {
    await Promise.all([...servers.values()].map(stop));
  };
  try {
    for (const [index, cluster] of clusters.entries()) {
      const server = serverOf(cluster, options);
      server.listen(port === 0 ? 0 : port + index, "127.0.0.1");
      await once(server, "listening");
      servers.set(cluster.name, server);
    }
  } catch (error) {
    await close();
    throw error;
  }

  return {
    clusters: [...servers.keys()],
    address(cluster) {
      const server = servers.get(cluster);
      if (!server) throw new Error(`No demo cluster called ${cluster} was started.`);
      return `http://127.0.0.1:${portOf(server)}`;
    },
    close,
  };
}

/** A cluster that is built when it is asked for something, each time anew or once for all. */
export interface LaterCluster {
  readonly name: string;
  built(): DemoCluster;
}

/**
 * A cluster given by name is built when it is first asked for something: nobody may ever look at it.
 * @throws when no cluster has that name.
 */
function laterCluster(
  chosen: string | DemoCluster | LaterCluster,
  now: Date,
  { size, faults = [] }: DemoOptions,
): LaterCluster {
  if (typeof chosen !== "string" && "built" in chosen) return chosen;
  const name = typeof chosen === "string" ? chosen : chosen.name;
  const build =
    typeof chosen === "string" ? declaredCluster(chosen, now, size ? { size } : {}) : () => chosen;
  let cluster: DemoCluster | undefined;
  return {
    name,
    built() {
      cluster ??= withoutMissingKinds(build(), faults);
      return cluster;
    },
  };
}

/** A drip sends so many bytes, then waits so many milliseconds. */
const DRIP = { bytes: 1_024, wait: 20 };

function serverOf(cluster: LaterCluster, options: DemoOptions): Server {
  const nextFault = faultLine(options.faults ?? []);

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://demo");
    const method = request.method ?? "GET";
    options.onRequest?.({ cluster: cluster.name, method, url: url.pathname + url.search });
    request.resume();

    const target = prometheusTarget(url.pathname) ?? targetOf(url.pathname);
    const fault = nextFault(cluster.name, target, url.searchParams.has("continue"));
    if (fault === "endless-pages") url.searchParams.delete("continue");

    const granted =
      options.token === undefined || request.headers.authorization === `Bearer ${options.token}`;
    const answer = granted
      ? ((fault && refusal(fault, target)) ??
        route(cluster.built(), {
          method,
          path: url.pathname,
          query: url.searchParams,
          accept: request.headers.accept ?? "",
          host: request.headers.host ?? "",
          now: Date.now(),
        }))
      : unauthorized();
    await send(response, fault ? bend(fault, answer) : answer, fault);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.keepAliveTimeout = 120_000;
  return server;
}

async function send(
  response: ServerResponse,
  answer: Answer,
  fault: FaultName | null,
): Promise<void> {
  response.writeHead(answer.status, { ...answer.headers, "X-Sample-Data": "mesh-readiness" });
  if (fault === "hang") {
    response.flushHeaders();
    return;
  }

  for (const piece of fault === "drip" ? drops(answer.body) : answer.body) {
    if (response.destroyed) return;
    if (fault === "reset") {
      response.write(piece.slice(0, Math.ceil(piece.length / 2)), () => response.destroy());
      return;
    }
    if (fault === "drip") await pause(DRIP.wait);
    await write(response, piece);
  }
  response.end();
}

/** Resolves when the piece was handed to the system, or the client has gone. */
function write(response: ServerResponse, piece: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("close", done);
      resolve();
    };
    response.on("close", done);
    response.write(piece, done);
  });
}

function* drops(body: Answer["body"]): Iterable<Buffer> {
  for (const text of body) {
    const piece = Buffer.from(text);
    for (let start = 0; start < piece.length; start += DRIP.bytes) {
      yield piece.subarray(start, start + DRIP.bytes);
    }
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== "object" || !address) throw new Error("The demo server does not listen.");
  return address.port;
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
