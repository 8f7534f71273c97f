/**
 * Reading outside data: tolerant about what Kubernetes leaves out, strict about wrong shapes, and bounded, because
 * names, labels and messages of a cluster are written by strangers.
 */
import { z } from "zod";
import type { Condition, LabelSelector, Labels, Meta, ObjectRef } from "../model.ts";
import type { Resource } from "./resources.ts";

/** An object that could not be understood. The message names the field and what was wrong with it. */
export class ParseError extends Error {
  override readonly name = "ParseError";
}

/** Longest text kept of each sort, in UTF-16 units, and most entries of one map. */
export const CAPS = { name: 253, text: 1024, message: 500, document: 1024 * 1024, entries: 1000 };

/** The text within a cap, without NUL and lone surrogates, which neither a database nor a file can store. */
export function clean(text: string, cap: number): string {
  const kept = text.length > cap ? text.slice(0, cap) : text;
  const whole = kept.isWellFormed() ? kept : kept.toWellFormed();
  return whole.includes("\0") ? whole.replaceAll("\0", "\uFFFD") : whole;
}

export type Raw = Readonly<Record<string, unknown>>;

export function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws ParseError when the value is no object. */
export function toRaw(value: unknown, path: string): Raw {
  if (!isRaw(value)) throw new ParseError(`${path} is not an object.`);
  return value;
}

/** A field that may be left out: null when it is absent or null. */
export function toRawOrNull(value: unknown, path: string): Raw | null {
  return value === undefined || value === null ? null : toRaw(value, path);
}

/** A list that may be left out: empty when it is absent or null. */
export function toList(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ParseError(`${path} is not a list.`);
  return value;
}

/** A text that must be there. */
export function toText(value: unknown, path: string, cap: number = CAPS.text): string {
  if (typeof value !== "string") throw new ParseError(`${path} is not a text.`);
  return clean(value, cap);
}

/** A text that may be left out. */
export function toTextOrNull(value: unknown, path: string, cap: number = CAPS.text): string | null {
  return value === undefined || value === null ? null : toText(value, path, cap);
}

/**
 * An empty map that inherits nothing, so that a label called "constructor" is only a label. Made by a class, because the
 * engine keeps such objects compact, and those without any prototype as hash tables, which take several times as much.
 */
export function emptyTexts(): Record<string, string> {
  return new Texts();
}

class Texts {
  [key: string]: string;
}
Object.setPrototypeOf(Texts.prototype, null);
Reflect.deleteProperty(Texts.prototype, "constructor");

/** A map of texts that inherits nothing. */
export function toLabels(
  value: unknown,
  path: string,
  keeps: (key: string) => boolean = () => true,
  cap: number = CAPS.text,
): Labels {
  const kept = emptyTexts();
  const raw = toRawOrNull(value, path);
  if (raw === null) return kept;

  const keys = Object.keys(raw);
  if (keys.length > CAPS.entries) {
    throw new ParseError(`${path} has more than ${CAPS.entries} entries.`);
  }
  for (const key of keys) {
    if (!keeps(key)) continue;
    const value = raw[key];
    if (typeof value !== "string") throw new ParseError(`${path} ${clean(key, 80)} is not a text.`);
    kept[clean(key, CAPS.name + 64)] = clean(value, cap);
  }
  return kept;
}

/** These, and what is below them. */
const KEPT_DOMAINS = [
  ".istio.io",
  ".gateway.networking.k8s.io",
  ".sailoperator.io",
  ".meta.helm.sh",
  ".prometheus.io",
];

/** Annotations that Istio, the Gateway API and installers give a meaning; the rest may hold anything. */
export function keepsAnnotation(key: string): boolean {
  const slash = key.indexOf("/");
  if (slash < 0) return false;
  const domain = `.${key.slice(0, slash)}`;
  return KEPT_DOMAINS.some((kept) => domain.endsWith(kept));
}

/** Text of the usual cap. */
export const text = z.string().transform((value) => clean(value, CAPS.text));
/** Name of an object, namespace, port or host. */
export const name = z.string().transform((value) => clean(value, CAPS.name));
/** Message written for people. */
export const message = z.string().transform((value) => clean(value, CAPS.message));
/** A whole number or a name, as text: ports. */
export const intOrText = z
  .union([z.number(), z.string()])
  .transform((value) => clean(String(value), CAPS.name));
/** Anything at all; read by hand later. */
export const anything = z.unknown().optional();

/** A field that may be left out: null then. */
export function maybe<T>(schema: z.ZodType<T>) {
  return schema.nullish().transform((value): T | null => value ?? null);
}

/** A list that Kubernetes leaves out when it is empty. */
export function listOf<T>(schema: z.ZodType<T>) {
  return z
    .array(schema)
    .nullish()
    .transform((value): readonly T[] => value ?? []);
}

/** A text with the default that the API gives a field left out. */
export function textOr(fallback: string) {
  return text.nullish().transform((value): string => value ?? fallback);
}

function inZod<T>(read: (value: unknown, path: string) => T) {
  return z
    .unknown()
    .optional()
    .transform((value, context): T => {
      try {
        return read(value, "");
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
        context.addIssue({ code: "custom", message: error.message.trim() });
        return z.NEVER;
      }
    });
}

/** A map of texts; empty when left out. */
export const labels = inZod((value, path) => toLabels(value, path));

const Expression = z.object({
  key: name,
  operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
  values: listOf(text),
});

const Selector = z.object({ matchLabels: labels, matchExpressions: listOf(Expression) });

/** A LabelSelector that selects everything when it is left out. */
export const labelSelector = Selector.nullish().transform(
  (value): LabelSelector => value ?? { matchLabels: toLabels(null, ""), matchExpressions: [] },
);

/**
 * The same, read by hand, for objects of which there are many.
 * @throws ParseError
 */
export function toSelectorOrNull(value: unknown, path: string): LabelSelector | null {
  const raw = toRawOrNull(value, path);
  if (raw === null) return null;
  if (toList(raw.matchExpressions, `${path}.matchExpressions`).length > 0) {
    return parse(Selector, raw);
  }
  return { matchLabels: toLabels(raw.matchLabels, `${path}.matchLabels`), matchExpressions: [] };
}

/** A LabelSelector of which absence means something: null then. */
export const labelSelectorOrNull = Selector.nullish().transform(
  (value): LabelSelector | null => value ?? null,
);

/** `status.conditions`; an entry without a known status counts as Unknown. */
export const conditions = listOf(
  z.object({
    type: name,
    status: z.enum(["True", "False", "Unknown"]).catch("Unknown"),
    reason: maybe(name).transform((value) => value ?? ""),
    message: maybe(message).transform((value) => value ?? ""),
  }),
) satisfies z.ZodType<readonly Condition[]>;

/**
 * Who an object is. One of a namespaced kind that names no namespace is in "default", as kubectl would put it.
 * @throws ParseError
 */
export function toMeta(raw: unknown, resource: Resource): Meta & { readonly deleting: boolean } {
  const metadata = toRaw(toRaw(raw, "The object").metadata, "metadata");
  const name = toText(metadata.name, "metadata.name", CAPS.name);
  if (name === "") throw new ParseError("metadata.name is empty.");
  const namespace = toTextOrNull(metadata.namespace, "metadata.namespace", CAPS.name);
  return {
    ref: refOf(resource, namespace, name),
    labels: toLabels(metadata.labels, "metadata.labels"),
    annotations: toLabels(metadata.annotations, "metadata.annotations", keepsAnnotation),
    createdAt: toTextOrNull(metadata.creationTimestamp, "metadata.creationTimestamp", CAPS.name),
    deleting:
      toTextOrNull(metadata.deletionTimestamp, "metadata.deletionTimestamp", CAPS.name) !== null,
  };
}

export function refOf(resource: Resource, namespace: string | null, name: string): ObjectRef {
  return {
    group: resource.group,
    kind: resource.kind,
    namespace: resource.namespaced ? namespace || "default" : null,
    name,
  };
}

/**
 * Parses with a zod schema.
 * @throws ParseError naming the first field that is wrong.
 */
export function parse<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;

  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") || "The object";
  throw new ParseError(clean(`${where}: ${issue?.message}.`, CAPS.message));
}
