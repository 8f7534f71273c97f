/** Tries a connection before anything is stored, and says in one sentence what stands in the way. */
import { z } from "zod";
import type { Answer, Connection } from "./connection.ts";
import { type Explanation, explain, explainStatus, quoted } from "./problem.ts";
import type { ConnectionTest } from "./source.ts";

/** The oldest Kubernetes minor version that a scan reads: every kind we list is served as v1 from there on. */
export const MINIMUM_MINOR = 24;

const TIMEOUT = 15_000;
const MOST_BYTES = 1_000_000;

/**
 * Asks for the version, then for something that needs a credential, then for one namespace. Never throws; an abort of
 * `signal` ends as "timeout".
 */
export async function testConnection(
  connection: Connection,
  options: { readonly signal?: AbortSignal; readonly timeout?: number } = {},
): Promise<ConnectionTest> {
  const get = (path: string) =>
    connection.get(path, {
      timeout: options.timeout ?? TIMEOUT,
      maxBytes: MOST_BYTES,
      signal: options.signal,
    });
  try {
    const version = readVersion(await get("/version"), connection);
    if ("problem" in version) return { ok: false, ...version };

    for (const path of ["/api", "/api/v1/namespaces?limit=1"]) {
      const problem = refusalIn(await get(path), connection);
      if (problem) return { ok: false, ...problem };
    }
    return { ok: true, kubernetesVersion: version.gitVersion, server: connection.server };
  } catch (error) {
    if (options.signal?.aborted) {
      return { ok: false, problem: "timeout", sentence: "The test was cancelled." };
    }
    return { ok: false, ...explain(error, connection.server) };
  }
}

const Version = z.object({
  major: z.string().max(10),
  minor: z.string().max(10),
  gitVersion: z.string().min(1).max(100),
});

export type KubernetesVersion = z.infer<typeof Version>;

/** Reads an answer to /version, or says why it is none. */
export function readVersion(
  answer: Answer,
  connection: Pick<Connection, "server" | "credentialEnd">,
): KubernetesVersion | Explanation {
  const { status } = answer;
  const { server } = connection;
  // Some servers keep /version from users who may read the rest.
  if (status !== 200) return refusalIn(answer, connection) ?? notKubernetes(answer, server);

  const parsed = Version.safeParse(parseJson(answer.body));
  if (!parsed.success) return notKubernetes(answer, server);

  const major = Number.parseInt(parsed.data.major, 10);
  const minor = Number.parseInt(parsed.data.minor, 10);
  if (major === 1 && minor < MINIMUM_MINOR) {
    return {
      problem: "too-old",
      sentence: `${server} runs Kubernetes ${quoted(parsed.data.gitVersion)}. The oldest version that can be scanned is 1.${MINIMUM_MINOR}; no supported Istio release runs on older ones. Upgrade the cluster, or import a dump of it.`,
    };
  }
  return parsed.data;
}

/** What a Kubernetes `Status` body says; null when it is something else. */
export function statusMessage(body: Buffer): string | null {
  const parsed = Status.safeParse(parseJson(body.subarray(0, 100_000)));
  return parsed.success ? quoted(parsed.data.message) : null;
}

const Status = z.object({ kind: z.literal("Status"), message: z.string() });

function refusalIn(
  { status, body }: Answer,
  { server, credentialEnd }: Pick<Connection, "server" | "credentialEnd">,
): Explanation | null {
  if (status < 300) return null;
  return explainStatus(status, server, { message: statusMessage(body), ended: credentialEnd() });
}

function notKubernetes({ headers, status }: Answer, server: string): Explanation {
  const isPage = String(headers["content-type"]).includes("html");
  return {
    problem: "not-kubernetes",
    sentence: isPage
      ? `${server} answers with a web page, not as a Kubernetes API server. Use the API server's own address, not that of a console or login page.`
      : `${server} answers (${status}), but not as a Kubernetes API server. Check the port and the path of the address.`,
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}
