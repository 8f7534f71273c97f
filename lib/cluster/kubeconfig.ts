/**
 * The operator's own kubeconfig files, read as kubectl reads them: several files are merged, and the first to name a
 * cluster, user or context wins (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/).
 * What is broken is named and left out; the rest stays usable. Uploaded files never come here.
 */
import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { ConnectionError, quoted } from "./problem.ts";

/** One line of the list that the operator chooses from. */
export interface KubeconfigContext {
  readonly context: string;
  readonly cluster: string;
  /** Address of the API server, without any user name or password in it. */
  readonly server: string;
  readonly user: string;
  readonly namespace: string | null;
  /** The one that kubectl would use. */
  readonly current: boolean;
  /** The command that signing in runs, such as "aws"; null when it runs none. */
  readonly runs: string | null;
}

export interface KubeconfigContexts {
  readonly contexts: readonly KubeconfigContext[];
  /** What could not be read, one sentence each, at most 20. */
  readonly problems: readonly string[];
}

/** Contexts of these files in the order kubectl lists them. A file that does not exist counts as empty. */
export async function kubeconfigContexts(files: readonly string[]): Promise<KubeconfigContexts> {
  const { config, problems } = await readKubeconfig(files);
  const contexts = [...config.contexts].flatMap(([name, { cluster, user, namespace }]) => {
    const at = config.clusters.get(cluster);
    if (!at) return [];
    return [
      {
        context: name,
        cluster,
        server: shownServer(at.server),
        user,
        namespace: namespace ?? null,
        current: name === config.current,
        runs: config.users.get(user)?.exec?.command ?? null,
      },
    ];
  });
  return { contexts, problems };
}

export type OwnCluster = z.infer<typeof Cluster>;
export type OwnUser = z.infer<typeof User>;

/** Everything one context says, with file paths made absolute. */
export interface OwnContext {
  readonly cluster: OwnCluster;
  /** null: the context names no user, so requests are anonymous. */
  readonly user: OwnUser | null;
}

/** @throws ConnectionError when no file has this context or the file that has it cannot be used. */
export async function readContext(files: readonly string[], name: string): Promise<OwnContext> {
  const { config, problems } = await readKubeconfig(files);
  const context = config.contexts.get(name);
  const cluster = context && config.clusters.get(context.cluster);
  if (!context || !cluster) {
    throw new ConnectionError(
      "context-missing",
      problems[0] ??
        `The context "${quoted(name)}" is no longer in ${files.join(", ")}. Choose another context, or restore it.`,
    );
  }
  return { cluster, user: context.user ? (config.users.get(context.user) ?? null) : null };
}

const text = z.string().max(1_000_000);

const Cluster = z.object({
  server: text.min(1),
  "certificate-authority": text.optional(),
  "certificate-authority-data": text.optional(),
  "insecure-skip-tls-verify": z.boolean().optional(),
  "tls-server-name": text.optional(),
  "proxy-url": text.optional(),
});

const Exec = z.object({
  apiVersion: text,
  command: text.min(1),
  args: z.array(text).nullish(),
  env: z.array(z.object({ name: text, value: text })).nullish(),
  installHint: text.nullish(),
  provideClusterInfo: z.boolean().nullish(),
});

export type ExecPlugin = z.infer<typeof Exec>;

const User = z.object({
  "client-certificate": text.optional(),
  "client-certificate-data": text.optional(),
  "client-key": text.optional(),
  "client-key-data": text.optional(),
  token: text.optional(),
  tokenFile: text.optional(),
  username: text.optional(),
  password: text.optional(),
  as: text.optional(),
  "as-uid": text.optional(),
  "as-groups": z.array(text).optional(),
  exec: Exec.nullish(),
  "auth-provider": z
    .object({ name: text, config: z.record(text, z.unknown()).nullish() })
    .nullish(),
});

const Context = z.object({
  cluster: text.min(1),
  user: text.default(""),
  namespace: text.optional(),
});

const named = z.array(z.unknown()).nullish();
const File = z.object({
  clusters: named,
  users: named,
  contexts: named,
  "current-context": z.string().nullish(),
});

interface Merged {
  readonly clusters: Map<string, OwnCluster>;
  readonly users: Map<string, OwnUser>;
  readonly contexts: Map<string, z.infer<typeof Context>>;
  current: string;
}

async function readKubeconfig(
  files: readonly string[],
): Promise<{ config: Merged; problems: string[] }> {
  const config: Merged = {
    clusters: new Map(),
    users: new Map(),
    contexts: new Map(),
    current: "",
  };
  const problems: string[] = [];
  for (const file of files) {
    const found = await readOne(file, problems);
    if (!found) continue;

    const at = dirname(file);
    const take = <T>(list: readonly unknown[], part: Part, shape: z.ZodType<T>) =>
      entries(list, part, shape, file, problems);
    for (const [name, cluster] of take(found.clusters ?? [], "cluster", Cluster)) {
      if (!config.clusters.has(name)) config.clusters.set(name, absoluteCluster(cluster, at));
    }
    for (const [name, user] of take(found.users ?? [], "user", User)) {
      if (!config.users.has(name)) config.users.set(name, absoluteUser(user, at));
    }
    for (const [name, context] of take(found.contexts ?? [], "context", Context)) {
      if (!config.contexts.has(name)) config.contexts.set(name, context);
    }
    config.current ||= found["current-context"] ?? "";
  }
  dropDangling(config, problems);
  return { config, problems: problems.slice(0, 20) };
}

const MOST_BYTES = 8_000_000;

async function readOne(file: string, problems: string[]): Promise<z.infer<typeof File> | null> {
  const unusable = (because: string) => {
    problems.push(`${file} cannot be used: ${because}.`);
    return null;
  };
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) return unusable("it is larger than 8 MB, which no kubeconfig is");

    const document = parseDocument(await readFile(file, "utf8"), { logLevel: "silent" });
    const [error] = document.errors;
    if (error) return unusable(`it is not valid YAML (${quoted(firstLine(error.message))})`);

    const content: unknown = document.toJS({ maxAliasCount: 100 });
    if (content === null) return null;
    const parsed = File.safeParse(content);
    return parsed.success ? parsed.data : unusable("it does not have the shape of a kubeconfig");
  } catch (error) {
    if (isMissing(error)) return null;
    return unusable(quoted(error instanceof Error ? error.message : String(error)));
  }
}

type Part = "cluster" | "user" | "context";

const Named = z.record(z.string(), z.unknown());

function* entries<T>(
  list: readonly unknown[],
  part: Part,
  shape: z.ZodType<T>,
  file: string,
  problems: string[],
): Generator<[string, T]> {
  for (const [index, item] of list.entries()) {
    const entry = Named.safeParse(item);
    const name = entry.success ? entry.data.name : undefined;
    if (!entry.success || typeof name !== "string" || name === "") {
      problems.push(`${file}: ${part}s[${index}] has no name and is left out.`);
      continue;
    }
    const parsed = shape.safeParse(entry.data[part] ?? {});
    if (parsed.success) {
      yield [name, parsed.data];
      continue;
    }
    const [issue] = parsed.error.issues;
    const field = issue?.path.join(".") || part;
    problems.push(
      `${file}: ${part} "${quoted(name)}" is left out, because ${field} is missing or has the wrong type.`,
    );
  }
}

function absoluteCluster(cluster: OwnCluster, at: string): OwnCluster {
  return {
    ...cluster,
    ...resolved("certificate-authority", cluster["certificate-authority"], at),
  };
}

function absoluteUser(user: OwnUser, at: string): OwnUser {
  const { exec } = user;
  return {
    ...user,
    ...resolved("client-certificate", user["client-certificate"], at),
    ...resolved("client-key", user["client-key"], at),
    ...resolved("tokenFile", user.tokenFile, at),
    // A bare name is found in PATH; one with a slash is relative to the file, as in kubectl.
    ...(exec?.command.includes("/") && {
      exec: { ...exec, ...resolved("command", exec.command, at) },
    }),
  };
}

function resolved<K extends string>(
  key: K,
  path: string | undefined,
  at: string,
): { readonly [P in K]?: string } {
  if (!path) return {};
  const entry: { [P in K]?: string } = {};
  entry[key] = isAbsolute(path) ? path : join(at, path);
  return entry;
}

function dropDangling(config: Merged, problems: string[]): void {
  for (const [name, { cluster, user }] of config.contexts) {
    const missing = !config.clusters.has(cluster)
      ? `cluster "${quoted(cluster)}"`
      : user && !config.users.has(user)
        ? `user "${quoted(user)}"`
        : null;
    if (!missing) continue;

    config.contexts.delete(name);
    problems.push(
      `Context "${quoted(name)}" is left out, because its ${missing} is in none of the kubeconfig files.`,
    );
  }
}

function shownServer(server: string): string {
  if (!URL.canParse(server)) return quoted(server.replace(/\/\/[^/]*@/, "//"));
  const { protocol, host, pathname } = new URL(server);
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function firstLine(message: string): string {
  return message.split("\n", 1).join("");
}
