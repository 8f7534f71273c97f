/**
 * A read-only HTTP connection to one API server over keep-alive sockets. It only knows GET; redirects are not
 * followed; the size and the time of every answer are capped.
 */
import { lookup } from "node:dns/promises";
import http, { type Agent, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { createGunzip } from "node:zlib";
import { bareHost, guardedLookup, type Listener, portOf, refusal } from "./address.ts";
import { credentialEnd } from "./credential-end.ts";
import type { Authorize, Credentials, Tls } from "./credentials.ts";
import { ConnectionError, errorCode } from "./problem.ts";
import type { Rooms } from "./rooms.ts";

export interface Connection {
  /** The API server's address, fit to show. */
  readonly server: string;
  /**
   * One GET request. A status that is not a success is an answer, not an error.
   * @throws ConnectionError, AnswerTooLarge, the signal's reason, or Node's network error (see `explain`).
   */
  get(path: string, options?: GetOptions): Promise<Answer>;
  /** Why the credential last used cannot be accepted any more, when it says so itself: "The token ended on ...". */
  credentialEnd(): string | null;
  /** Ends idle and busy sockets. */
  close(): void;
}

export interface GetOptions {
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the body after decompression; 32 MB when absent. */
  readonly maxBytes?: number;
  /** Milliseconds until the last byte of the body; 60,000 when absent. */
  readonly timeout?: number;
  /** Where the body is put; whoever asked may give it back there. Fresh memory when absent. */
  readonly rooms?: Rooms;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The body is larger than was asked for; reading stopped there. */
export class AnswerTooLarge extends Error {
  override readonly name = "AnswerTooLarge";
}

/** Where and how to connect; `connect` makes it from a cluster's source. */
export interface Endpoint {
  readonly server: URL;
  readonly authorize: Authorize;
  readonly own: Listener | undefined;
  /** http(s) or SOCKS; null: as HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment say. */
  readonly proxy: URL | null;
  /** Makes the agent for a SOCKS proxy. */
  readonly socks?: (tls: Tls) => Promise<Agent | undefined>;
  /** Sockets to open at most. */
  readonly sockets: number;
}

const MOST_BYTES = 32_000_000;
const TIMEOUT = 60_000;

export function openConnection(endpoint: Endpoint): Connection {
  const server = `${endpoint.server.origin}${basePath(endpoint.server)}`;
  const agents = agentKeeper(endpoint);
  let checked = false;
  let last: Credentials | null = null;

  const attempt = async (path: string, options: GetOptions, renew: boolean): Promise<Answer> => {
    const credentials = await endpoint.authorize({ renew, signal: options.signal });
    last = credentials;
    if (!checked) {
      if (mayBeProxied(endpoint)) await checkBehindProxy(endpoint);
      checked = true;
    }
    const agent = await agents.agentFor(credentials.tls);
    const send = () => request(endpoint, agent, credentials, path, options);
    return send().catch((error: unknown) => {
      // An idle socket that the server closed just as it was used again says nothing about the server.
      if (error instanceof StaleSocket) return send();
      throw error;
    });
  };

  return {
    server,
    async get(path, options = {}) {
      const answer = await attempt(path, options, false);
      return answer.status === 401 ? attempt(path, options, true) : answer;
    },
    credentialEnd: () => last && credentialEnd(last, Date.now()),
    close: () => agents.close(),
  };
}

/** One agent per TLS identity: a plugin that hands out a new client certificate gets new sockets. */
function agentKeeper(endpoint: Endpoint) {
  let current: { agent: Agent; tls: Tls } | null = null;
  return {
    async agentFor(tls: Tls): Promise<Agent> {
      if (current && sameIdentity(current.tls, tls)) return current.agent;

      const agent = (await endpoint.socks?.(tls)) ?? makeAgent(endpoint, tls);
      Object.assign(agent, { keepAlive: true, maxSockets: endpoint.sockets });
      current = { agent, tls };
      return agent;
    },
    close: () => current?.agent.destroy(),
  };
}

function sameIdentity(one: Tls, other: Tls): boolean {
  return one.cert === other.cert && one.key === other.key && String(one.ca) === String(other.ca);
}

function makeAgent({ server, proxy, own, sockets }: Endpoint, tls: Tls): Agent {
  const options = {
    keepAlive: true,
    maxSockets: sockets,
    lookup: guardedLookup(portOf(proxy ?? server), own),
    proxyEnv: proxy ? only(proxy) : process.env,
  };
  return server.protocol === "https:"
    ? new https.Agent({ ...options, ...tls })
    : new http.Agent(options);
}

/** An environment in which nothing but this proxy is set. */
function only({ href }: URL): NodeJS.ProcessEnv {
  return { NODE_ENV: process.env.NODE_ENV, HTTP_PROXY: href, HTTPS_PROXY: href };
}

function mayBeProxied({ proxy }: Endpoint): boolean {
  const { env } = process;
  return Boolean(proxy ?? (env.HTTPS_PROXY || env.https_proxy || env.HTTP_PROXY || env.http_proxy));
}

/** A proxy looks names up itself, so what we can learn about the name beforehand is checked here. */
async function checkBehindProxy({ server, own }: Endpoint): Promise<void> {
  const host = bareHost(server);
  if (isIP(host)) return;

  const found = await lookup(host, { all: true }).catch(() => []);
  for (const { address } of found) {
    const because = refusal(address, portOf(server), own);
    if (because) {
      throw new ConnectionError(
        "refused-address",
        `${server.host} is not connected to: ${because}.`,
      );
    }
  }
}

class StaleSocket extends Error {}

function request(
  { server }: Endpoint,
  agent: Agent,
  credentials: Credentials,
  path: string,
  options: GetOptions,
): Promise<Answer> {
  const { signal, timeout = TIMEOUT, maxBytes = MOST_BYTES, rooms } = options;
  const secure = server.protocol === "https:";
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const outgoing = (secure ? https : http).request({
      ...(secure && credentials.tls),
      protocol: server.protocol,
      host: bareHost(server),
      port: portOf(server),
      path: `${basePath(server)}${path}`,
      agent,
      headers: {
        accept: options.accept ?? "application/json",
        // A page shrinks about tenfold, which pays over a network and costs over loopback.
        "accept-encoding": isNear(server) ? "identity" : "gzip",
        "user-agent": "mesh-readiness",
        ...credentials.headers,
      },
    });
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    };
    const fail = (error: unknown) => {
      settle();
      outgoing.destroy();
      reject(error);
    };
    const cancel = () => fail(signal?.reason);
    const timer = setTimeout(() => fail(tooSlow(server, timeout)), timeout);

    signal?.addEventListener("abort", cancel, { once: true });
    outgoing.on("error", (error) =>
      fail(outgoing.reusedSocket && errorCode(error) === "ECONNRESET" ? new StaleSocket() : error),
    );
    outgoing.on("response", (incoming) => {
      readBody(incoming, maxBytes, rooms).then((body) => {
        settle();
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
      }, fail);
    });
    outgoing.end();
  });
}

function readBody(
  incoming: IncomingMessage,
  maxBytes: number,
  rooms: Rooms | undefined,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      reject(new AnswerTooLarge(`the answer is larger than ${maxBytes} bytes`));
    const zipped = incoming.headers["content-encoding"] === "gzip";
    if (!zipped && Number(incoming.headers["content-length"]) > maxBytes) return tooLarge();

    const room = rooms?.take();
    const chunks: Buffer[] = [];
    let size = 0;
    const body = zipped ? incoming.pipe(createGunzip()) : incoming;
    body.on("data", (chunk: Buffer) => {
      if (size + chunk.length > Math.min(maxBytes, room?.length ?? maxBytes)) return tooLarge();
      if (room) chunk.copy(room, size);
      else chunks.push(chunk);
      size += chunk.length;
    });
    body.on("end", () => resolve(room ? room.subarray(0, size) : Buffer.concat(chunks, size)));
    body.on("error", reject);
    if (zipped) incoming.on("error", reject);
  });
}

function tooSlow(server: URL, timeout: number): ConnectionError {
  return new ConnectionError(
    "timeout",
    `${server.origin} did not finish its answer within ${timeout / 1000} seconds. A firewall may drop the connection, a VPN may be down, or the API server is overloaded.`,
  );
}

function basePath(server: URL): string {
  return server.pathname.replace(/\/+$/, "");
}

function isNear(server: URL): boolean {
  const host = bareHost(server);
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
