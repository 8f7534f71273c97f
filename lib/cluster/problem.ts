/**
 * What went wrong on the way to a cluster, told apart so that the sentence can say what to do. Sentences never hold a
 * credential: text that comes from a server, a plugin or a file passes through `quoted` first.
 */
import type { ConnectionProblem } from "./source.ts";

/** A failure that already knows its sentence. The message is shown to the visitor as it is. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly problem: ConnectionProblem;

  constructor(problem: ConnectionProblem, sentence: string) {
    super(sentence);
    this.problem = problem;
  }
}

export interface Explanation {
  readonly problem: ConnectionProblem;
  /** What is wrong and what to do, ready to show. */
  readonly sentence: string;
}

/** Explains anything thrown by `connect` or `Connection.get`. `server` is the address as the operator wrote it. */
export function explain(cause: unknown, server: string): Explanation {
  if (cause instanceof ConnectionError) return { problem: cause.problem, sentence: cause.message };

  const code = errorCode(cause);
  return (
    explainTls(code, server) ??
    explainNetwork(code, server) ?? {
      problem: "unreachable",
      sentence: `${server} could not be read: ${quoted(errorMessage(cause))}. Check that kubectl reaches this address from the machine that runs Mesh Readiness.`,
    }
  );
}

/**
 * Explains an HTTP status that is not a success; null for one that says nothing about the connection. `message` is what
 * the server said, `ended` what the credential says of its own end.
 */
export function explainStatus(
  status: number,
  server: string,
  { message = null, ended = null }: { message?: string | null; ended?: string | null } = {},
): Explanation | null {
  const said = message ? ` (${quoted(message)})` : "";
  if (status === 401 && ended) {
    return {
      problem: ended.includes("certificate") ? "certificate-expired" : "unauthorized",
      sentence: `${server} does not accept the credential. ${ended}: fetch the kubeconfig again or sign in with your usual tool, then connect again.`,
    };
  }
  if (status === 401) {
    return {
      problem: "unauthorized",
      sentence: `${server} does not accept the credential${said}. It may have expired or been revoked: sign in again with your usual tool, check it with kubectl get --raw /api, then connect again.`,
    };
  }
  if (status === 403 && message?.includes("system:anonymous")) {
    return {
      problem: "unauthorized",
      sentence: `${server} treats us as anonymous: no credential was sent or none was recognised. Add a token or a client certificate to the user of this kubeconfig context.`,
    };
  }
  if (status === 403) {
    return {
      problem: "forbidden",
      sentence: `${server} knows this user but does not let it read${said}. Apply lib/cluster/rbac.yaml and bind it to this user; it only allows get and list.`,
    };
  }
  if (status >= 300 && status < 400) {
    return {
      problem: "not-kubernetes",
      sentence: `${server} answers with a redirect (${status}), which a Kubernetes API server does not do; redirects are not followed. Use the API server's own address, not that of a console or login page.`,
    };
  }
  if (status === 407) {
    return {
      problem: "unreachable",
      sentence: `The proxy in front of ${server} asks for its own credential (407). Put it into the proxy-url of the kubeconfig.`,
    };
  }
  if (status === 404 || status === 400) {
    return {
      problem: "not-kubernetes",
      sentence: `${server} answers ${status} where a Kubernetes API server answers with its version. Check the port and the path of the address, and whether it should begin with https.`,
    };
  }
  if (status >= 500 || status === 429) {
    return {
      problem: "unreachable",
      sentence: `${server} answers ${status}${said}: it, or a load balancer in front of it, cannot serve now. Try again in a moment.`,
    };
  }
  return null;
}

/** The code of a Node error, also when several addresses were tried and each failed. */
export function errorCode(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) {
    return errorCode(cause.errors[0]);
  }
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") {
    return cause.code;
  }
  return cause instanceof Error ? cause.name : "";
}

const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
const TOKENS = /\b(?:ey[A-Za-z0-9_-]{8,}[A-Za-z0-9_.-]*|[A-Za-z0-9+/_-]{60,}={0,2})/g;

/** Foreign text made fit for a sentence: one line, no control or direction characters, no tokens, at most 200 characters. */
export function quoted(text: string): string {
  const line = text.slice(0, 2000).replace(CONTROLS, " ").replace(TOKENS, "…").trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line.replace(/\.$/, "").trimEnd();
}

const NOT_TRUSTED = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "CERT_REVOKED",
  "CERT_CHAIN_TOO_LONG",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
]);

function explainTls(code: string, server: string): Explanation | null {
  if (code === "CERT_HAS_EXPIRED") {
    return {
      problem: "certificate-expired",
      sentence: `The certificate of ${server} has expired. Renew the API server's certificates (kubeadm certs renew, or your provider's way), and check the clock of this machine.`,
    };
  }
  if (code.includes("ALERT_CERTIFICATE_EXPIRED")) {
    return {
      problem: "certificate-expired",
      sentence: `The client certificate of this kubeconfig has expired, says ${server}. Fetch the kubeconfig again, then connect again.`,
    };
  }
  if (code === "CERT_NOT_YET_VALID") {
    return {
      problem: "certificate-expired",
      sentence: `The certificate of ${server} is not valid yet. The clock of this machine or of the API server is probably wrong.`,
    };
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID" || code === "HOSTNAME_MISMATCH") {
    return {
      problem: "tls-not-trusted",
      sentence: `The certificate of ${server} is for another name. Use a name that it contains, or set tls-server-name in the kubeconfig.`,
    };
  }
  if (NOT_TRUSTED.has(code)) {
    return {
      problem: "tls-not-trusted",
      sentence: `The certificate of ${server} is not signed by an authority that we trust. Put the cluster's CA into certificate-authority-data of the kubeconfig; if a proxy in between re-signs traffic, that proxy's CA.`,
    };
  }
  if (code.startsWith("ERR_OSSL") || code.startsWith("ERR_CRYPTO")) {
    return {
      problem: "invalid-kubeconfig",
      sentence: `A certificate or key in the kubeconfig for ${server} cannot be used (${code}). Fetch the kubeconfig again.`,
    };
  }
  if (code === "EPROTO" || code === "ERR_SSL_WRONG_VERSION_NUMBER") {
    return {
      problem: "not-kubernetes",
      sentence: `${server} does not speak TLS on this port. Check the port, or whether the address should begin with http.`,
    };
  }
  if (code.startsWith("ERR_SSL_")) {
    return {
      problem: "tls-not-trusted",
      sentence: `${server} ended the TLS handshake (${code}). It may ask for a client certificate that this kubeconfig does not have, or the one it has may have expired.`,
    };
  }
  if (code.startsWith("HPE_")) {
    return {
      problem: "not-kubernetes",
      sentence: `${server} does not answer in HTTP. Check the port of the address.`,
    };
  }
  return null;
}

function explainNetwork(code: string, server: string): Explanation | null {
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_FAIL":
    case "EAI_NODATA":
    case "EAI_NONAME":
      return {
        problem: "dns",
        sentence: `The name in ${server} cannot be resolved. Check its spelling, and the VPN or DNS settings of the machine that runs Mesh Readiness.`,
      };
    case "ETIMEDOUT":
    case "TimeoutError":
    case "ERR_SOCKET_CONNECTION_TIMEOUT":
      return {
        problem: "timeout",
        sentence: `${server} did not answer in time. A firewall may drop the connection, or a VPN may be down; private clusters are reached from inside their network only.`,
      };
    case "ECONNREFUSED":
      return {
        problem: "unreachable",
        sentence: `Nothing listens at ${server}: the connection was refused. Start the cluster, or check the port.`,
      };
    case "ECONNRESET":
    case "EPIPE":
      return {
        problem: "unreachable",
        sentence: `${server} closed the connection before it answered. Try again; if it stays, look at the load balancer or proxy in between.`,
      };
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
    case "ENETDOWN":
    case "EHOSTDOWN":
      return {
        problem: "unreachable",
        sentence: `There is no route to ${server}. Check the network or VPN of the machine that runs Mesh Readiness.`,
      };
    case "ERR_PROXY_TUNNEL":
      return {
        problem: "unreachable",
        sentence: `The proxy did not open a tunnel to ${server}. Check the proxy's address and whether it allows this destination.`,
      };
    default:
      return null;
  }
}

function errorMessage(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
