/**
 * Turns what a kubeconfig says about its user into headers and TLS options, fresh for each request: token files are
 * read again every minute, plugins run again when their credential expires or is refused.
 */
import { readFile } from "node:fs/promises";
import type { Agent, OutgoingHttpHeaders } from "node:http";
import type { RequestOptions } from "node:https";
import type { SecureContextOptions } from "node:tls";
import { runExecPlugin } from "./exec-plugin.ts";
import type { OwnCluster, OwnContext, OwnUser } from "./kubeconfig.ts";
import { ConnectionError, quoted } from "./problem.ts";
import type { UploadedCredential } from "./source.ts";

export interface Credentials {
  readonly headers: OutgoingHttpHeaders;
  readonly tls: Tls;
}

export interface Tls {
  readonly ca?: SecureContextOptions["ca"];
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** Gives the credentials of the next request; `renew` after the server refused the last ones. */
export type Authorize = (options: {
  readonly renew: boolean;
  readonly signal?: AbortSignal | undefined;
}) => Promise<Credentials>;

const FILE_LIFETIME = 60_000;
const PLUGIN_TIME_LIMIT = 60_000;
/** A plugin whose new credential is refused too is not run again for each further list. */
const RENEWAL_PAUSE = 30_000;

/**
 * Credentials of the operator's own context. Reads files, runs plugins.
 * @throws ConnectionError from the returned function.
 */
export function ownCredentials({ cluster, user }: OwnContext): Authorize {
  const signIn = signInOf(user, cluster);
  let current: { credentials: Credentials; until: number } | null = null;
  let coming: Promise<Credentials> | null = null;
  let renewedAt = Number.NEGATIVE_INFINITY;

  const fresh = async (): Promise<Credentials> => {
    const { headers, tls, until } = await signIn();
    const credentials = {
      headers: { ...impersonation(user), ...headers },
      tls: { ...(await clusterTls(cluster)), ...(await certificateOf(user)), ...tls },
    };
    current = { credentials, until: Math.min(until, Date.now() + FILE_LIFETIME) };
    return credentials;
  };

  return async ({ renew, signal }) => {
    const now = Date.now();
    const isEnough = !renew || (user?.exec && now - renewedAt < RENEWAL_PAUSE);
    if (current && isEnough && now < current.until) return current.credentials;

    if (renew) renewedAt = now;
    coming ??= fresh().finally(() => {
      coming = null;
    });
    return orAborted(coming, signal);
  };
}

/** Several lists wait for one sign-in, so the end of one of them must not end it for the others. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Credentials of an uploaded kubeconfig: all of it is in memory, nothing is read or run. */
export function uploadedCredentials(credential: UploadedCredential): Authorize {
  const { ca, clientCertificate, clientKey, tlsServerName, token, username, password } = credential;
  const credentials: Credentials = {
    headers: token
      ? { authorization: `Bearer ${token}` }
      : username !== null && password !== null
        ? { authorization: basic(username, password) }
        : {},
    tls: {
      ...(ca !== null && { ca }),
      ...(clientCertificate !== null && { cert: clientCertificate }),
      ...(clientKey !== null && { key: clientKey }),
      ...(tlsServerName !== null && { servername: tlsServerName }),
      ...(credential.insecureSkipTlsVerify && { rejectUnauthorized: false }),
    },
  };
  return async () => credentials;
}

/** An agent that goes through a SOCKS proxy of the operator's own kubeconfig. */
export async function socksAgent(
  server: string,
  proxy: string,
  tls: Tls,
): Promise<Agent | undefined> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: "cluster", server, skipTLSVerify: false, proxyUrl: proxy },
    { name: "user" },
  );
  // An agent's own options win over those of a request, so the TLS options belong to the agent.
  const options: RequestOptions = { ...tls };
  await config.applyToHTTPSOptions(options);
  return typeof options.agent === "object" ? options.agent : undefined;
}

interface SignedIn extends Credentials {
  /** Milliseconds since 1970 until which this may be used. */
  readonly until: number;
}

type SignIn = () => Promise<SignedIn>;

function signInOf(user: OwnUser | null, cluster: OwnCluster): SignIn {
  const lasting = (headers: OutgoingHttpHeaders) => ({ headers, tls: {}, until: Infinity });
  if (user?.exec) {
    const { exec } = user;
    return async () => {
      const got = await runExecPlugin(exec, cluster, PLUGIN_TIME_LIMIT);
      return {
        headers: got.token === null ? {} : bearer(got.token),
        tls: {
          ...(got.certificate !== null && { cert: got.certificate }),
          ...(got.key !== null && { key: got.key }),
        },
        until: got.expiresAt === null ? Infinity : got.expiresAt - 10_000,
      };
    };
  }
  const { tokenFile, token, username, password } = user ?? {};
  if (tokenFile) return async () => lasting(bearer(await fileText(tokenFile)));
  if (token) return async () => lasting(bearer(token));
  if (user?.["auth-provider"]) return authProvider(user["auth-provider"]);
  if (username !== undefined && password !== undefined) {
    return async () => lasting({ authorization: basic(username, password) });
  }
  return async () => lasting({});
}

/** The older OIDC, Azure and GCP sign-ins, which client-node knows. */
function authProvider({ name, config: settings }: NonNullable<OwnUser["auth-provider"]>): SignIn {
  let config: import("@kubernetes/client-node").KubeConfig | undefined;
  return async () => {
    if (!config) {
      const { KubeConfig } = await import("@kubernetes/client-node");
      config = new KubeConfig();
      config.loadFromClusterAndUser(
        { name: "cluster", server: "https://localhost", skipTLSVerify: false },
        { name: "user", authProvider: { name, config: settings ?? {} } },
      );
    }
    const options: RequestOptions = { headers: {} };
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      throw new ConnectionError(
        "exec-plugin-failed",
        `Signing in with the auth-provider ${quoted(name)} of this context failed: ${quoted(error instanceof Error ? error.message : String(error))}. Sign in again with your usual tool, then connect again.`,
      );
    }
    const header = Object.entries(options.headers ?? {}).find(
      ([key]) => key.toLowerCase() === "authorization",
    )?.[1];
    if (typeof header !== "string") {
      throw new ConnectionError(
        "exec-plugin-failed",
        `The auth-provider ${quoted(name)} of this context gives no credential here. Use the exec plugin that replaced it, or a service-account token.`,
      );
    }
    return { headers: { authorization: header }, tls: {}, until: Date.now() + FILE_LIFETIME };
  };
}

function impersonation(user: OwnUser | null): OutgoingHttpHeaders {
  return {
    ...(user?.as && { "impersonate-user": user.as }),
    ...(user?.["as-uid"] && { "impersonate-uid": user["as-uid"] }),
    ...(user?.["as-groups"]?.length && { "impersonate-group": user["as-groups"] }),
  };
}

async function clusterTls(cluster: OwnCluster): Promise<Tls> {
  const skips = cluster["insecure-skip-tls-verify"] === true;
  const ca = await pem(cluster["certificate-authority-data"], cluster["certificate-authority"]);
  const servername = cluster["tls-server-name"];
  return {
    ...(ca !== undefined && { ca }),
    ...(servername && { servername }),
    ...(skips && { rejectUnauthorized: false }),
  };
}

async function certificateOf(user: OwnUser | null): Promise<Tls> {
  const cert = await pem(user?.["client-certificate-data"], user?.["client-certificate"]);
  const key = await pem(user?.["client-key-data"], user?.["client-key"]);
  return { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}

async function pem(
  data: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  if (data) return Buffer.from(data, "base64").toString("utf8");
  return file ? fileText(file) : undefined;
}

async function fileText(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    throw new ConnectionError(
      "invalid-kubeconfig",
      `The kubeconfig refers to ${file}, which cannot be read (${error instanceof Error && "code" in error ? error.code : "unknown reason"}). Fetch the kubeconfig again, or restore the file.`,
    );
  }
}

function bearer(token: string): OutgoingHttpHeaders {
  return { authorization: `Bearer ${token.trim()}` };
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
