import { CORE_SCHEMA, load, mergeTag } from "js-yaml";
import { labelOf } from "./labels.ts";
import type { LabelSelector, Labels } from "./model.ts";

/**
 * YAML kept as text inside a ConfigMap, as plain data; undefined when it is missing, too long or not YAML. Aliases are
 * limited, so that a few lines cannot unfold into gigabytes.
 */
export function yamlIn(data: Labels, key: string): unknown {
  const text = labelOf(data, key);
  if (text === undefined || text.length > LONGEST) return undefined;

  try {
    return load(text, { schema: SCHEMA, maxDepth: 100, maxAliases: 100 });
  } catch {
    return undefined;
  }
}

/** A field of a parsed mapping; undefined for everything that is not a mapping. */
export function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const own = Object.getOwnPropertyDescriptor(value, key);
  return own?.value;
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function keysOf(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.keys(value)
    : [];
}

/** A LabelSelector as MeshConfig, the injector and istio-cni keep it; a missing one selects everything. Null when malformed. */
export function toSelector(value: unknown): LabelSelector | null {
  const matchLabels: Record<string, string> = Object.create(null);
  const wanted = field(value, "matchLabels");
  for (const key of keysOf(wanted)) {
    const text = textOf(field(wanted, key));
    if (text === undefined) return null;
    matchLabels[key] = text;
  }

  const matchExpressions: LabelSelector["matchExpressions"][number][] = [];
  for (const entry of listOf(field(value, "matchExpressions"))) {
    const key = textOf(field(entry, "key"));
    const operator = OPERATORS.find((known) => known === field(entry, "operator"));
    if (key === undefined || operator === undefined) return null;
    const values = listOf(field(entry, "values")).map((text) => textOf(text));
    if (values.includes(undefined)) return null;
    matchExpressions.push({ key, operator, values: values.filter((text) => text !== undefined) });
  }
  return { matchLabels, matchExpressions };
}

const SCHEMA = CORE_SCHEMA.withTags(mergeTag);
const LONGEST = 2 * 1024 * 1024;
const OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"] as const;
