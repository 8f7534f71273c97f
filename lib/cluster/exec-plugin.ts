/**
 * Runs the credential plugin that the operator's own kubeconfig names, by the protocol of
 * https://kubernetes.io/docs/reference/config-api/client-authentication.v1/. It has no terminal and a time limit: a
 * plugin that waits for a person ends in a sentence instead of waiting for ever.
 */
import { spawn } from "node:child_process";
import { z } from "zod";
import type { ExecPlugin, OwnCluster } from "./kubeconfig.ts";
import { ConnectionError, quoted } from "./problem.ts";

/** What a plugin hands out. Certificate and key are PEM; `expiresAt` is milliseconds since 1970, null when it never says. */
export interface PluginCredential {
  readonly token: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
  readonly expiresAt: number | null;
}

/**
 * Runs the plugin for at most `timeLimit` milliseconds.
 * @throws ConnectionError with problem exec-plugin-missing or exec-plugin-failed.
 */
export async function runExecPlugin(
  plugin: ExecPlugin,
  cluster: OwnCluster,
  timeLimit: number,
): Promise<PluginCredential> {
  const output = await standardOutput(plugin, cluster, timeLimit);
  const parsed = ExecCredential.safeParse(parseJson(output));
  if (!parsed.success) {
    throw failed(plugin, "it did not print an ExecCredential");
  }

  const { status } = parsed.data;
  const expiresAt = status.expirationTimestamp ? Date.parse(status.expirationTimestamp) : null;
  return {
    token: status.token ?? null,
    certificate: status.clientCertificateData ?? null,
    key: status.clientKeyData ?? null,
    expiresAt: Number.isNaN(expiresAt) ? null : expiresAt,
  };
}

const ExecCredential = z.object({
  kind: z.literal("ExecCredential"),
  status: z.object({
    token: z.string().max(200_000).optional(),
    clientCertificateData: z.string().max(200_000).optional(),
    clientKeyData: z.string().max(200_000).optional(),
    expirationTimestamp: z.string().max(100).optional(),
  }),
});

const MOST_OUTPUT = 1_000_000;

function standardOutput(
  plugin: ExecPlugin,
  cluster: OwnCluster,
  timeLimit: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(plugin.command, plugin.args ?? [], {
      env: environment(plugin, cluster),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let complaint = "";
    const stop = (error: ConnectionError) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      // A grandchild may keep the pipes open after its parent is gone.
      child.stdout.destroy();
      child.stderr.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => stop(failed(plugin, `it gave no credential within ${timeLimit / 1000} seconds`)),
      timeLimit,
    );

    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.length > MOST_OUTPUT) stop(failed(plugin, "it printed more than 1 MB"));
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (complaint.length < 10_000) complaint += text;
    });
    child.on("error", (error) => stop(notStarted(plugin, error)));
    child.on("close", (code) => {
      if (code !== 0)
        return stop(failed(plugin, quoted(complaint) || `it ended with code ${code}`));
      clearTimeout(timer);
      resolve(output);
    });
  });
}

/** The plugin gets this process's environment except what is ours alone. */
function environment(plugin: ExecPlugin, cluster: OwnCluster): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  for (const name of Object.keys(environment)) {
    if (name === "DATABASE_URL" || name.startsWith("MESH_READINESS_")) delete environment[name];
  }
  for (const { name, value } of plugin.env ?? []) environment[name] = value;
  const info = {
    apiVersion: plugin.apiVersion,
    kind: "ExecCredential",
    spec: { interactive: false, ...(plugin.provideClusterInfo && { cluster }) },
  };
  environment.KUBERNETES_EXEC_INFO = JSON.stringify(info);
  return environment;
}

function notStarted(plugin: ExecPlugin, error: Error): ConnectionError {
  if (!("code" in error) || error.code !== "ENOENT") return failed(plugin, quoted(error.message));

  const hint = plugin.installHint ? ` ${quoted(plugin.installHint)}` : "";
  return new ConnectionError(
    "exec-plugin-missing",
    `This context signs in with the command ${quoted(plugin.command)}, which is not installed where Mesh Readiness runs or not in its PATH. Install it there, or upload a kubeconfig with a service-account token.${hint}`,
  );
}

function failed(plugin: ExecPlugin, because: string): ConnectionError {
  return new ConnectionError(
    "exec-plugin-failed",
    `The sign-in command ${quoted(plugin.command)} of this context failed: ${because}. Run kubectl get --raw /version with this context in a terminal, sign in if it asks, then connect again.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
