import type { KubeObject } from "./json.ts";
import { KINDS, type Kind, kindOf, resourceName } from "./kinds.ts";
import type { ClusterMetrics } from "./metrics/measured.ts";
import type { Sheet } from "./sheet.ts";

/** Objects of one kind, in the order of the API server's store: by namespace, then by name. */
export interface Shelf {
  readonly size: number;
  /** First and one past the last index of a namespace's objects. */
  range(namespace: string): readonly [number, number];
  at(index: number): KubeObject;
  /** Writes the object as JSON, without `apiVersion` and `kind`, and without its first brace. */
  write(index: number, sheet: Sheet): void;
}

/** One cluster of the demo fleet. Everything in it is sample data. */
export interface DemoCluster {
  readonly name: string;
  /** `gitVersion` of /version. */
  readonly version: string;
  /** The resourceVersion that lists carry. */
  readonly resourceVersion: string;
  readonly kinds: readonly Kind[];
  shelf(kind: Kind): Shelf;
  /** What its Prometheus knows; absent: it has none. */
  readonly metrics?: ClusterMetrics;
}

/** Objects by resource name, such as "virtualservices.networking.istio.io". */
export type Inventory = ReadonlyMap<string, readonly KubeObject[]>;

/**
 * Makes a cluster of objects held in memory.
 * @throws when an object's resource name is unknown.
 */
export function clusterOf(
  name: string,
  version: string,
  inventory: Inventory,
  notInstalled: readonly string[] = [],
): DemoCluster {
  for (const resource of [...inventory.keys(), ...notInstalled]) kindOf(resource);

  const kinds = KINDS.filter((kind) => !notInstalled.includes(resourceName(kind)));
  const shelves = new Map(
    kinds.map((kind) => [kind, shelve(inventory.get(resourceName(kind)) ?? [])]),
  );
  return {
    name,
    version,
    resourceVersion: "482913377",
    kinds,
    shelf: (kind) => shelves.get(kind) ?? EMPTY_SHELF,
  };
}

/** Puts objects in store order. */
export function shelve(objects: readonly KubeObject[]): Shelf {
  const sorted = objects
    .map((object) => ({ object, key: storeKey(object) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ object }) => object);

  const ranges = new Map<string, readonly [number, number]>();
  sorted.forEach(({ metadata }, index) => {
    const namespace = metadata.namespace ?? "";
    const [start] = ranges.get(namespace) ?? [index];
    ranges.set(namespace, [start, index + 1]);
  });

  const at = (index: number): KubeObject => {
    const object = sorted[index];
    if (!object) throw new RangeError(`No object at ${index}.`);
    return object;
  };
  const texts: Buffer[] = [];
  return {
    size: sorted.length,
    range: (namespace) => ranges.get(namespace) ?? [0, 0],
    at,
    write(index, sheet) {
      const text = texts[index] ?? Buffer.from(JSON.stringify(at(index)).slice(1));
      texts[index] = text;
      sheet.add(text);
    },
  };
}

export const EMPTY_SHELF: Shelf = shelve([]);

function storeKey({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
