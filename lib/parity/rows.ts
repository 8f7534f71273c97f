/** The rows of the parity table: what is known of each feature, beside what one cluster or all of them use. */
import { FEATURES, KNOWN_MINORS } from "./features.ts";
import type { Basis, FeatureUse, Impact, StatusAt, StatusRange } from "./model.ts";
import type { Feature } from "./schema.ts";
import { basisAt, statusAt } from "./status.ts";

/** "partly": a base function works without one. "optional": only telemetry or comfort is lost without one. */
export type WaypointNeed = "needed" | "optional" | "partly" | "no";

/** One cell of a strip of versions. */
export interface MinorStatus {
  readonly minor: string;
  readonly status: StatusAt;
}

export interface ParityRow {
  readonly feature: Feature;
  /** null when the snapshot does not say which features are in use. */
  readonly use: FeatureUse | null;
  /** At this cluster's version of Istio. */
  readonly sidecar: StatusAt;
  readonly ambient: StatusAt;
  readonly basis: Basis | null;
  readonly waypoint: WaypointNeed;
  /** Ambient mode, one per known minor. */
  readonly strip: readonly MinorStatus[];
  /** In use, and lost, changed or in need of a waypoint with ambient mode. */
  readonly matters: boolean;
}

/** What a stored snapshot says of features. */
export interface Documented {
  readonly features: readonly FeatureUse[] | null;
  readonly istioVersion: string | null;
}

/** Every feature, the most pressing first within each layer: L4, L7, operations. */
export function parityRows({ features, istioVersion }: Documented): readonly ParityRow[] {
  const uses = new Map(features?.map((use) => [use.feature, use]));
  return FEATURES.map((feature): ParityRow => {
    const use = uses.get(feature.id) ?? null;
    const ambient = statusAt(feature.ambient, istioVersion);
    const waypoint = waypointOf(feature);
    return {
      feature,
      use,
      sidecar: statusAt(feature.sidecar, istioVersion),
      ambient,
      basis: basisAt(feature.ambient, istioVersion),
      waypoint,
      strip: stripOf(feature.ambient),
      matters:
        use?.used === "used" &&
        (ambient !== "Stable" || feature.impact !== "none" || feature.needsWaypoint),
    };
  }).toSorted(byUrgency);
}

/** Which rows to show: "matters" are those that would be lost, change or need a waypoint. */
export const PARITY_VIEWS = ["matters", "used", "could-not-tell", "not-used", "all"] as const;
export type ParityView = (typeof PARITY_VIEWS)[number];

/** Texts as they stand in an address; what is no known value, or left out, narrows nothing. */
export interface ParityFilter {
  readonly view?: ParityView | undefined;
  readonly layer?: string | undefined;
  /** Status in ambient mode. */
  readonly status?: string | undefined;
  readonly impact?: string | undefined;
  readonly waypoint?: string | undefined;
  readonly q?: string | undefined;
}

export function filterParityRows<R extends FilteredRow>(
  rows: readonly R[],
  { view = "all", layer, status, impact, waypoint, q = "" }: ParityFilter,
): readonly R[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    (row) =>
      isInView(row, view) &&
      (!layer || row.feature.layer === layer) &&
      (!status || row.statuses?.has(status) || row.ambient === status) &&
      (!impact || row.feature.impact === impact) &&
      (!waypoint || row.waypoint === waypoint) &&
      words.every((word) => searched(row).includes(word)),
  );
}

type FilteredRow = Pick<ParityRow, "feature" | "use" | "waypoint" | "matters"> & {
  readonly ambient?: StatusAt;
  /** Statuses in several clusters. */
  readonly statuses?: ReadonlySet<string>;
};

/** How many rows each view has. */
export function viewCounts(rows: readonly FilteredRow[]): Readonly<Record<ParityView, number>> {
  const of = (view: ParityView) => rows.filter((row) => isInView(row, view)).length;
  return {
    matters: of("matters"),
    used: of("used"),
    "could-not-tell": of("could-not-tell"),
    "not-used": of("not-used"),
    all: rows.length,
  };
}

/** Rows in use that are not Stable in ambient mode here, the least supported first. */
export function notStable(rows: readonly ParityRow[]): readonly ParityRow[] {
  return rows
    .filter(({ use, ambient }) => use?.used === "used" && ambient !== "Stable")
    .toSorted((a, b) => STATUS_RANK[a.ambient] - STATUS_RANK[b.ambient]);
}

/** One feature over several clusters. */
export interface FleetParityRow {
  readonly feature: Feature;
  /** Of the cluster that uses it, else of one where it could not be told; null when no snapshot says. */
  readonly use: FeatureUse | null;
  readonly statuses: ReadonlySet<string>;
  readonly waypoint: WaypointNeed;
  readonly strip: readonly MinorStatus[];
  readonly matters: boolean;
  /** The clusters that use it, or of which it could not be told, in the order given. */
  readonly clusters: readonly { readonly clusterId: string; readonly row: ParityRow }[];
}

export function fleetParityRows(
  clusters: readonly { readonly clusterId: string; readonly document: Documented }[],
): readonly FleetParityRow[] {
  const rows = clusters.map(({ clusterId, document }) => ({
    clusterId,
    byId: new Map(parityRows(document).map((row) => [row.feature.id, row])),
  }));
  return parityRows({ features: null, istioVersion: null })
    .map(({ feature, waypoint, strip }): FleetParityRow => {
      const here = rows.flatMap(({ clusterId, byId }) => {
        const row = byId.get(feature.id);
        return row ? [{ clusterId, row }] : [];
      });
      const using = here.filter(({ row }) => row.use?.used === "used");
      const unclear = here.filter(({ row }) => row.use?.used === "could-not-tell");
      const first = using[0] ?? unclear[0] ?? here.find(({ row }) => row.use !== null);
      return {
        feature,
        waypoint,
        strip,
        use: first?.row.use ?? null,
        statuses: new Set(using.map(({ row }) => row.ambient)),
        matters: using.some(({ row }) => row.matters),
        clusters: [...using, ...unclear],
      };
    })
    .toSorted(byUrgency);
}

/** A strip said in words: "Beta 1.22 to 1.23, Stable 1.24 to 1.31". */
export function stripText(strip: readonly MinorStatus[]): string {
  const runs: { status: StatusAt; from: string; to: string }[] = [];
  for (const { minor, status } of strip) {
    const last = runs.at(-1);
    if (last?.status === status) last.to = minor;
    else runs.push({ status, from: minor, to: minor });
  }
  return runs
    .map(({ status, from, to }) => `${status} ${from === to ? from : `${from} to ${to}`}`)
    .join(", ");
}

export function stripOf(ranges: readonly StatusRange[]): readonly MinorStatus[] {
  return KNOWN_MINORS.map((minor) => ({ minor, status: statusAt(ranges, minor) }));
}

function waypointOf({
  needsWaypoint,
  waypointDemand,
  waypointNote,
  enforcedBy,
}: Feature): WaypointNeed {
  if (needsWaypoint) return waypointDemand === "required" ? "needed" : "optional";
  return waypointNote !== undefined && enforcedBy !== "none" ? "partly" : "no";
}

function isInView({ use, matters }: FilteredRow, view: ParityView): boolean {
  switch (view) {
    case "all":
      return true;
    case "matters":
      return matters;
    case "used":
    case "could-not-tell":
    case "not-used":
      return use?.used === view;
  }
}

function searched({ feature: { id, name, notes, enforcedBy } }: FilteredRow): string {
  return `${id} ${name} ${notes} ${enforcedBy}`.toLowerCase();
}

const LAYER_RANK = { L4: 0, L7: 1, ops: 2 } as const;
const USE_RANK = { used: 0, "could-not-tell": 1, "not-used": 2 } as const;
const IMPACT_RANK: Readonly<Record<Impact, number>> = { blocker: 0, change: 1, warn: 2, none: 3 };
const STATUS_RANK: Readonly<Record<StatusAt, number>> = {
  Unsupported: 0,
  absent: 1,
  Experimental: 2,
  Alpha: 3,
  Beta: 4,
  unknown: 5,
  Stable: 6,
};

function byUrgency(a: FilteredRow, b: FilteredRow): number {
  return (
    LAYER_RANK[a.feature.layer] - LAYER_RANK[b.feature.layer] ||
    rankOfUse(a) - rankOfUse(b) ||
    IMPACT_RANK[a.feature.impact] - IMPACT_RANK[b.feature.impact] ||
    rankOfStatus(a) - rankOfStatus(b)
  );
}

function rankOfUse({ use }: FilteredRow): number {
  return use === null ? 3 : USE_RANK[use.used];
}

function rankOfStatus({ ambient }: FilteredRow): number {
  return ambient === undefined ? 0 : STATUS_RANK[ambient];
}
