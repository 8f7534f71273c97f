/**
 * The log: one JSON line per event on standard output. Whatever is logged, fields that carry credentials are replaced
 * before they are written.
 */
import { type Logger, type LoggerOptions, pino } from "pino";
import { config } from "./config.ts";

/** Where lines go; standard output when absent. */
export interface LogDestination {
  write(line: string): void;
}

/** A logger of its own, for tests and tools. */
export function createLog(level: string, destination?: LogDestination): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }), log: redact },
    // Errors arrive here as plain objects already.
    serializers: { err: (error: unknown) => error },
    hooks: { streamWrite: (line) => line.replace(SECRET_TEXT, CENSORED) },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** A copy of the fields that is safe to write: secret ones replaced at any depth. */
export function redact(fields: object): Record<string, unknown> {
  return fieldsWithin(fields, 0);
}

const CENSORED = "[redacted]";

/** Field names, however they are joined or cased, whose values unlock something. */
const SECRET_FIELD =
  /authorization|cookie|credential|kubeconfig|password|passwd|secret|token|(client|private|encryption|sealing)[-_]?key|database[-_]?url/i;

/** A credential inside a text: the value of an Authorization header, or the password in an address. */
const SECRET_TEXT =
  /(?<=\b(Bearer|Basic) {1,4})[\w.~+/=-]{8,}|(?<=:\/\/[^\s:/@]{0,256}:)[^\s@/]{1,256}(?=@)/gi;

/** Deeper values are left out rather than searched. */
const MAX_DEPTH = 6;

function fieldsWithin(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      SECRET_FIELD.test(name) ? CENSORED : safe(value, depth + 1),
    ]),
  );
}

function safe(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) return "[too deep]";
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return fieldsWithin(plainError(value), depth);
  if (Array.isArray(value)) return value.map((item) => safe(item, depth + 1));
  return fieldsWithin(value, depth);
}

/** Name, message, stack, code and cause: libraries hang whole requests on the other properties of their errors. */
function plainError(error: Error): object {
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...("code" in error ? { code: error.code } : {}),
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  };
}

/** The log of this process. */
export const log: Logger = createLog(config().logLevel);
