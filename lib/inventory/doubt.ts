import { FACT_SOURCES, type FactName } from "./facts.ts";
import type { Collected, RecordName, Slice, Unread } from "./model.ts";
import { refKey } from "./refs.ts";

/**
 * A derived fact with what could not be read of its sources: whole, a lower bound, or not to be told.
 *
 * @param further what else makes it a lower bound, of this inventory alone
 */
export function withDoubt<T>(
  name: FactName,
  items: readonly T[],
  collected: Collected,
  further: readonly Unread[],
): Slice<T> {
  const { needs, understates } = FACT_SOURCES[name];
  const missing = [
    ...needs.flatMap((source) => unreadWhole(collected, source)),
    ...(name === "nodeCoverage" ? podsNeverThere(collected) : []),
  ];
  if (missing.length > 0) return { read: "unread", unread: distinct(missing) };

  const unread = [...needs, ...understates]
    .flatMap((source) => unreadOf(collected, source))
    .filter(({ resource }) => matters(name, resource))
    .concat(further);
  return unread.length === 0
    ? { read: "complete", items }
    : { read: "partial", items, unread: distinct(unread) };
}

/** What was not read of a namespace and its pods: an object that was not understood lies in one namespace only. */
export function unreadIn(namespace: string, meshNamespaces: Slice<unknown>): readonly Unread[] {
  if (meshNamespaces.read === "complete") return [];
  return meshNamespaces.unread.filter(
    ({ object }) => object === undefined || (object.namespace ?? object.name) === namespace,
  );
}

/** Why nobody knows which namespace holds for the whole mesh. */
export function unreadMeshConfig({ slices: { configMaps } }: Collected): readonly Unread[] {
  if (configMaps.read !== "complete") return configMaps.unread;
  const detail =
    "The mesh configuration, which names the root namespace, is not among the ConfigMaps that were read, or is no YAML.";
  return [{ resource: "configmaps", reason: "unparsed", detail }];
}

function unreadWhole({ slices }: Collected, source: RecordName): readonly Unread[] {
  const slice = slices[source];
  return slice.read === "unread" ? slice.unread : [];
}

/** Manifests without pods are judged by their templates, but no template tells on which nodes an agent is Ready. */
function podsNeverThere({ coverage }: Collected): readonly Unread[] {
  return coverage
    .filter(({ resource, outcome }) => resource === "pods" && outcome === "taken-as-absent")
    .map(({ resource, detail }) => ({ resource, reason: "not-in-dump", detail }));
}

function unreadOf({ slices }: Collected, source: RecordName): readonly Unread[] {
  const slice = slices[source];
  return slice.read === "complete" ? [] : slice.unread;
}

/** Workloads are several resources: refused Jobs say nothing about istiod, which is a Deployment. */
function matters(name: FactName, resource: string): boolean {
  const kind = ONLY.get(name);
  return kind === undefined || kind === resource || !OF_WORKLOADS.has(resource);
}

function distinct(unread: readonly Unread[]): readonly Unread[] {
  const byKey = new Map(
    unread.map((entry) => {
      const object = entry.object ? refKey(entry.object) : "";
      return [`${entry.resource} ${entry.reason} ${object} ${entry.detail}`, entry];
    }),
  );
  return [...byKey.values()];
}

const OF_WORKLOADS = new Set([
  "deployments.apps",
  "daemonsets.apps",
  "statefulsets.apps",
  "replicasets.apps",
  "jobs.batch",
  "cronjobs.batch",
]);

const ONLY: ReadonlyMap<FactName, string> = new Map([
  ["controlPlanes", "deployments.apps"],
  ["meshConfigs", "deployments.apps"],
  ["ambientComponents", "daemonsets.apps"],
]);
