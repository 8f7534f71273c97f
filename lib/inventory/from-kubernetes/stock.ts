/** What is known of one resource: its records, and how reading it went. */
import type { Collected, ObjectRef, ResourceCoverage, Unread } from "../model.ts";
import { CAPS, clean, isRaw, type ParseError, refOf } from "./raw.ts";
import type { Resource } from "./resources.ts";

/** How reading a resource, or one namespace of it, ended. The detail is one sentence. */
export type ReadEnd =
  | { readonly outcome: "read" | "not-installed" }
  | {
      readonly outcome: "taken-as-absent" | Exclude<Unread["reason"], "unparsed">;
      readonly detail: string;
    };

/** What is known of one resource. */
export interface Stock {
  items: unknown[];
  /** Where an object stands in `items`, by namespace and name; kept for dumps only. */
  places: Map<string, number>;
  unparsed: Unread[];
  unparsedObjects: number;
  objects: number;
  ends: ReadEnd[];
  restarted: boolean;
}

/** Most objects that are named one by one as unparsed. */
const NAMED_UNPARSED = 50;

export function emptyStock(): Stock {
  return {
    items: [],
    places: new Map(),
    unparsed: [],
    unparsedObjects: 0,
    objects: 0,
    ends: [],
    restarted: false,
  };
}

export function place(stock: Stock, identity: ObjectRef | null, record: unknown): void {
  const key = identity && keyOf(identity);
  const known = key === null ? undefined : stock.places.get(key);
  if (known !== undefined) {
    stock.items[known] = record;
    stock.objects -= 1;
    return;
  }
  if (key !== null) stock.places.set(key, stock.items.length);
  stock.items.push(record);
}

/** Who an object says it is, as far as it says so; null without a name. */
export function identity(raw: unknown, resource: Resource): ObjectRef | null {
  const metadata = isRaw(raw) && isRaw(raw.metadata) ? raw.metadata : {};
  const { name, namespace } = metadata;
  if (typeof name !== "string" || name === "") return null;
  const within = typeof namespace === "string" ? clean(namespace, CAPS.name) : null;
  return refOf(resource, within, clean(name, CAPS.name));
}

export function keyOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind}/${namespace}/${name}`;
}

/** Counts an object that could not be understood, and names it while there are few. */
export function addUnparsed(
  stock: Stock,
  raw: unknown,
  resource: Resource,
  error: ParseError,
): void {
  stock.unparsedObjects += 1;
  if (stock.unparsed.length < NAMED_UNPARSED) {
    stock.unparsed.push(toUnparsed(raw, resource, error));
  }
}

function toUnparsed(raw: unknown, resource: Resource, error: ParseError): Unread {
  const object = identity(raw, resource);
  const named = object ? ` ${object.namespace ? `${object.namespace}/` : ""}${object.name}` : "";
  return {
    resource: resource.resource,
    reason: "unparsed",
    detail: clean(
      `${resource.kind}${named} could not be understood: ${error.message}`,
      CAPS.message,
    ),
    ...(object ? { object } : {}),
  };
}

export function isRead({ outcome }: ReadEnd): boolean {
  return outcome === "read" || outcome === "not-installed" || outcome === "taken-as-absent";
}

export function unreadOf(
  resource: Resource,
  stock: Stock,
  input: Collected["input"],
): readonly Unread[] {
  const unnamed = stock.unparsedObjects - stock.unparsed.length;
  return [
    ...failuresOf(resource, stock, input),
    ...stock.unparsed,
    ...(unnamed > 0
      ? [
          {
            resource: resource.resource,
            reason: "unparsed" as const,
            detail: `${unnamed} more objects of ${resource.resource} could not be understood.`,
          },
        ]
      : []),
  ];
}

function failuresOf(
  resource: Resource,
  { ends }: Stock,
  input: Collected["input"],
): readonly Unread[] {
  const said = ends.length > 0 ? ends : [NEVER_READ[input]];
  return said.flatMap((end) => {
    switch (end.outcome) {
      case "read":
      case "not-installed":
      case "taken-as-absent":
        return [];
      default:
        return [
          {
            resource: resource.resource,
            reason: end.outcome,
            detail: clean(end.detail, CAPS.message),
          },
        ];
    }
  });
}

const NEVER_READ: { readonly [I in Collected["input"]]: ReadEnd } = {
  live: { outcome: "failed", detail: "It was not read." },
  dump: { outcome: "not-in-dump", detail: "The files do not contain it." },
};

export function toCoverage(
  resource: Resource,
  stock: Stock,
  input: Collected["input"],
): ResourceCoverage {
  const about = {
    resource: resource.resource,
    kind: resource.kind,
    objects: stock.objects,
    restarted: stock.restarted,
  };
  const [first, ...more] = unreadOf(resource, stock, input);
  if (!first) {
    const absent = stock.ends.find(({ outcome }) => outcome === "taken-as-absent");
    if (absent && "detail" in absent) {
      return { ...about, outcome: "taken-as-absent", detail: absent.detail };
    }
    const installed = stock.objects > 0 || stock.ends.some(({ outcome }) => outcome === "read");
    return { ...about, outcome: installed ? "read" : "not-installed", detail: "" };
  }

  const someRead = stock.objects > stock.unparsedObjects || stock.ends.some(isRead);
  const others = more.length > 0 ? ` And ${more.length} more.` : "";
  return {
    ...about,
    outcome: someRead ? "partly-read" : first.reason,
    detail: `${first.detail}${others}`,
  };
}
