import type { DemoCluster } from "../cluster.ts";
import type { JsonObject } from "../json.ts";
import type { Kind } from "../kinds.ts";
import type { Shape } from "./accept.ts";
import { type Answer, ok } from "./status.ts";

const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
const VERBS = ["get", "list"];

/** GET /version. */
export function version({ version: gitVersion }: DemoCluster): Answer {
  const [major = "1", minor = "0"] = gitVersion.replace(/^v/, "").split(".");
  return ok({
    major,
    minor,
    gitVersion,
    gitCommit: "1f6a2b7c83de0945be21a7f0e5cc1d4f9a3b6e02",
    gitTreeState: "clean",
    buildDate: "2026-02-11T09:14:03Z",
    goVersion: "go1.24.6",
    compiler: "gc",
    platform: "linux/amd64",
  });
}

/** GET /api. */
export function coreVersions(cluster: DemoCluster, shape: Shape, host: string): Answer {
  if (shape === "aggregated-discovery") return aggregated(cluster, [""]);
  return ok({
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: host }],
  });
}

/** GET /apis. */
export function groups(cluster: DemoCluster, shape: Shape): Answer {
  const names = namedGroups(cluster);
  if (shape === "aggregated-discovery") return aggregated(cluster, names);
  return ok({
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: names.map((name) => groupOf(cluster, name)),
  });
}

/** GET /apis/GROUP; null when no such group is served. */
export function group(cluster: DemoCluster, name: string): Answer | null {
  if (!namedGroups(cluster).includes(name)) return null;
  return ok({ kind: "APIGroup", apiVersion: "v1", ...groupOf(cluster, name) });
}

/** GET /api/v1 or /apis/GROUP/VERSION; null when it is not served. */
export function resources(cluster: DemoCluster, group: string, version: string): Answer | null {
  const kinds = cluster.kinds.filter(
    (kind) => kind.group === group && kind.versions.includes(version),
  );
  if (kinds.length === 0) return null;
  return ok({
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: groupVersion(group, version),
    resources: kinds.map(({ plural, kind, namespaced, shortNames, categories }) => ({
      name: plural,
      singularName: kind.toLowerCase(),
      namespaced,
      kind,
      verbs: VERBS,
      shortNames: shortNames.length > 0 ? shortNames : undefined,
      categories: categories.length > 0 ? categories : undefined,
    })),
  });
}

/** "v1" for the core group, else "GROUP/VERSION". */
export function groupVersion(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

function namedGroups({ kinds }: DemoCluster): readonly string[] {
  return [...new Set(kinds.map(({ group }) => group))].filter((name) => name !== "");
}

function groupOf(cluster: DemoCluster, name: string): JsonObject {
  const versions = versionsOf(cluster, name).map((version) => ({
    groupVersion: groupVersion(name, version),
    version,
  }));
  return { name, versions, preferredVersion: versions[0] };
}

function versionsOf({ kinds }: DemoCluster, name: string): readonly string[] {
  const versions = kinds.filter(({ group }) => group === name).flatMap((kind) => kind.versions);
  return [...new Set(versions)].sort(byStability);
}

/** v1 before v1beta1 before v1alpha3 before v1alpha1, as the API server prefers them. */
function byStability(a: string, b: string): number {
  const rank = (version: string) =>
    version.includes("alpha") ? 2 : version.includes("beta") ? 1 : 0;
  return rank(a) - rank(b) || b.localeCompare(a);
}

function aggregated(cluster: DemoCluster, groups: readonly string[]): Answer {
  const items = groups.map((name) => ({
    metadata: { name: name === "" ? undefined : name, creationTimestamp: null },
    versions: versionsOf(cluster, name).map((version) => ({
      version,
      resources: cluster.kinds
        .filter((kind) => kind.group === name && kind.versions.includes(version))
        .map((kind) => aggregatedResource(kind, version)),
      freshness: "Current",
    })),
  }));
  const body = {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items,
  };
  return ok(body, AGGREGATED);
}

function aggregatedResource(kind: Kind, version: string): JsonObject {
  return {
    resource: kind.plural,
    responseKind: { group: kind.group, version, kind: kind.kind },
    scope: kind.namespaced ? "Namespaced" : "Cluster",
    singularResource: kind.kind.toLowerCase(),
    verbs: VERBS,
    shortNames: kind.shortNames.length > 0 ? kind.shortNames : undefined,
    categories: kind.categories.length > 0 ? kind.categories : undefined,
  };
}
