import type { Inventory } from "../cluster.ts";
import type { JsonObject, KubeObject, Labels } from "../json.ts";
import { isList, isObject, type Json } from "../json.ts";
import { kindOf } from "../kinds.ts";
import { managedBy } from "./managed-fields.ts";
import type { DemoNode } from "./nodes.ts";
import { type PodIdentity, podOf } from "./pod.ts";
import { dice, uid } from "./random.ts";
import type { Template } from "./sidecar.ts";

/** The ground a demo cluster is built on: its name, its moment, its nodes, and what stands on it so far. */
export interface Site {
  readonly cluster: string;
  readonly now: Date;
  readonly nodes: readonly DemoNode[];
  readonly objects: Map<string, KubeObject[]>;
  /** Makes a pod and keeps it; a very large cluster keeps less than the whole object. */
  readonly makePod: (template: Template, identity: PodIdentity) => KubeObject;
  /** Whether objects carry `managedFields`: half of the work of making them, and no reader keeps them. */
  readonly bookkeeping: boolean;
}

/** An object as its author declares it; the rest is what an API server adds. */
export interface Declared {
  /** "virtualservices.networking.istio.io", "services". */
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly ageDays?: number;
  readonly manager?: string;
  readonly deletedAt?: string;
  /** Everything beside metadata: `{ spec, status }`, `{ data }`, `{ webhooks }`. */
  readonly body: JsonObject;
}

export function site(
  cluster: string,
  now: Date,
  nodes: readonly DemoNode[],
  { makePod, bookkeeping = true }: Partial<Pick<Site, "makePod" | "bookkeeping">> = {},
): Site {
  const ground: Site = {
    cluster,
    now,
    nodes,
    objects: new Map(),
    makePod:
      makePod ??
      ((template, identity) => place(ground, "pods", podOf(template, identity, bookkeeping))),
    bookkeeping,
  };
  return ground;
}

export function inventoryOf({ objects }: Site): Inventory {
  return objects;
}

export function place(ground: Site, resource: string, object: KubeObject): KubeObject {
  const shelf = ground.objects.get(resource) ?? [];
  shelf.push(object);
  ground.objects.set(resource, shelf);
  return object;
}

/** Puts a declared object on the site, with identity, age and bookkeeping. */
export function declare(ground: Site, declared: Declared): KubeObject {
  const { resource, namespace, name, labels, annotations, body } = declared;
  const kind = kindOf(resource);
  const key = [ground.cluster, resource, namespace ?? "", name];
  const object: KubeObject = {
    metadata: {
      name,
      namespace,
      uid: uid(...key),
      resourceVersion: String(410_000_000 + dice("version", ...key).below(70_000_000)),
      generation: 1,
      creationTimestamp: daysAgo(
        ground.now,
        declared.ageDays ?? 30 + dice("age", ...key).below(400),
      ),
      deletionTimestamp: declared.deletedAt,
      labels,
      annotations,
    },
    ...body,
  };
  const version = kind.versions[0];
  const apiVersion = kind.group === "" ? version : `${kind.group}/${version}`;
  const kept = ground.bookkeeping
    ? managedBy(object, declared.manager ?? "helm", apiVersion)
    : object;
  return place(ground, resource, kind.custom ? sorted(kept) : kept);
}

/** As the API server writes times: UTC, without milliseconds. */
export function daysAgo(now: Date, days: number): string {
  return `${new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 19)}Z`;
}

function sorted(object: KubeObject): KubeObject {
  const entries = Object.entries(object).map(([key, value]) => [key, sortKeys(value)] as const);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return { metadata: object.metadata, ...Object.fromEntries(entries) };
}

function sortKeys(value: Json | undefined): Json | undefined {
  if (isList(value)) return value.map((entry) => sortKeys(entry) ?? null);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, sortKeys(entry)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
