/** Latency, rates and failures by name, as one reporter saw them: the rows of the table. */
import type { NamespaceRecord, SnapshotDocument } from "@/lib/snapshot/document.ts";
import {
  type Measurement,
  REPORTERS,
  type Reporter,
  type Traffic,
} from "@/lib/snapshot/measurement.ts";
import type { Level } from "./address.ts";
import { ordered } from "./usage-rows.ts";
import { REPORTER_ORDER } from "./words.ts";

/** How the pods of a namespace are reached. "both": some by sidecars, some by ztunnel. */
export const NAMESPACE_MODES = ["sidecar", "ambient", "both", "none"] as const;
export type NamespaceMode = (typeof NAMESPACE_MODES)[number];

/** Latency is milliseconds, errors 0 to 1. null: not measured. */
export interface TrafficRow {
  readonly namespace: string;
  /** Of the workload or the service; of the namespace itself where namespaces are shown. */
  readonly name: string;
  /** null: pods could not be read. */
  readonly mode: NamespaceMode | null;
  readonly rps: number | null;
  readonly errors: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

/** What was measured of each level, by reporter. */
export function trafficRows(
  document: Pick<SnapshotDocument, "namespaces">,
  measurement: Measurement,
  level: Level,
  reporter: Reporter,
): TrafficRow[] {
  const modes = new Map(document.namespaces.map((record) => [record.name, modeOf(record)]));
  return namedTraffic(measurement, level).flatMap(({ namespace, name, traffic }) => {
    const seen = traffic.find((each) => each.reporter === reporter);
    return seen
      ? [{ namespace, name, mode: modes.get(namespace) ?? null, ...figuresOf(seen) }]
      : [];
  });
}

function figuresOf({ requestsPerSecond, errorRatio, p50, p90, p99 }: Traffic) {
  return { rps: requestsPerSecond, errors: errorRatio, p50, p90, p99 };
}

/** How many names each reporter tells about. */
export function reporterCounts(
  measurement: Measurement,
  level: Level,
): ReadonlyMap<Reporter, number> {
  const named = namedTraffic(measurement, level);
  return new Map(
    REPORTERS.map((reporter) => [
      reporter,
      named.filter(({ traffic }) => traffic.some((each) => each.reporter === reporter)).length,
    ]),
  );
}

/** The reporter to begin with: the first who tells anything. */
export function firstReporter(counts: ReadonlyMap<Reporter, number>): Reporter {
  return REPORTER_ORDER.find((reporter) => (counts.get(reporter) ?? 0) > 0) ?? "destination";
}

function namedTraffic(measurement: Measurement, level: Level) {
  switch (level) {
    case "namespace":
      return measurement.namespaces.map(({ namespace, traffic }) => ({
        namespace,
        name: namespace,
        traffic,
      }));
    case "workload":
      return measurement.workloads;
    case "service":
      return measurement.services;
  }
}

export function modeOf({ pods }: Pick<NamespaceRecord, "pods">): NamespaceMode | null {
  if (!pods) return null;
  if (pods.sidecar > 0) return pods.ambient > 0 ? "both" : "sidecar";
  return pods.ambient > 0 ? "ambient" : "none";
}

/**
 * Namespaces with sidecars of whose requests neither a sidecar nor a waypoint told. Those without sidecars are a gap of
 * the measurement itself, which knows their waypoints.
 */
export function quietNamespaces(
  document: Pick<SnapshotDocument, "namespaces">,
  measurement: Pick<Measurement, "namespaces">,
): string[] {
  const seen = new Set(
    measurement.namespaces
      .filter(({ traffic }) => traffic.some(({ reporter }) => reporter !== "source"))
      .map(({ namespace }) => namespace),
  );
  return document.namespaces
    .filter(({ name, pods }) => (pods?.sidecar ?? 0) > 0 && !seen.has(name))
    .map(({ name }) => name);
}

export const TRAFFIC_SORTS = ["p99", "name", "rps", "errors", "p50", "p90"] as const;
export type TrafficSort = (typeof TRAFFIC_SORTS)[number];

export interface TrafficFilter {
  readonly q: string;
  readonly sort: TrafficSort;
  readonly descending: boolean;
  /** Only rows of this namespace; null: of all. */
  readonly namespace: string | null;
}

/** Rows whose name or namespace has the text, in the order asked for; what was not measured comes last. */
export function filterTraffic(
  rows: readonly TrafficRow[],
  { q, sort, descending, namespace }: TrafficFilter,
): TrafficRow[] {
  const wanted = q.trim().toLowerCase();
  const kept = rows.filter(
    (row) =>
      (namespace === null || row.namespace === namespace) &&
      (row.name.toLowerCase().includes(wanted) || row.namespace.toLowerCase().includes(wanted)),
  );
  return ordered(kept, sort === "name" ? null : (row) => row[sort], descending);
}

/** A row in fixed places, for the way to the browser. The namespace is a place in a list where it is not the name. */
export interface PackedTraffic {
  readonly namespaces: readonly string[];
  readonly rows: readonly (readonly [
    name: string,
    namespace: number,
    mode: number,
    ...figures: (number | null)[],
  ])[];
}

const FIGURES = [
  "rps",
  "errors",
  "p50",
  "p90",
  "p99",
] as const satisfies readonly (keyof TrafficRow)[];

export function packTraffic(rows: readonly TrafficRow[]): PackedTraffic {
  const namespaces = [
    ...new Set(rows.flatMap(({ name, namespace }) => (name === namespace ? [] : [namespace]))),
  ];
  const places = new Map(namespaces.map((namespace, place) => [namespace, place]));
  return {
    namespaces,
    rows: rows.map((row) => [
      row.name,
      row.name === row.namespace ? -1 : (places.get(row.namespace) ?? -1),
      row.mode === null ? -1 : NAMESPACE_MODES.indexOf(row.mode),
      ...FIGURES.map((figure) => short(row[figure])),
    ]),
  };
}

export function unpackTraffic({ namespaces, rows }: PackedTraffic): TrafficRow[] {
  return rows.map(([name, namespace, mode, ...figures]) => {
    const at = (figure: (typeof FIGURES)[number]) => figures[FIGURES.indexOf(figure)] ?? null;
    return {
      name,
      namespace: namespaces[namespace] ?? name,
      mode: NAMESPACE_MODES[mode] ?? null,
      rps: at("rps"),
      errors: at("errors"),
      p50: at("p50"),
      p90: at("p90"),
      p99: at("p99"),
    };
  });
}

/** More digits than are ever shown. */
const DIGITS = 5;

function short(figure: number | null): number | null {
  return figure === null ? null : Number(figure.toPrecision(DIGITS));
}

/** The slowest and the most failing, as one reporter saw them. */
export function worstOf(rows: readonly TrafficRow[]): {
  readonly slowest: TrafficRow | null;
  readonly failing: TrafficRow | null;
} {
  const [slowest] = ordered(rows, ({ p99 }) => p99, true);
  const [failing] = ordered(rows, ({ errors }) => errors, true);
  return {
    slowest: slowest?.p99 == null ? null : slowest,
    failing: failing?.errors ? failing : null,
  };
}
