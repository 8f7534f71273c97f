/**
 * Gathers what a reader finds, reduced to records object by object, and tells honestly what it could not read. A live
 * scan and an offline dump both end here.
 */
import type {
  Collected,
  ObjectRef,
  Pod,
  RecordName,
  ResourceCoverage,
  Slice,
  Witnessed,
} from "../model.ts";
import { bySlice, RECORD_NAMES } from "./by-slice.ts";
import { createInterner, type Interner } from "./intern.ts";
import { meshNamespaces } from "./mesh-namespaces.ts";
import { PARSERS, type Parser } from "./parsers.ts";
import { ParseError } from "./raw.ts";
import { RESOURCES, type Resource } from "./resources.ts";
import {
  addUnparsed,
  emptyStock,
  identity,
  isRead,
  keyOf,
  place,
  type ReadEnd,
  toCoverage,
  unreadOf,
} from "./stock.ts";
import { createScale } from "./weigh.ts";
import { createWitnessLog, type Witnesses } from "./witnesses.ts";

export type { ReadEnd } from "./stock.ts";

/**
 * What became of an object: a record, another object's business (a ReplicaSet of a Deployment), dropped because it
 * may hold secrets, or not understood.
 */
export type Added = "kept" | "owned" | "private" | "unparsed";

export interface Collector {
  add(resource: Resource, raw: unknown): Added;
  /** May be called once per namespace; a resource never noted counts as unread. */
  note(resource: Resource, end: ReadEnd): void;
  /** Forgets the objects of a list that has to be read again from its start. */
  reset(resource: Resource): void;
  /** Namespaces in which a resource with `namespaces` is listed, judged by the workloads and pods added so far. */
  namespacesOf(scope: NonNullable<Resource["namespaces"]>): readonly string[];
  /** Bytes that the records of a dump take, roughly; 0 for a live scan, whose size its cluster answers for. */
  weight(): number;
  collected(about: Pick<Collected, "kubernetesVersion" | "apiGroups">): Collected;
}

/**
 * In a dump the last of several objects with one name counts, as with `kubectl apply`.
 * @param witnesses asked of every object that is kept or not understood; nobody when left out.
 */
export function createCollector({
  input,
  witnesses = null,
}: Pick<Collected, "input"> & { readonly witnesses?: Witnesses | null | undefined }): Collector {
  const intern = createInterner();
  const owners = new Map<string, ObjectRef>();
  const weigh = createScale();
  let weight = 0;
  const keep = (record: unknown) => {
    if (input === "dump") weight += PLACE + weigh(record);
  };
  const shelves = new Map(
    RECORD_NAMES.map((name) => [
      name,
      createShelf(name, { input, intern, owners, keep, witnesses }),
    ]),
  );
  const shelfOf = (name: RecordName) => {
    const shelf = shelves.get(name);
    if (!shelf) throw new Error(`${name} is not a slice.`);
    return shelf;
  };
  const slices = () => bySlice((name) => shelfOf(name).slice());

  return {
    add: (resource, raw) => shelfOf(resource.slice).add(resource, raw),
    note: (resource, end) => shelfOf(resource.slice).note(resource, end),
    reset: (resource) => shelfOf(resource.slice).reset(resource),
    weight: () => weight,
    namespacesOf(scope) {
      const { workloads, pods } = slices();
      return meshNamespaces(scope, itemsOf(workloads), itemsOf(pods));
    },
    collected(about) {
      const { pods, ...others } = slices();
      return {
        input,
        ...about,
        slices: { ...others, pods: withResolvedOwners(pods, owners, intern) },
        coverage: RESOURCES.map((resource) => shelfOf(resource.slice).coverage(resource)),
        ...(witnesses && {
          witnessed: {
            rules: witnesses.rules,
            groups: RESOURCES.flatMap((each) => shelfOf(each.slice).witnessed(each)),
          },
        }),
      };
    },
  };
}

function itemsOf<T>(slice: Slice<T>): readonly T[] {
  return slice.read === "unread" ? [] : slice.items;
}

/** The records of one slice, by the resources they come from. */
interface Shelf extends Pick<Collector, "add" | "note" | "reset"> {
  slice(): Slice<unknown>;
  coverage(resource: Resource): ResourceCoverage;
  witnessed(resource: Resource): readonly Witnessed[];
}

/** Bytes of remembering where an object stands. */
const PLACE = 250;

function createShelf(
  name: RecordName,
  {
    input,
    intern,
    owners,
    keep,
    witnesses,
  }: {
    input: Collected["input"];
    intern: Interner;
    owners: Map<string, ObjectRef>;
    keep: (record: unknown) => void;
    witnesses: Witnesses | null;
  },
): Shelf {
  const parse: Parser<unknown> = PARSERS[name];
  const resources = RESOURCES.filter(({ slice }) => slice === name);
  const stocks = new Map(resources.map((each) => [each.resource, emptyStock()]));
  const newLog = (resource: Resource) => witnesses && createWitnessLog(witnesses, resource);
  const logs = new Map(resources.map((each) => [each.resource, newLog(each)]));
  const stockOf = ({ resource }: Resource) => {
    const stock = stocks.get(resource);
    if (!stock) throw new Error(`${resource} is not in the list of resources.`);
    return stock;
  };

  return {
    add(resource, raw) {
      const stock = stockOf(resource);
      stock.objects += 1;
      try {
        const reading = parse(raw, resource, intern);
        if (reading.outcome === "kept") {
          keep(reading.record);
          place(stock, input === "dump" ? identity(raw, resource) : null, reading.record);
          const seen = logs.get(resource.resource)?.see(raw, reading.record);
          if (seen) keep(seen);
        }
        if (reading.outcome === "owned") {
          const owned = identity(raw, resource);
          if (owned) owners.set(keyOf(owned), reading.owner);
        }
        return reading.outcome;
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
        addUnparsed(stock, raw, resource, error);
        logs.get(resource.resource)?.see(raw, null);
        return "unparsed";
      }
    },
    note: (resource, end) => void stockOf(resource).ends.push(end),
    reset(resource) {
      stockOf(resource);
      stocks.set(resource.resource, { ...emptyStock(), restarted: true });
      logs.set(resource.resource, newLog(resource));
    },
    slice() {
      const all = resources.map((resource) => ({ resource, stock: stockOf(resource) }));
      const items = all.flatMap(({ stock }) => stock.items);
      const unread = all.flatMap(({ resource, stock }) => unreadOf(resource, stock, input));
      if (unread.length === 0) return { read: "complete", items };
      const someRead = all.some(({ stock }) => stock.objects > 0 || stock.ends.some(isRead));
      return someRead ? { read: "partial", items, unread } : { read: "unread", unread };
    },
    coverage: (resource) => toCoverage(resource, stockOf(resource), input),
    witnessed: ({ resource }) => logs.get(resource)?.groups() ?? [],
  };
}

/** A pod of a Job that a CronJob started belongs to the CronJob, whose template speaks for it. */
function withResolvedOwners(
  pods: Slice<Pod>,
  owners: ReadonlyMap<string, ObjectRef>,
  intern: Interner,
): Slice<Pod> {
  if (pods.read === "unread" || owners.size === 0) return pods;
  const items = pods.items.map((pod) => {
    const above = pod.owner === null ? undefined : owners.get(keyOf(pod.owner));
    return above ? { ...pod, owner: intern.ref(above) } : pod;
  });
  return { ...pods, items };
}
