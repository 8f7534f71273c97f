/** Opens a connection to a cluster, whatever its source. This is the only way that the product reaches a live cluster. */
import { type Listener, parseServer } from "./address.ts";
import { type Connection, type Endpoint, openConnection } from "./connection.ts";
import { ownCredentials, socksAgent, uploadedCredentials } from "./credentials.ts";
import { requireInCluster } from "./in-cluster.ts";
import { type OwnContext, readContext } from "./kubeconfig.ts";
import { ConnectionError, quoted } from "./problem.ts";
import type { ClusterSource, UploadedCredential } from "./source.ts";

export interface ConnectOptions {
  /** Required for a source of kind "uploaded". */
  readonly credential?: UploadedCredential;
  readonly kubeconfigFiles: readonly string[];
  /** Where the demo fleet serves this cluster; required for a source of kind "demo". */
  readonly demoAddress?: string;
  /** Our own listener, which is never connected to. */
  readonly ownListener?: Listener;
  /** Sockets to open at most; 6 when absent: a page and its prefetched successor for each of three streams. */
  readonly sockets?: number;
}

/**
 * Prepares a connection; nothing is sent before its first `get`. Close it when done.
 * @throws ConnectionError when the source cannot be used: a missing context, a refused address, a broken kubeconfig.
 */
export async function connect(source: ClusterSource, options: ConnectOptions): Promise<Connection> {
  switch (source.kind) {
    case "kubeconfig":
      return openOwn(await readContext(options.kubeconfigFiles, source.context), options);
    case "in-cluster":
      return openOwn(await requireInCluster(), options);
    case "uploaded":
      return openUploaded(options);
    case "demo":
      return openDemo(options);
    case "dump":
      throw new ConnectionError(
        "context-missing",
        "This cluster was imported from files, so there is nothing to connect to. Import a newer dump to scan it again.",
      );
  }
}

function openOwn(context: OwnContext, options: ConnectOptions): Connection {
  const { cluster } = context;
  const server = parseServer(cluster.server, options.ownListener);
  const proxyText = cluster["proxy-url"];
  const proxy = proxyText ? parseProxy(proxyText, options.ownListener) : null;
  return open(server, ownCredentials(context), proxy, options);
}

function openUploaded(options: ConnectOptions): Connection {
  const { credential, ownListener } = options;
  if (!credential) {
    throw new ConnectionError(
      "unauthorized",
      "The credential of this cluster is no longer stored. Upload its kubeconfig again.",
    );
  }
  const server = parseServer(credential.server, ownListener);
  const proxy = credential.proxyUrl ? parseServer(credential.proxyUrl, ownListener) : null;
  return open(server, uploadedCredentials(credential), proxy, options);
}

function openDemo(options: ConnectOptions): Connection {
  if (!options.demoAddress) {
    throw new ConnectionError(
      "context-missing",
      "The demo fleet is not running. Explore the demo fleet again to start it.",
    );
  }
  const none = async () => ({ headers: {}, tls: {} });
  return open(parseServer(options.demoAddress, options.ownListener), none, null, options);
}

function open(
  server: URL,
  authorize: Endpoint["authorize"],
  proxy: URL | null,
  { ownListener, sockets = 6 }: ConnectOptions,
): Connection {
  const socks = proxy?.protocol.startsWith("socks") ? proxy.href : null;
  return openConnection({
    server,
    authorize,
    proxy,
    sockets,
    own: ownListener,
    ...(socks && { socks: (tls) => socksAgent(server.href, socks, tls) }),
  });
}

/** The operator's own proxy may carry a user name and password, and may be SOCKS. */
function parseProxy(text: string, own: Listener | undefined): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^(https?|socks[45]?[ah]?):$/.test(url.protocol)) {
    throw new ConnectionError(
      "invalid-kubeconfig",
      `The proxy-url of this context does not begin with http://, https:// or socks5:// (it begins with ${quoted(text.slice(0, 10))}). Correct it in the kubeconfig.`,
    );
  }
  if (/^https?:$/.test(url.protocol)) {
    const bare = new URL(url);
    bare.username = "";
    bare.password = "";
    parseServer(bare.href, own);
  }
  return url;
}
