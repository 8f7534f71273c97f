/**
 * The product's settings: environment variables, parsed once. Each is documented in .env.example. A bad value throws
 * ConfigError with one sentence that names the variable.
 */
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { z } from "zod";

export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const whole = (min: number, max: number, fallback: number) =>
  z.coerce
    .number({ error: "must be a whole number" })
    .int("must be a whole number")
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

const Environment = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://")
    .optional(),
  MESH_READINESS_DATA: z.string().min(1).default("data"),
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: whole(0, 65_535, 3000),
  MESH_READINESS_TRUSTED_NETWORK: z
    .enum(["yes, the network in front of this server is trusted"], {
      error: 'must be exactly "yes, the network in front of this server is trusted"',
    })
    .optional(),
  MESH_READINESS_ALLOWED_HOSTS: z.string().default(""),
  KUBECONFIG: z.string().optional(),
  MESH_READINESS_ENCRYPTION_KEY: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, "must be 64 hexadecimal digits (32 bytes): openssl rand -hex 32")
    .optional(),
  MESH_READINESS_SCAN_SECONDS: whole(1, 86_400, 900),
  MESH_READINESS_LIST_STREAMS: whole(1, 10, 3),
  MESH_READINESS_UPLOAD_BYTES: whole(1_000_000, 10_000_000_000, 1_000_000_000),
  MESH_READINESS_LOG: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
});

/** Settings as the product uses them. Durations are milliseconds, sizes bytes, paths absolute. */
export interface Config {
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  /** The operator said in so many words that the network in front is trusted. */
  readonly trustedNetwork: boolean;
  /** Extra Host header names that are accepted, lower case, without port. */
  readonly allowedHosts: readonly string[];
  readonly kubeconfigFiles: readonly string[];
  readonly encryptionKey: string | null;
  readonly scanTimeLimit: number;
  readonly listStreams: number;
  readonly uploadLimit: number;
  readonly logLevel: string;
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|\[::1\]|localhost)$/;

/** True for an address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * Parses an environment into settings.
 * @throws ConfigError naming the first variable that is wrong and what it must be.
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${issue?.path.join(".")} ${issue?.message}.`);
  }

  const env = parsed.data;
  const trustedNetwork = env.MESH_READINESS_TRUSTED_NETWORK !== undefined;
  if (!isLoopback(env.HOST) && !trustedNetwork) {
    throw new ConfigError(
      `HOST is ${env.HOST}, which other machines can reach, and this version has no sign-in. Leave HOST at 127.0.0.1, or set MESH_READINESS_TRUSTED_NETWORK="yes, the network in front of this server is trusted".`,
    );
  }

  return {
    databaseUrl: env.DATABASE_URL ?? null,
    dataFolder: resolve(env.MESH_READINESS_DATA),
    host: env.HOST,
    port: env.PORT,
    trustedNetwork,
    allowedHosts: env.MESH_READINESS_ALLOWED_HOSTS.split(",")
      .map((host) => host.trim().toLowerCase())
      .filter(Boolean),
    kubeconfigFiles: env.KUBECONFIG
      ? env.KUBECONFIG.split(delimiter).filter(Boolean)
      : [join(homedir(), ".kube", "config")],
    encryptionKey: env.MESH_READINESS_ENCRYPTION_KEY ?? null,
    scanTimeLimit: env.MESH_READINESS_SCAN_SECONDS * 1000,
    listStreams: env.MESH_READINESS_LIST_STREAMS,
    uploadLimit: env.MESH_READINESS_UPLOAD_BYTES,
    logLevel: env.MESH_READINESS_LOG,
  };
}

let current: Config | undefined;

/** Settings of this process, parsed on first use. */
export function config(): Config {
  current ??= parseConfig(process.env);
  return current;
}
