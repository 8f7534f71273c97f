/** Asks a server which of our resources it serves, and at which version. */
import { z } from "zod";
import type { Resource } from "../inventory/from-kubernetes/resources.ts";
import type { Answer } from "./connection.ts";

/** Where to read a resource. */
export type Place =
  | { readonly state: "served"; readonly version: string }
  /** The server lists its API and this is not in it. */
  | { readonly state: "not-served" }
  /** Served, but at no version that our parsers understand. */
  | { readonly state: "other-versions"; readonly versions: readonly string[] }
  /** Discovery could not tell: try this version. */
  | { readonly state: "unknown"; readonly version: string };

export interface Discovery {
  /** API groups that the server serves, without the core group; null when it would not say. */
  readonly groups: readonly string[] | null;
  placeOf(resource: Resource): Place;
}

/** Sends one GET request; retries are its business. */
export type Get = (path: string, accept: string) => Promise<Answer>;

/**
 * Reads the aggregated discovery documents (Kubernetes 1.26+), or one document per group version from older servers:
 * https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api. Whatever is refused or broken makes the
 * resources behind it "unknown", never "not-served".
 */
export async function discover(get: Get, resources: readonly Resource[]): Promise<Discovery> {
  const [core, named] = await Promise.all([
    readRoot(get, "/api", resources),
    readRoot(get, "/apis", resources),
  ]);

  const served = new Map([...(core?.served ?? []), ...(named?.served ?? [])]);
  return {
    groups: named?.groups ?? null,
    placeOf(resource) {
      const root = resource.group === "" ? core : named;
      const known = served.get(resource.resource) ?? [];
      const version = resource.versions.find((each) => known.includes(each));
      if (version) return { state: "served", version };

      const doubtful = resource.versions.find(
        (each) => !root || root.doubtful.has(`${resource.group}/${each}`),
      );
      if (doubtful) return { state: "unknown", version: doubtful };
      return known.length > 0
        ? { state: "other-versions", versions: known }
        : { state: "not-served" };
    },
  };
}

const AGGREGATED = ["v2", "v2beta1"]
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat("application/json")
  .join(",");

/** What one of the two roots of discovery says. */
interface Root {
  readonly groups: readonly string[];
  /** Versions by resource name. */
  readonly served: Map<string, string[]>;
  /** "group/version" whose resources could not be listed. */
  readonly doubtful: Set<string>;
}

const Aggregated = z.object({
  kind: z.literal("APIGroupDiscoveryList"),
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string().optional() }),
      versions: z
        .array(
          z.object({
            version: z.string(),
            resources: z.array(z.object({ resource: z.string() })).nullish(),
            freshness: z.string().optional(),
          }),
        )
        .nullish(),
    }),
  ),
});

const Groups = z.object({
  kind: z.literal("APIGroupList"),
  groups: z.array(
    z.object({ name: z.string(), versions: z.array(z.object({ version: z.string() })) }),
  ),
});

const Versions = z.object({ kind: z.literal("APIVersions"), versions: z.array(z.string()) });

const Resources = z.object({
  kind: z.literal("APIResourceList"),
  resources: z.array(z.object({ name: z.string() })),
});

async function readRoot(
  get: Get,
  path: "/api" | "/apis",
  resources: readonly Resource[],
): Promise<Root | null> {
  const body = await readJson(get, path, AGGREGATED);
  const aggregated = Aggregated.safeParse(body);
  if (aggregated.success) return fromAggregated(aggregated.data);

  const versions = Versions.safeParse(body);
  if (versions.success) {
    return oneByOne(get, [{ name: "", versions: versions.data.versions }], resources);
  }
  const groups = Groups.safeParse(body);
  if (!groups.success) return null;
  const named = groups.data.groups.map((group) => ({
    name: group.name,
    versions: group.versions.map(({ version }) => version),
  }));
  return oneByOne(get, named, resources);
}

function fromAggregated({ items }: z.infer<typeof Aggregated>): Root {
  const root: Root = {
    groups: items.flatMap(({ metadata }) => (metadata.name ? [metadata.name] : [])),
    served: new Map(),
    doubtful: new Set(),
  };
  for (const { metadata, versions } of items) {
    const group = metadata.name ?? "";
    for (const { version, resources, freshness } of versions ?? []) {
      // Stale: the server behind an aggregated API did not answer when discovery was put together.
      if (freshness === "Stale") root.doubtful.add(`${group}/${version}`);
      for (const { resource } of resources ?? []) remember(root, group, version, resource);
    }
  }
  return root;
}

async function oneByOne(
  get: Get,
  groups: readonly { readonly name: string; readonly versions: readonly string[] }[],
  resources: readonly Resource[],
): Promise<Root> {
  const root: Root = {
    groups: groups.flatMap(({ name }) => name || []),
    served: new Map(),
    doubtful: new Set(),
  };
  const wanted = new Set(resources.map(({ group }) => group));
  const documents = groups
    .filter(({ name }) => wanted.has(name))
    .flatMap(({ name, versions }) => versions.map((version) => ({ name, version })));

  await Promise.all(
    documents.map(async ({ name, version }) => {
      const path = name === "" ? `/api/${version}` : `/apis/${name}/${version}`;
      const list = Resources.safeParse(await readJson(get, path, "application/json"));
      if (!list.success) return root.doubtful.add(`${name}/${version}`);
      for (const resource of list.data.resources) remember(root, name, version, resource.name);
    }),
  );
  return root;
}

function remember({ served }: Root, group: string, version: string, plural: string): void {
  const name = group === "" ? plural : `${plural}.${group}`;
  const versions = served.get(name);
  if (versions) versions.push(version);
  else served.set(name, [version]);
}

async function readJson(get: Get, path: string, accept: string): Promise<unknown> {
  try {
    const answer = await get(path, accept);
    return answer.status === 200 ? JSON.parse(answer.body.toString("utf8")) : null;
  } catch {
    return null;
  }
}
