/** From the text of one document to its Kubernetes objects. */
import { CORE_SCHEMA, load, mergeTag, YAMLException } from "js-yaml";
import { type FoundObject, objectsIn } from "../../inventory/from-kubernetes/documents.ts";
import { isRaw } from "../../inventory/from-kubernetes/raw.ts";
import {
  byGroupKind,
  RESOURCES,
  type Resource,
} from "../../inventory/from-kubernetes/resources.ts";
import { DumpError, type DumpLimits } from "./limits.ts";
import { shown } from "./paths.ts";
import type { ListHead, Piece } from "./split.ts";
import { unquoted } from "./split-yaml.ts";

export type Parsed =
  /** Objects of kinds that are read, and the kinds of those that are not. */
  | { readonly objects: readonly FoundObject[] }
  /** A document that is no YAML or JSON. */
  | { readonly broken: string; readonly suspect: Suspect };

/** The resource that a broken document seems to hold; "none" for a kind that is not read, null when it does not show. */
export type Suspect = Resource | "none" | null;

/** @throws DumpError for a document that was made to exhaust this server. */
export function parsePiece(piece: Piece, path: string, limits: DumpLimits): Parsed {
  const said = saidKind(piece);
  if (said !== null && isOfNoUse(said, piece.text)) {
    return { objects: [{ raw: {}, kind: said.kind, resource: null }] };
  }

  const loaded =
    piece.format === "json" ? fromJson(piece.text) : fromYaml(piece.text, path, limits);
  if ("broken" in loaded) {
    return { broken: loaded.broken, suspect: suspectOf(piece, said, path) };
  }
  return { objects: [...objectsIn(withKind(loaded.value, piece.list, path))] };
}

interface SaidKind {
  readonly group: string;
  readonly kind: string;
}

/** Kind and group as a block document says them at its left edge: enough to leave most objects unparsed. */
function saidKind({ text, format }: Piece): SaidKind | null {
  if (format === "json") return null;
  const kind = unquoted(/^kind:(.*)$/m.exec(text)?.[1] ?? "");
  const apiVersion = unquoted(/^apiVersion:(.*)$/m.exec(text)?.[1] ?? "");
  return kind === null || apiVersion === null ? null : { group: groupOf(apiVersion), kind };
}

/** Unknown kinds, and Secrets of applications, are dropped before anything looks into them. */
function isOfNoUse({ group, kind }: SaidKind, text: string): boolean {
  if (kind.endsWith("List")) return false;
  const resource = byGroupKind(group, kind);
  if (resource === undefined) return true;
  return resource.labelSelector !== undefined && !text.includes(resource.labelSelector.key);
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

type Loaded = { readonly value: unknown } | { readonly broken: string };

function fromJson(text: string): Loaded {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return { broken: "it is not valid JSON" };
  }
}

/** YAML 1.2 with merge keys, which Kubernetes tools accept as well. */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

function fromYaml(text: string, path: string, limits: DumpLimits): Loaded {
  try {
    const value = load(text.replace(MANAGED_FIELDS, ""), {
      schema: SCHEMA,
      maxDepth: limits.depth,
      maxAliases: limits.aliases,
    });
    if (text.includes("*")) refuseBomb(value, path, limits);
    return { value: detached(value) };
  } catch (error) {
    if (error instanceof DumpError) throw error;
    const reason = error instanceof YAMLException ? error.reason : "it cannot be parsed";
    if (reason.startsWith("nesting exceeded")) {
      throw new DumpError(
        `${path} is nested more than ${limits.depth} levels deep, which no Kubernetes object is.`,
      );
    }
    if (reason.startsWith("aliases exceeded") || reason.startsWith("merge keys exceeded")) {
      throw bomb(path);
    }
    return { broken: `it is not valid YAML (${shown(reason)})` };
  }
}

/**
 * The bookkeeping of kubectl's owners, a third of many objects, under `metadata` of a block document. Nothing that is
 * read has a field of this name elsewhere.
 */
const MANAGED_FIELDS = /^ {2}managedFields:\n(?: {2}[- ].*\n)+/m;

/** A copy whose texts are their own: those of a YAML parser are windows that keep the whole document in memory. */
function detached(value: unknown): unknown {
  const json = JSON.stringify(value);
  return json === undefined ? undefined : JSON.parse(json);
}

/** Aliases share values, so a few lines can stand for more values than memory holds once they are walked. */
function refuseBomb(value: unknown, path: string, limits: DumpLimits): void {
  const waiting: unknown[] = [value];
  const most = limits.unfolded + limits.documentLength / 8;
  for (let seen = 0; waiting.length > 0; seen += 1) {
    if (seen + waiting.length > most) throw bomb(path);
    const next = waiting.pop();
    if (typeof next === "object" && next !== null) {
      for (const inner of Object.values(next)) waiting.push(inner);
    }
  }
}

function bomb(path: string): DumpError {
  return new DumpError(
    `${path} repeats itself through YAML aliases more often than is safe to read.`,
  );
}

/** Items of typed lists leave their kind out: the list says it, or the name of the file. */
function withKind(value: unknown, list: ListHead | null, path: string): unknown {
  if (!isRaw(value) || typeof value.kind === "string" || list === null) return value;
  if (list.kind?.endsWith("List")) {
    return { apiVersion: list.apiVersion, kind: list.kind, items: [value] };
  }
  const resource = resourceOfFile(path);
  if (resource === null) return value;
  const [version = "v1"] = resource.versions;
  const apiVersion = resource.group === "" ? version : `${resource.group}/${version}`;
  return { apiVersion, kind: resource.kind, ...value };
}

/** "shop/pods.json" holds pods: `kubectl cluster-info dump` names its files so. */
function resourceOfFile(path: string): Resource | null {
  const plural = /([a-z]+)\.(?:json|ya?ml)$/.exec(path)?.[1];
  return RESOURCES.find((each) => each.builtin && each.plural === plural) ?? null;
}

function suspectOf(piece: Piece, said: SaidKind | null, path: string): Suspect {
  const { list, text } = piece;
  const own = said ?? {
    group: groupOf(/"?apiVersion"?\s*:\s*"?([\w./-]{1,253})/.exec(text)?.[1] ?? ""),
    kind: /"?kind"?\s*:\s*"?(\w{1,80})/.exec(text)?.[1] ?? "",
  };
  const ofList = { group: groupOf(list?.apiVersion ?? ""), kind: list?.kind ?? "" };
  for (const { group, kind } of [ofList, own]) {
    const found = byGroupKind(group, kind) ?? byGroupKind(group, kind.replace(/List$/, ""));
    if (found) return found;
  }
  const begins = JSON_KIND.exec(text)?.[1] ?? "List";
  return resourceOfFile(path) ?? (begins.endsWith("List") ? null : "none");
}

/** JSON that says its kind first, as kubectl writes it: a kind further inside could be another object's. */
const JSON_KIND = /^\s*\{\s*(?:"apiVersion"\s*:\s*"[^"]{0,253}"\s*,\s*)?"kind"\s*:\s*"(\w{1,80})"/;
