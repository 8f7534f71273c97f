/** What namespaces use and request: the rows of the table, how they are sent, narrowed and ordered. */
import { rateOf } from "@/lib/savings/input.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";

/** Memory is bytes, CPU millicores; null is not known, or not measured. */
export interface UsageRow {
  readonly name: string;
  readonly sidecars: number | null;
  readonly memory: number | null;
  readonly requested: number | null;
  readonly cpu: number | null;
  readonly cpuRequested: number | null;
  /** Memory of its waypoints: used, or requested where nothing was measured; 0 where it has none. */
  readonly waypoint: number | null;
  /** Requests per second. */
  readonly rps: number | null;
}

/** A row in fixed places: a third of the bytes of the same row with names. */
export type PackedUsage = readonly [name: string, ...figures: (number | null)[]];

const FIGURES = [
  "sidecars",
  "memory",
  "requested",
  "cpu",
  "cpuRequested",
  "waypoint",
  "rps",
] as const satisfies readonly (keyof UsageRow)[];

export function packUsage(row: UsageRow): PackedUsage {
  return [row.name, ...FIGURES.map((figure) => short(row[figure]))];
}

export function unpackUsage([name, ...figures]: PackedUsage): UsageRow {
  const at = (figure: (typeof FIGURES)[number]) => figures[FIGURES.indexOf(figure)] ?? null;
  return {
    name,
    sidecars: at("sidecars"),
    memory: at("memory"),
    requested: at("requested"),
    cpu: at("cpu"),
    cpuRequested: at("cpuRequested"),
    waypoint: at("waypoint"),
    rps: at("rps"),
  };
}

/** More digits than are ever shown. */
const DIGITS = 5;

function short(figure: number | null): number | null {
  return figure === null ? null : Number(figure.toPrecision(DIGITS));
}

/** Namespaces that have a proxy or traffic, by name. What was measured and what is requested stand beside each other. */
export function usageRows(
  { requested }: Pick<SnapshotDocument, "requested">,
  measurement: Measurement | null,
): UsageRow[] {
  const asked = new Map(requested?.namespaces.map((row) => [row.namespace, row]));
  const measured = new Map(measurement?.namespaces.map((row) => [row.namespace, row]));
  const names = [...new Set([...asked.keys(), ...measured.keys()])].sort();
  return names.map((name) => {
    const [here, spec] = [measured.get(name), asked.get(name)];
    // Where pods were read, a namespace that is not listed has neither sidecars nor waypoints.
    const counted = requested ? { sidecars: 0, waypoints: 0 } : { sidecars: null, waypoints: null };
    const waypoints = spec ? spec.waypoint.proxies : counted.waypoints;
    const waypoint = measurement ? here?.waypoint?.memory : spec?.waypoint.memory;
    return {
      name,
      sidecars: here?.sidecar?.proxies ?? spec?.sidecar.proxies ?? counted.sidecars,
      memory: here?.sidecar?.memory ?? null,
      requested: spec?.sidecar.memory ?? null,
      cpu: here?.sidecar?.cpu ?? null,
      cpuRequested: spec?.sidecar.cpu ?? null,
      waypoint: waypoint ?? (waypoints === 0 ? 0 : null),
      rps: here ? rateOf(here) : null,
    };
  });
}

export const USAGE_SORTS = [
  "memory",
  "name",
  "sidecars",
  "requested",
  "each",
  "cpu",
  "waypoint",
  "rps",
] as const;
export type UsageSort = (typeof USAGE_SORTS)[number];

/** Whether the rows show what was measured: then a row without it has no figure, and not what it requests instead. */
export function areMeasured(rows: readonly UsageRow[]): boolean {
  return rows.some(({ memory, cpu }) => memory !== null || cpu !== null);
}

/** What one sidecar takes; null when unknown or there is none. */
export function eachOf(
  { sidecars, memory, requested }: UsageRow,
  measured: boolean,
): number | null {
  const all = measured ? memory : requested;
  return all === null || !sidecars ? null : all / sidecars;
}

/** Rows whose name has the text, in the order asked for; what is not known comes last. Ties go by name. */
export function filterUsage(
  rows: readonly UsageRow[],
  {
    q,
    sort,
    descending,
  }: { readonly q: string; readonly sort: UsageSort; readonly descending: boolean },
): UsageRow[] {
  const wanted = q.trim().toLowerCase();
  const kept = rows.filter(({ name }) => name.toLowerCase().includes(wanted));
  const measured = areMeasured(rows);
  const values: Readonly<Record<Exclude<UsageSort, "name">, (row: UsageRow) => number | null>> = {
    memory: ({ memory, requested }) => (measured ? memory : requested),
    sidecars: ({ sidecars }) => sidecars,
    requested: ({ requested }) => requested,
    each: (row) => eachOf(row, measured),
    cpu: ({ cpu, cpuRequested }) => (measured ? cpu : cpuRequested),
    waypoint: ({ waypoint }) => waypoint,
    rps: ({ rps }) => rps,
  };
  return ordered(kept, sort === "name" ? null : values[sort], descending);
}

/** By a value, or by name where it is null. What has no value comes last in either direction. */
export function ordered<Row extends { readonly name: string }>(
  rows: readonly Row[],
  value: ((row: Row) => number | null) | null,
  descending: boolean,
): Row[] {
  const direction = descending ? -1 : 1;
  const byName = (a: Row, b: Row) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  if (value === null) return rows.toSorted((a, b) => byName(a, b) * direction);
  return rows.toSorted((a, b) => {
    const [one, other] = [value(a), value(b)];
    if (one === null || other === null)
      return Number(one === null) - Number(other === null) || byName(a, b);
    return (one - other) * direction || byName(a, b);
  });
}
