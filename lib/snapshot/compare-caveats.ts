/** Why two snapshots are not comparable in full: one sentence per reason, the gravest first. */
import type { Caveat } from "./compare-model.ts";
import { isSettled, readResource } from "./compare-surroundings.ts";
import type { InputKind, SnapshotDocument } from "./document.ts";

export interface Sides {
  readonly sameCluster: boolean;
  readonly names: { readonly from: string; readonly to: string };
}

export function caveatsOf(from: SnapshotDocument, to: SnapshotDocument, sides: Sides): Caveat[] {
  return [
    clusters(sides),
    input(from, to, sides),
    unread(from, to, sides, "namespaces"),
    unread(from, to, sides, "pods"),
    coverage(from, to, sides),
    catalogue(from, to),
    format(from, to),
  ].flatMap((caveat) => caveat ?? []);
}

function clusters({ sameCluster }: Sides): Caveat | null {
  if (sameCluster) return null;
  return {
    kind: "clusters",
    sentence:
      "These are two clusters: namespaces are matched by name, and findings by check, namespace and object, so equal names may stand for different things.",
  };
}

function input(from: SnapshotDocument, to: SnapshotDocument, { names }: Sides): Caveat | null {
  if ((from.input === "dump") === (to.input === "dump")) return null;
  return {
    kind: "input",
    sentence: `${names.from} was ${INPUT[from.input]} and ${names.to} ${INPUT[to.input]}: what a dump does not hold is not gone from the cluster.`,
  };
}

const INPUT: Readonly<Record<InputKind, string>> = {
  live: "read from the cluster itself",
  demo: "read from the cluster itself",
  dump: "judged from a dump",
};

const LOST = {
  namespaces: {
    what: "Namespaces could not be listed",
    consequence: "none is called new or gone",
  },
  pods: {
    what: "Pods could not be read",
    consequence: "phases and pods by mode cannot be compared",
  },
} as const;

/** Also when both could not: then neither phases nor pods say anything. */
function unread(
  from: SnapshotDocument,
  to: SnapshotDocument,
  { names }: Sides,
  resource: "namespaces" | "pods",
): Caveat | null {
  const where = [
    ...(readResource(from, resource) ? [] : [names.from]),
    ...(readResource(to, resource) ? [] : [names.to]),
  ];
  if (where.length === 0) return null;
  const { what, consequence } = LOST[resource];
  return { kind: resource, sentence: `${what} in ${where.join(" and in ")}, so ${consequence}.` };
}

function coverage(from: SnapshotDocument, to: SnapshotDocument, { names }: Sides): Caveat | null {
  const before = settledKinds(from);
  const after = settledKinds(to);
  const lost = [...before].filter((resource) => !after.has(resource) && !LARGE.has(resource));
  const gained = [...after].filter((resource) => !before.has(resource) && !LARGE.has(resource));
  const parts = [
    ...(lost.length > 0 ? [`${listed(lost)} could be read in ${names.from} only`] : []),
    ...(gained.length > 0 ? [`${listed(gained)} could be read in ${names.to} only`] : []),
  ];
  if (parts.length === 0) return null;
  return {
    kind: "coverage",
    sentence: `${parts.join(", and ")}, so what depends on it is listed apart and not called new or resolved.`,
  };
}

/** These have a sentence of their own. */
const LARGE: ReadonlySet<string> = new Set(Object.keys(LOST));

function settledKinds({ coverage: rows }: SnapshotDocument): Set<string> {
  return new Set(rows.filter(({ outcome }) => isSettled(outcome)).map(({ resource }) => resource));
}

function listed(resources: readonly string[]): string {
  const [first = "", second, ...rest] = resources.toSorted();
  if (second === undefined) return first;
  if (rest.length === 0) return `${first} and ${second}`;
  return `${first}, ${second} and ${rest.length} more ${rest.length === 1 ? "kind" : "kinds"}`;
}

function catalogue(from: SnapshotDocument, to: SnapshotDocument): Caveat | null {
  if (from.catalogue === to.catalogue) return null;
  const before = new Set(from.checks.map(({ id }) => id));
  const after = new Set(to.checks.map(({ id }) => id));
  const added = [...after].filter((id) => !before.has(id)).length;
  const dropped = [...before].filter((id) => !after.has(id)).length;
  const which = [
    ...(added > 0 ? [`${added} ${added === 1 ? "check is" : "checks are"} new`] : []),
    ...(dropped > 0 ? [`${dropped} ${dropped === 1 ? "is" : "are"} not there any more`] : []),
  ].join(" and ");
  return {
    kind: "catalogue",
    sentence: `The checks changed from version ${from.catalogue} to ${to.catalogue}${
      which === "" ? "" : `: ${which}`
    }, so a finding may differ because the check does.`,
  };
}

function format(from: SnapshotDocument, to: SnapshotDocument): Caveat | null {
  const [before, after]: readonly number[] = [from.version, to.version];
  if (before === after) return null;
  return {
    kind: "format",
    sentence: `The two were stored in different formats (${before} and ${after}); what the older one does not hold cannot be compared.`,
  };
}
