/**
 * How names and texts of a document look to somebody outside: as they are, without other namespaces, or as pseudonyms.
 */
import { createHmac } from "node:crypto";
import type { ObjectRef } from "../inventory/model.ts";
import type { SnapshotDocument } from "./document.ts";

/** What stands where a text names a namespace that the receiver may not know of. */
export const ANOTHER = "another namespace";

export interface Lens {
  /** True when texts are dropped and names are pseudonyms. */
  readonly redacts: boolean;
  namespace(name: string): string;
  /** null for an object that may not be shown at all. */
  ref(ref: ObjectRef): ObjectRef | null;
  /** "namespace/name" of a waypoint. */
  waypoint(place: string): string;
  /** A text that may hold names; `instead` is what a redacted page says. */
  text(text: string, instead: string): string;
  /** A text to be copied and run: null when it may not be shown whole. */
  code(text: string): string | null;
  version(text: string | null): string | null;
}

/** Everything as it is. */
export const PLAIN: Lens = {
  redacts: false,
  namespace: (name) => name,
  ref: (ref) => ref,
  waypoint: (place) => place,
  text: (text) => text,
  code: (text) => text,
  version: (text) => text,
};

/**
 * Hides every namespace but the chosen ones: their objects, and words in texts that name them. A word that joins such a
 * name with others ("payroll/deny-all", "db.payroll.svc") goes as a whole, since the rest names something there.
 */
export function chosenLens(document: SnapshotDocument, chosen: ReadonlySet<string>): Lens {
  const foreign = new Set([...namesIn(document)].filter((name) => !chosen.has(name)));
  const text = (given: string) => withoutNames(given, foreign);
  return {
    redacts: false,
    namespace: (name) => (chosen.has(name) ? name : ANOTHER),
    ref: (ref) => {
      const home = ref.namespace ?? (ref.kind === "Namespace" ? ref.name : null);
      if (home === null || !chosen.has(home)) return null;
      return {
        group: text(ref.group),
        kind: text(ref.kind),
        namespace: ref.namespace,
        name: text(ref.name),
      };
    },
    waypoint: (place) => (chosen.has(place.split("/", 1)[0] ?? "") ? text(place) : ANOTHER),
    text,
    code: (given) => (text(given) === given ? given : null),
    version: (given) => (given === null ? null : text(given)),
  };
}

/**
 * Shows names as pseudonyms that only the key's owner could work out, and drops every text that could hold one. The same
 * name is the same pseudonym everywhere under one key, and another one under another key.
 */
export function redactingLens(key: string): Lens {
  const namespace = (name: string) => pseudonym(key, "namespace", name);
  return {
    redacts: true,
    namespace,
    ref: ({ kind, namespace: home, name }) => {
      const safe = /^[A-Z][A-Za-z0-9]{0,62}$/.test(kind) ? kind : "Object";
      return {
        group: "",
        kind: safe,
        namespace: home === null ? null : namespace(home),
        name: pseudonym(key, safe.toLowerCase(), name),
      };
    },
    waypoint: (place) => {
      const [home = "", name = ""] = place.split("/", 2);
      return `${namespace(home)}/${pseudonym(key, "gateway", name)}`;
    },
    text: (_, instead) => instead,
    code: () => null,
    version: (text) =>
      text === null ? null : (/^v?\d{1,4}(\.\d{1,4}){1,2}/.exec(text)?.[0] ?? null),
  };
}

/** "namespace-7f3a90c1d2": 40 bits of HMAC-SHA256, so that a thousand names do not meet. */
export function pseudonym(key: string, kind: string, name: string): string {
  return `${kind}-${createHmac("sha256", key).update(name).digest("hex").slice(0, 10)}`;
}

/** Names that every cluster has: alone in a text they tell nothing; joined with others they do. */
const EVERYWHERE = new Set(["kube-system", "kube-public", "kube-node-lease", "istio-system"]);

/** Words, each with the signs that join names to addresses and references. */
const JOINED = /[\p{L}\p{N}_*.:/@-]+/gu;

function withoutNames(text: string, foreign: ReadonlySet<string>): string {
  return text.replace(JOINED, (joined) => {
    const parts = joined
      .toLowerCase()
      .split(/[^a-z0-9-]+/)
      .filter((part) => part !== "");
    const named = parts.some((part) => foreign.has(part) && !isWordHere(part, joined, parts));
    if (!named) return joined;
    return `${ANOTHER}${/[.:]*$/.exec(joined)?.[0] ?? ""}`;
  });
}

/** "default" is a word and the name of most service accounts; only where a namespace stands does it name one. */
function isWordHere(part: string, joined: string, parts: readonly string[]): boolean {
  if (parts.length === 1) return part === "default" || EVERYWHERE.has(part);
  return part === "default" && !/(^|\/ns\/|namespaces\/)default\/|\.default(\.|$)/i.test(joined);
}

/** Every namespace and node that a document names, wherever it does. */
function namesIn(document: SnapshotDocument): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: string | null) => {
    if (name !== null && name !== "" && name !== "*") names.add(name.toLowerCase());
  };
  const see = (ref: ObjectRef) => {
    add(ref.namespace);
    if (ref.namespace === null && (ref.kind === "Namespace" || ref.kind === "Node")) add(ref.name);
  };

  for (const { ref } of [...document.components, ...document.waypoints]) see(ref);
  for (const finding of document.findings) {
    add(finding.namespace);
    see(finding.object);
    for (const { object } of finding.evidence) see(object);
  }
  for (const { objects, namespaces } of document.features ?? []) {
    for (const name of namespaces) add(name);
    for (const object of objects) see(object);
  }
  for (const { unread } of document.checks)
    for (const { object } of unread) if (object) see(object);
  for (const namespace of document.namespaces) {
    add(namespace.name);
    for (const ref of namespace.waypoints) see(ref);
    for (const { ref } of namespace.workloads) see(ref);
    for (const { object, subject } of namespace.needReasons) {
      see(object);
      see(subject);
    }
    for (const { ref, waypoint } of namespace.services) {
      see(ref);
      add(waypoint?.split("/", 1)[0] ?? null);
    }
  }
  return names;
}
