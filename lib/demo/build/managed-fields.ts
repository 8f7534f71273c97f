import { isList, isObject, type Json, type JsonObject, type KubeObject } from "../json.ts";

export interface FieldManager {
  readonly manager: string;
  readonly apiVersion: string;
  readonly time: string;
  readonly subresource?: string;
  /** Part of the object that this manager owns. */
  readonly owns: JsonObject;
}

/**
 * Server-side apply bookkeeping as the API server derives it: about a third of a real pod.
 * Source: kubernetes-sigs/structured-merge-diff fieldpath/serialize.go.
 */
export function managedFields(managers: readonly FieldManager[]): readonly Json[] {
  return managers.map(({ manager, apiVersion, time, subresource, owns }) => ({
    manager,
    operation: "Update",
    apiVersion,
    time,
    fieldsType: "FieldsV1",
    fieldsV1: fieldsOf(owns),
    subresource,
  }));
}

/** Adds one manager that owns labels, annotations and everything outside metadata. */
export function managedBy(object: KubeObject, manager: string, apiVersion: string): KubeObject {
  const { metadata, ...rest } = object;
  const { labels, annotations, ownerReferences } = metadata;
  const owns = { metadata: { labels, annotations, ownerReferences }, ...rest };
  const time = metadata.creationTimestamp;
  return {
    metadata: { ...metadata, managedFields: managedFields([{ manager, apiVersion, time, owns }]) },
    ...rest,
  };
}

/** Keys of lists that are owned entry by entry. Long lists of small entries are left whole: a third of a pod is enough. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  imagePullSecrets: ["name"],
  ports: ["containerPort", "protocol"],
  conditions: ["type"],
  ownerReferences: ["uid"],
  podIPs: ["ip"],
  hostIPs: ["ip"],
};

function fieldsOf(object: JsonObject): JsonObject {
  const owned: Record<string, Json> = {};
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    owned[`f:${key}`] = fieldOf(key, value);
  }
  return owned;
}

/** Of specs that several objects share: a template's stands in its Deployment and its ReplicaSets, and each pod's. */
const SPECS = new WeakMap<JsonObject, Json>();

function fieldOf(key: string, value: Json): Json {
  if (isObject(value)) {
    const known = key === "spec" ? SPECS.get(value) : undefined;
    if (known !== undefined) return known;
    const owned = { ".": {}, ...fieldsOf(value) };
    if (key === "spec") SPECS.set(value, owned);
    return owned;
  }
  const mergeKeys = MERGE_KEYS[key];
  if (!isList(value) || !mergeKeys) return {};

  const owned: Record<string, Json> = { ".": {} };
  for (const entry of value) {
    if (!isObject(entry)) continue;
    const keys = mergeKeys.map((name) => [name, entry[name]]);
    owned[`k:${JSON.stringify(Object.fromEntries(keys))}`] = { ".": {}, ...fieldsOf(entry) };
  }
  return owned;
}
