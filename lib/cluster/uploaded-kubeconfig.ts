/**
 * Reads a kubeconfig that somebody uploaded or pasted. A kubeconfig may name commands to run and files to read; from a
 * stranger's hands that would run on this server, so only a short list of harmless fields is taken and everything else
 * is refused, with what to do instead. Such a file never reaches a general kubeconfig library.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { parseServer } from "./address.ts";
import { ConnectionError, quoted } from "./problem.ts";
import type { UploadedCredential } from "./source.ts";

/** One context of an uploaded file: either a credential to connect with, or the sentence why it is refused. */
export interface UploadedContext {
  readonly context: string;
  readonly cluster: string;
  /** Fit to show; "" when the file does not say. */
  readonly server: string;
  readonly user: string;
  readonly current: boolean;
  readonly refused: string | null;
  /** null exactly when refused. */
  readonly credential: UploadedCredential | null;
}

export type UploadedKubeconfig =
  | { readonly ok: true; readonly contexts: readonly UploadedContext[] }
  | { readonly ok: false; readonly sentence: string };

/** Bytes of the largest kubeconfig that is read. */
export const UPLOAD_LIMIT = 1_000_000;

/** Reads nothing but the text that it is given, and runs nothing. */
export function parseUploadedKubeconfig(text: string): UploadedKubeconfig {
  const content = parseYaml(text);
  if ("sentence" in content) return { ok: false, sentence: content.sentence };

  const parsed = Kubeconfig.safeParse(content.value);
  if (!parsed.success) {
    return {
      ok: false,
      sentence:
        "This is not a kubeconfig: clusters, users and contexts were not found. Paste the output of kubectl config view --raw --minify --flatten.",
    };
  }
  const file = parsed.data;
  if (file.contexts.length === 0) {
    return {
      ok: false,
      sentence:
        "This kubeconfig has no context. Paste the output of kubectl config view --raw --minify --flatten.",
    };
  }
  return { ok: true, contexts: file.contexts.map((entry) => readEntry(entry, file)) };
}

const Entry = z.object({ name: z.string().min(1).max(500) });
const anything = z.unknown();
const Kubeconfig = z.object({
  clusters: z.array(Entry.extend({ cluster: anything.optional() })).max(200),
  users: z.array(Entry.extend({ user: anything.optional() })).max(200),
  contexts: z
    .array(
      Entry.extend({
        context: z.object({
          cluster: z.string().max(500),
          user: z.string().max(500).optional(),
        }),
      }),
    )
    .max(200),
  "current-context": z.string().max(500).nullish(),
});

type File = z.infer<typeof Kubeconfig>;

function parseYaml(text: string): { value: unknown } | { sentence: string } {
  if (text.length > UPLOAD_LIMIT || Buffer.byteLength(text) > UPLOAD_LIMIT) {
    return { sentence: "This file is larger than 1 MB, which no kubeconfig is." };
  }
  if (isIntricate(text) || deepest(text) > MOST_DEPTH) {
    return {
      sentence:
        "This file has more parts than any kubeconfig, or is nested deeper. Paste the output of kubectl config view --raw --minify --flatten, which holds one context.",
    };
  }
  try {
    const documents = parseAllDocuments(text, { logLevel: "silent", prettyErrors: false });
    const [document, ...more] = Array.isArray(documents) ? documents : [];
    if (!document) return { sentence: "This file is empty." };
    if (more.length > 0) {
      return {
        sentence: "This file holds several YAML documents. Paste one kubeconfig at a time.",
      };
    }
    const [error] = document.errors;
    if (error) {
      const place = error.linePos?.[0];
      return {
        sentence: `This is not valid YAML${place ? ` (line ${place.line})` : ""}. Paste the output of kubectl config view --raw --minify --flatten.`,
      };
    }
    return { value: document.toJS({ maxAliasCount: 50 }) };
  } catch {
    return { sentence: "This file uses YAML in a way that no kubeconfig does." };
  }
}

const MOST_LINES = 6_000;
const MOST_SIGNS = 30_000;
const MOST_DEPTH = 50;

/**
 * A large kubeconfig is large by its certificates, which are long words. One with very many lines or signs only costs
 * time: YAML parsers take time that grows with the square of some of them.
 */
function isIntricate(text: string): boolean {
  let lines = 0;
  let signs = 0;
  for (const character of text) {
    if (character === "\n" || character === "\r") lines += 1;
    else if (SIGNS.has(character)) signs += 1;
  }
  return lines > MOST_LINES || signs > MOST_SIGNS;
}

const SIGNS = new Set(":[]{},&*!?|>'\"#%@`\\");

/** An upper bound of how deep YAML text nests, found without building anything: brackets, indentation and dashes. */
function deepest(text: string): number {
  let open = 0;
  let most = 0;
  for (const line of text.split("\n", 100_000)) {
    const start = line.length - line.trimStart().length;
    const dashes = /^(?:- ?){1,200}/.exec(line.slice(start, start + 400))?.[0].length ?? 0;
    for (const character of line) {
      if (character === "[" || character === "{") open += 1;
      if (character === "]" || character === "}") open = Math.max(0, open - 1);
      most = Math.max(most, open);
    }
    most = Math.max(most, (start + dashes) / 2);
  }
  return most;
}

const ClusterFields = z.strictObject({
  server: z.string().max(2000),
  "certificate-authority-data": z.string().optional(),
  "insecure-skip-tls-verify": z.boolean().optional(),
  "tls-server-name": z.string().max(253).optional(),
  "proxy-url": z.string().max(2000).optional(),
  "disable-compression": z.boolean().optional(),
  extensions: anything.optional(),
});

const UserFields = z.strictObject({
  token: z.string().max(100_000).optional(),
  "client-certificate-data": z.string().optional(),
  "client-key-data": z.string().optional(),
  username: z.string().max(1000).optional(),
  password: z.string().max(10_000).optional(),
  extensions: anything.optional(),
});

function readEntry({ name, context }: File["contexts"][number], file: File): UploadedContext {
  const user = context.user ?? "";
  const about = {
    context: name,
    cluster: context.cluster,
    user,
    current: file["current-context"] === name,
  };
  const cluster = file.clusters.find((each) => each.name === context.cluster)?.cluster;
  try {
    const { server, credential } = readCredential(
      cluster,
      user === "" ? {} : file.users.find((each) => each.name === user)?.user,
    );
    return { ...about, server, refused: null, credential };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return { ...about, server: serverIn(cluster), refused: error.message, credential: null };
  }
}

function readCredential(
  rawCluster: unknown,
  rawUser: unknown,
): { server: string; credential: UploadedCredential } {
  const cluster = fieldsOf(ClusterFields, rawCluster, "cluster");
  const user = fieldsOf(UserFields, rawUser, "user");
  const server = parseServer(cluster.server).href.replace(/\/$/, "");
  const proxy = cluster["proxy-url"];
  const certificate = decoded(user["client-certificate-data"], "client-certificate-data");
  const key = decoded(user["client-key-data"], "client-key-data");
  const ca = decoded(cluster["certificate-authority-data"], "certificate-authority-data");
  const insecure = cluster["insecure-skip-tls-verify"] === true;
  if (ca !== null) checkCertificate(ca, "certificate-authority-data");
  checkPair(certificate, key);

  return {
    server,
    credential: {
      server,
      tlsServerName: cluster["tls-server-name"] || null,
      ca: insecure ? null : ca,
      insecureSkipTlsVerify: insecure,
      proxyUrl: proxy ? parseServer(proxy).href : null,
      token: user.token === undefined ? null : headerSafe(user.token.trim()),
      clientCertificate: certificate,
      clientKey: key,
      username: user.username ?? null,
      password: user.password ?? null,
    },
  };
}

function fieldsOf<T>(shape: z.ZodType<T>, raw: unknown, part: "cluster" | "user"): T {
  if (raw === undefined) {
    throw refusal(`the ${part} that it names is not in the file`, "Paste the whole kubeconfig");
  }
  const fields = Object.keys(
    z
      .record(z.string(), anything)
      .catch({})
      .parse(raw ?? {}),
  );
  for (const field of fields) {
    const reason = REFUSED.get(field);
    if (reason) throw refusal(reason, part === "user" ? USE_A_TOKEN : FLATTEN);
  }
  const parsed = shape.safeParse(raw ?? {});
  if (parsed.success) return parsed.data;

  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    throw refusal(
      `its ${part} has the field ${quoted(issue.keys.join(", "))}, which is not known`,
      REMOVE,
    );
  }
  throw refusal(
    `its ${part}'s ${quoted(issue?.path.join(".") || "content")} is missing or has the wrong type`,
    "Fetch the kubeconfig again",
  );
}

const FLATTEN =
  "Paste the output of kubectl config view --raw --minify --flatten, which holds the files' content";
const USE_A_TOKEN =
  "Use the token of a service account instead; the commands that create one are shown on this page";
const REMOVE = "Remove it, or use the token of a service account";

const REFUSED = new Map<string, string>([
  [
    "exec",
    "it signs in by running a command (exec), and an uploaded file may not run commands here",
  ],
  ["auth-provider", "it signs in through an auth-provider, which may run a command here"],
  ["tokenFile", "its token is in a file (tokenFile), and an uploaded file may not read files here"],
  [
    "token-file",
    "its token is in a file (token-file), and an uploaded file may not read files here",
  ],
  [
    "client-certificate",
    "it names a file (client-certificate), and an uploaded file may not read files here",
  ],
  ["client-key", "it names a file (client-key), and an uploaded file may not read files here"],
  [
    "certificate-authority",
    "it names a file (certificate-authority), and an uploaded file may not read files here",
  ],
  ["as", "it impersonates another user (as), which needs more than reading rights"],
  ["as-uid", "it impersonates another user (as-uid), which needs more than reading rights"],
  ["as-groups", "it impersonates groups (as-groups), which needs more than reading rights"],
  [
    "as-user-extra",
    "it impersonates another user (as-user-extra), which needs more than reading rights",
  ],
]);

function refusal(because: string, instead: string): ConnectionError {
  return new ConnectionError(
    "invalid-kubeconfig",
    `This context is refused, because ${because}. ${instead}.`,
  );
}

function decoded(data: string | undefined, field: string): string | null {
  if (data === undefined || data === "") return null;
  const text = Buffer.from(data, "base64").toString("utf8");
  if (!text.includes("-----BEGIN ")) {
    throw refusal(`its ${field} is not base64 of PEM`, "Fetch the kubeconfig again");
  }
  return text;
}

function checkCertificate(pem: string, field: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw refusal(`its ${field} is not a certificate`, "Fetch the kubeconfig again");
  }
}

function checkPair(certificate: string | null, key: string | null): void {
  if (certificate === null && key === null) return;
  if (certificate === null || key === null) {
    throw refusal(
      "it has only one of client-certificate-data and client-key-data",
      "Fetch the kubeconfig again",
    );
  }
  const parsed = checkCertificate(certificate, "client-certificate-data");
  if (!isKeyOf(parsed, key)) {
    throw refusal(
      "its client-key-data does not belong to its client-certificate-data",
      "Fetch the kubeconfig again",
    );
  }
  if (parsed.validToDate.getTime() < Date.now()) {
    throw refusal(
      `its client certificate expired on ${parsed.validToDate.toISOString().slice(0, 10)}`,
      USE_A_TOKEN,
    );
  }
}

function isKeyOf(certificate: X509Certificate, pem: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(pem));
  } catch {
    return false;
  }
}

function headerSafe(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw refusal("its token is empty or has characters that no token has", "Fetch it again");
}

function serverIn(cluster: unknown): string {
  const parsed = z.object({ server: z.string() }).safeParse(cluster);
  if (!parsed.success || !URL.canParse(parsed.data.server)) return "";
  const { protocol, host } = new URL(parsed.data.server);
  return quoted(`${protocol}//${host}`);
}
