/** Rows of the namespaces table: what is sent to the browser, how it is narrowed and ordered. */
import {
  NAMESPACE_VERDICTS,
  type NamespaceAssessment,
  type NamespaceVerdict,
  PHASES,
  type Phase,
} from "@/lib/migration/model.ts";
import type { NamespaceRecord } from "@/lib/snapshot/document.ts";

const NEEDS = ["none", "recommended", "required", "could-not-tell"] as const;

export type Need = NamespaceAssessment["need"];

/** One namespace as the table shows it. `pods` is null when pods could not be read. */
export interface NamespaceRow {
  readonly name: string;
  readonly verdict: NamespaceVerdict | null;
  readonly phase: Phase | null;
  readonly need: Need;
  readonly pods: {
    readonly sidecar: number;
    readonly ambient: number;
    readonly none: number;
  } | null;
  readonly blockers: number;
  readonly warnings: number;
  readonly infos: number;
  readonly workloads: number;
  readonly because: string;
}

/** A row as numbers and text in fixed places: a third of the bytes of the same row with names. -1 stands for null. */
export type PackedRow = readonly [
  name: string,
  verdict: number,
  phase: number,
  need: number,
  sidecar: number,
  ambient: number,
  none: number,
  blockers: number,
  warnings: number,
  infos: number,
  workloads: number,
  because: string,
];

const SENTENCE_LIMIT = 160;

/** Namespaces in the order of their names, packed for the way to the browser. */
export function packRows(namespaces: readonly NamespaceRecord[]): PackedRow[] {
  return namespaces.toSorted((a, b) => a.name.localeCompare(b.name, "en")).map(packRow);
}

/** Packs a namespace; unpackRow is its inverse. */
export function packRow(namespace: NamespaceRecord): PackedRow {
  const { pods, counts, because } = namespace;
  return [
    namespace.name,
    namespace.verdict === null ? -1 : NAMESPACE_VERDICTS.indexOf(namespace.verdict),
    namespace.phase === null ? -1 : PHASES.indexOf(namespace.phase),
    NEEDS.indexOf(namespace.need),
    pods ? pods.sidecar : -1,
    pods ? pods.ambient : -1,
    pods ? pods.live - pods.sidecar - pods.ambient - pods.infrastructure : -1,
    counts.blockers,
    counts.warnings,
    counts.infos,
    namespace.workloads.length,
    because.length > SENTENCE_LIMIT ? `${because.slice(0, SENTENCE_LIMIT - 1)}…` : because,
  ];
}

export function unpackRow(packed: PackedRow): NamespaceRow {
  const [
    name,
    verdict,
    phase,
    need,
    sidecar,
    ambient,
    none,
    blockers,
    warnings,
    infos,
    workloads,
    because,
  ] = packed;
  return {
    name,
    verdict: NAMESPACE_VERDICTS[verdict] ?? null,
    phase: PHASES[phase] ?? null,
    need: NEEDS[need] ?? "could-not-tell",
    pods: sidecar < 0 ? null : { sidecar, ambient, none },
    blockers,
    warnings,
    infos,
    workloads,
    because,
  };
}

export const NAMESPACE_SORTS = [
  "urgency",
  "name",
  "verdict",
  "phase",
  "pods",
  "findings",
  "workloads",
] as const;

export type NamespaceSort = (typeof NAMESPACE_SORTS)[number];

/** What narrows and orders the table; every part stands in the address. Empty text and null mean "all". */
export interface NamespaceFilter {
  readonly q: string;
  readonly verdict: string | null;
  readonly phase: string | null;
  readonly need: string | null;
  readonly sort: NamespaceSort;
  readonly descending: boolean;
}

/** "outside" stands for namespaces without a verdict; they are hidden unless asked for or searched by name. */
export const OUTSIDE = "outside";

/**
 * The rows that a filter keeps, in its order. Rows come in the order of their names, and ties stay in it: comparing the
 * names of a large cluster again is most of the work of sorting, and the browser would do it before it answers.
 */
export function filterRows(rows: readonly NamespaceRow[], filter: NamespaceFilter): NamespaceRow[] {
  const wanted = filter.q.trim().toLowerCase();
  const kept = rows.filter(
    (row) =>
      (wanted === "" || row.name.toLowerCase().includes(wanted)) &&
      (filter.verdict === null || (row.verdict ?? OUTSIDE) === filter.verdict) &&
      (filter.phase === null || row.phase === filter.phase) &&
      (filter.need === null || row.need === filter.need),
  );
  const compare = COMPARE[filter.sort];
  const direction = filter.descending ? -1 : 1;
  return kept.sort((a, b) => compare(a, b) * direction);
}

/** How many rows each value of a filter would keep, for the choices of its menu. */
export function tally<K extends string>(
  rows: readonly NamespaceRow[],
  key: (row: NamespaceRow) => K | null,
): ReadonlyMap<K, number> {
  const counts = new Map<K, number>();
  for (const row of rows) {
    const value = key(row);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

const URGENCY: readonly (NamespaceVerdict | null)[] = [
  "blocked",
  "could-not-tell",
  "ready-with-work",
  "ready",
  "stay-on-sidecar",
  "done",
  null,
];

const pods = ({ pods }: NamespaceRow) => (pods ? pods.sidecar + pods.ambient + pods.none : -1);

const COMPARE: Record<NamespaceSort, (a: NamespaceRow, b: NamespaceRow) => number> = {
  urgency: (a, b) =>
    Number(b.phase === "drift-no-waypoint") - Number(a.phase === "drift-no-waypoint") ||
    URGENCY.indexOf(a.verdict) - URGENCY.indexOf(b.verdict) ||
    b.blockers - a.blockers ||
    b.warnings - a.warnings,
  name: (a, b) => a.name.localeCompare(b.name, "en"),
  verdict: (a, b) => place(NAMESPACE_VERDICTS, a.verdict) - place(NAMESPACE_VERDICTS, b.verdict),
  phase: (a, b) => place(PHASES, a.phase) - place(PHASES, b.phase),
  pods: (a, b) => pods(a) - pods(b),
  findings: (a, b) => a.blockers - b.blockers || a.warnings - b.warnings || a.infos - b.infos,
  workloads: (a, b) => a.workloads - b.workloads,
};

function place<T>(order: readonly T[], value: T | null): number {
  return value === null ? order.length : order.indexOf(value);
}
