/** The two ways to a Prometheus: at its own address, or through the API server's proxy to a Service. */
import { rootCertificates } from "node:tls";
import { type Listener, parseServer } from "../cluster/address.ts";
import { type Connection, openConnection } from "../cluster/connection.ts";
import { ConnectionError } from "../cluster/problem.ts";
import { type Failure, failure } from "./failure.ts";
import type { MetricsCredential, MetricsSource } from "./source.ts";

/** How questions get to the source. */
export interface Route {
  readonly connection: Connection;
  /** Before "/api/v1/query". */
  readonly path: string;
  /** Its address or Service, fit to show. */
  readonly server: string;
  /** The API server stands in between and may answer itself. */
  readonly proxied: boolean;
  close(): void;
}

export interface RouteOptions {
  readonly source: MetricsSource;
  /** Required for a source behind the API server's proxy. */
  readonly connection: Connection | null;
  readonly credential: MetricsCredential | null;
  readonly ownListener?: Listener | undefined;
  /** Sockets to open at most. */
  readonly sockets: number;
}

/** Nothing is sent yet. */
export function routeTo(options: RouteOptions): Route | Failure {
  const { source } = options;
  try {
    return source.kind === "prometheus"
      ? directRoute(source, options)
      : proxyRoute(source, options.connection);
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return failure("source", error.message);
  }
}

/**
 * Checks the address of a Prometheus before it is stored or used.
 * @throws ConnectionError whose message says what is wrong with it.
 */
export function parseMetricsUrl(text: string, own?: Listener): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ConnectionError(
      "refused-address",
      "The address of a Prometheus begins with https:// or http://.",
    );
  }
  if (url.username || url.password) {
    throw new ConnectionError(
      "refused-address",
      `The address of ${url.host} contains a user name or password, which would end up in logs. Give them as the credential instead.`,
    );
  }
  if (url.search || url.hash) {
    throw new ConnectionError(
      "refused-address",
      `The address of ${url.host} has a part behind ? or #. Give the address before /api/v1 only.`,
    );
  }
  return parseServer(url.href, own);
}

function directRoute(
  { url, tenant }: Extract<MetricsSource, { kind: "prometheus" }>,
  { credential, ownListener, sockets }: RouteOptions,
): Route {
  const server = parseMetricsUrl(url, ownListener);
  const headers = headersOf(credential, tenant);
  const tls = credential?.ca ? { ca: [...rootCertificates, credential.ca] } : {};
  const connection = openConnection({
    server,
    authorize: async () => ({ headers, tls }),
    own: ownListener,
    proxy: null,
    sockets,
  });
  return {
    connection,
    path: "",
    server: connection.server,
    proxied: false,
    close: () => connection.close(),
  };
}

const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const PORT = /^([0-9]{1,5}|[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)$/;
const PATH = /^(\/[\w~-][\w.~-]*)*$/;

/** https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/#manually-constructing-apiserver-proxy-urls */
function proxyRoute(
  { namespace, service, port, scheme, path }: Extract<MetricsSource, { kind: "service-proxy" }>,
  connection: Connection | null,
): Route | Failure {
  if (!connection) {
    return failure(
      "source",
      "The Prometheus is reached through the cluster's API server, and there is no connection to it.",
    );
  }
  if (!NAME.test(namespace) || !NAME.test(service) || !PORT.test(port) || !PATH.test(path)) {
    return failure(
      "source",
      "The namespace, Service, port or path of the Prometheus is not valid.",
    );
  }
  return {
    connection,
    path: `/api/v1/namespaces/${namespace}/services/${scheme}:${service}:${port}/proxy${path}`,
    server: `Service ${service} in ${namespace}`,
    proxied: true,
    close: () => {},
  };
}

/** Headers that belong to the connection and not to whoever configures it. */
const NOT_CUSTOM = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "accept",
  "accept-encoding",
  "expect",
  "te",
  "trailer",
  "upgrade",
]);

function headersOf(
  credential: MetricsCredential | null,
  tenant: string | null,
): Record<string, string> {
  const custom = Object.entries(credential?.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  const { bearer = null, basic = null } = credential ?? {};
  return {
    ...Object.fromEntries(custom.filter(([name = ""]) => !NOT_CUSTOM.has(name))),
    ...(tenant !== null && { "x-scope-orgid": tenant }),
    ...(basic && {
      authorization: `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString("base64")}`,
    }),
    ...(bearer !== null && { authorization: `Bearer ${bearer.trim()}` }),
  };
}
