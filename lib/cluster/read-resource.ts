/** Reads all lists of one resource and notes how it ended. */
import type { Collector, ReadEnd } from "../inventory/from-kubernetes/collector.ts";
import type { Resource } from "../inventory/from-kubernetes/resources.ts";
import { ballastOf } from "./ballast.ts";
import type { Connection } from "./connection.ts";
import type { Discovery, Place } from "./discover.ts";
import { ListExpired, type ListRequest, NotFound, ReadFailure, readList } from "./list.ts";
import type { Manner } from "./page.ts";
import { quoted } from "./problem.ts";
import type { RetryPolicy } from "./retry.ts";
import type { Rooms } from "./rooms.ts";
import { limited, TimeOver } from "./time-limit.ts";

/** How far reading one resource has come. */
export interface ReadingState {
  readonly resource: string;
  readonly state: "waiting" | "reading" | "read" | "not-installed" | "not-permitted" | "failed";
  /** Objects seen so far. */
  readonly objects: number;
}

/** What reading one resource after another has in common. */
export interface Reader {
  readonly connection: Connection;
  readonly collector: Collector;
  readonly discovery: Discovery;
  readonly retry: RetryPolicy;
  /** Milliseconds. */
  readonly perKindTimeLimit: number;
  readonly pageTimeout: number;
  readonly rooms: Rooms;
  /** Aborts on cancellation and when the time for the whole is over. */
  readonly whole: AbortSignal;
  readonly pageSize: number;
  readonly report: (progress: ReadingState) => void;
}

/** Never throws: whatever happens is noted with the collector. */
export async function readResource(reader: Reader, resource: Resource): Promise<void> {
  const { collector, discovery, report } = reader;
  const place = discovery.placeOf(resource);
  const name = resource.resource;
  if (place.state === "not-served" || place.state === "other-versions") {
    const end = endUnasked(place, resource);
    collector.note(resource, end);
    return report({ resource: name, state: stateOf([end]), objects: 0 });
  }

  const kind = limited(reader.whole, reader.perKindTimeLimit);
  const reading = { objects: 0, ends: [] as ReadEnd[] };
  try {
    await readLists(reader, resource, place, kind.signal, reading);
  } catch (error) {
    reading.ends.push(endOf(error, resource, place, kind.signal));
  } finally {
    kind.end();
  }
  for (const end of reading.ends) collector.note(resource, end);
  report({ resource: name, state: stateOf(reading.ends), objects: reading.objects });
}

/** The lists that a scan asks for to read a resource, given where the mesh was found. */
export function listsOf(
  resource: Resource,
  version: string,
  namespacesOf: Collector["namespacesOf"],
  pageSize = 500,
): readonly ListRequest[] {
  const { group, plural, labelSelector } = resource;
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const common = {
    resource: resource.resource,
    metadataOnly: resource.metadataOnly === true,
    ballast: ballastOf(resource),
    manner: mannerOf(resource),
    pageSize: Math.min(pageSize, BULKY.get(resource.resource) ?? pageSize),
  };
  const query: Readonly<Record<string, string>> = labelSelector
    ? { labelSelector: `${labelSelector.key}=${labelSelector.value}` }
    : {};
  if (!resource.namespaces) return [{ ...common, query, path: `${root}/${plural}` }];

  const controlPlanes = namespacesOf("control-plane");
  return namespacesOf(resource.namespaces).flatMap((namespace) => {
    const path = `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
    if (controlPlanes.includes(namespace)) return [{ ...common, query, path }];
    return AGENT_SETTINGS.filter(({ only }) => only === undefined || only === namespace).map(
      ({ name }) => ({ ...common, path, query: { fieldSelector: `metadata.name=${name}` } }),
    );
  });
}

/** ConfigMaps that are read one by one where no control plane runs; other names there are not even listed. */
export const AGENT_SETTINGS: readonly { readonly name: string; readonly only?: string }[] = [
  { name: "istio-cni-config" },
  { name: "cilium-config", only: "kube-system" },
];

/** Objects per page of kinds whose objects are large: a CustomResourceDefinition reaches a megabyte. */
const BULKY = new Map([["customresourcedefinitions.apiextensions.k8s.io", 50]]);

/** How lists of a resource usually are. */
export function mannerOf({ resource }: Resource): Manner {
  return MANNERS.get(resource) ?? "plain";
}

const MANNERS: ReadonlyMap<string, Manner> = new Map([
  ["pods", "alike"],
  ["replicasets.apps", "owned"],
]);

/** Times that an expired list is read again from its start. */
const RESTARTS = 2;

async function readLists(
  reader: Reader,
  resource: Resource,
  place: AskedPlace,
  signal: AbortSignal,
  reading: { objects: number; ends: ReadEnd[] },
): Promise<void> {
  const { collector, report } = reader;
  const lists = listsOf(resource, place.version, collector.namespacesOf, reader.pageSize);
  for (let restarts = 0; ; restarts += 1) {
    reading.objects = 0;
    reading.ends = [];
    try {
      for (const list of lists) {
        report({ resource: resource.resource, state: "reading", objects: reading.objects });
        const take = (item: unknown) => {
          collector.add(resource, item);
          reading.objects += 1;
        };
        const tell = () =>
          report({ resource: resource.resource, state: "reading", objects: reading.objects });
        await readList(list, { ...reader, signal }, take, tell).then(
          () => reading.ends.push({ outcome: "read" }),
          (error) => {
            if (signal.aborted || error instanceof ListExpired) throw error;
            reading.ends.push(endOf(error, resource, place, signal));
          },
        );
      }
      return;
    } catch (error) {
      if (!(error instanceof ListExpired) || restarts >= RESTARTS) throw error;
      collector.reset(resource);
    }
  }
}

type AskedPlace = Extract<Place, { readonly version: string }>;

function endOf(
  error: unknown,
  resource: Resource,
  place: AskedPlace,
  signal: AbortSignal,
): ReadEnd {
  const name = resource.resource;
  if (signal.aborted) {
    return signal.reason instanceof TimeOver
      ? {
          outcome: "timed-out",
          detail: `${name} could not be read within ${signal.reason.limit / 1000} seconds.`,
        }
      : { outcome: "cancelled", detail: `The scan was cancelled before ${name} were read.` };
  }
  if (error instanceof ReadFailure) return error.end;
  if (error instanceof NotFound) return endOfMissing(resource, place);
  if (error instanceof ListExpired) {
    return {
      outcome: "failed",
      detail: `The list of ${name} expired ${RESTARTS + 1} times while it was read; the server forgets its state faster than we can read it.`,
    };
  }
  return {
    outcome: "failed",
    detail: `Reading ${name} broke: ${quoted(error instanceof Error ? error.message : String(error))}.`,
  };
}

/** A 404 only means "not installed" where the server did not just say that it serves the resource. */
function endOfMissing({ resource, builtin }: Resource, { state }: AskedPlace): ReadEnd {
  if (state === "unknown" && !builtin) return { outcome: "not-installed" };
  return {
    outcome: "failed",
    detail: builtin
      ? `The server answers 404 to the list of ${resource}, which every Kubernetes API server has.`
      : `The server says that it serves ${resource}, but answers 404 to their list.`,
  };
}

function endUnasked(place: Exclude<Place, AskedPlace>, { resource, builtin }: Resource): ReadEnd {
  if (place.state === "other-versions") {
    return {
      outcome: "failed",
      detail: `${resource} are served as ${quoted(place.versions.join(", "))} only, which this version of Mesh Readiness does not know.`,
    };
  }
  if (!builtin) return { outcome: "not-installed" };
  return {
    outcome: "failed",
    detail: `The server does not list ${resource} among its resources, which every Kubernetes API server has.`,
  };
}

function stateOf(ends: readonly ReadEnd[]): ReadingState["state"] {
  const outcomes = ends.map(({ outcome }) => outcome);
  if (outcomes.includes("not-permitted")) return "not-permitted";
  if (outcomes.every((outcome) => outcome === "not-installed")) return "not-installed";
  return outcomes.every((outcome) => outcome === "read") ? "read" : "failed";
}
