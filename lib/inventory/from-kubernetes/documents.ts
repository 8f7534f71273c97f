/** From a parsed YAML or JSON document to the Kubernetes objects in it. */
import { isRaw, type Raw } from "./raw.ts";
import { byGroupKind, type Resource } from "./resources.ts";

/** One object and the resource it belongs to; `resource` is null for kinds that no scan reads. */
export interface FoundObject {
  readonly raw: Raw;
  readonly kind: string;
  readonly resource: Resource | null;
}

/**
 * The objects of one document: itself, or the items of a `List` or of a typed list such as `PodList`, whose items
 * leave their kind out. Something that is no Kubernetes object has none.
 */
export function* objectsIn(document: unknown): Generator<FoundObject> {
  if (!isRaw(document)) return;
  const { kind, items } = document;
  if (typeof kind !== "string") return;
  if (!kind.endsWith("List")) {
    yield found(document, groupOf(document), kind);
    return;
  }
  if (!Array.isArray(items)) return;

  const group = groupOf(document);
  const itemKind = kind.slice(0, -"List".length);
  for (const item of items) {
    if (!isRaw(item)) continue;
    const own = item.kind;
    if (typeof own === "string") yield* objectsIn(item);
    else if (itemKind !== "") yield found(item, group, itemKind);
  }
}

function found(raw: Raw, group: string, kind: string): FoundObject {
  return { raw, kind, resource: byGroupKind(group, kind) ?? null };
}

function groupOf(object: Raw): string {
  const version = object.apiVersion;
  if (typeof version !== "string" || !version.includes("/")) return "";
  return version.slice(0, version.indexOf("/"));
}
