/** Charts of what the parts of a mesh use, made from what history keeps. Pure: the page asks, this prepares, the charts draw. */
import type { TimeSeriesChart } from "@/components/charts/chart-data.ts";
import type { TrendPoint } from "@/lib/snapshot/history-model.ts";
import type { FigureSource, MeasuredTotals, NamespaceSeries } from "@/lib/snapshot/measurement.ts";
import type { Resource } from "./address.ts";
import { chartRows, type MeasuredColumns } from "./series.ts";
import { PART_LAYERS } from "./words.ts";

interface Axis {
  readonly from: number;
  readonly to: number;
  /** Moments that a hairline marks, milliseconds. */
  readonly marks: readonly number[];
}

const NOUNS: Readonly<Record<Resource, string>> = { memory: "Memory", cpu: "CPU" };
const MEASURES = { memory: "bytes", cpu: "millicores" } as const;

/** All parts of the mesh, stacked. */
export function usageChart(
  totals: readonly MeasuredTotals[],
  resource: Resource,
  axis: Axis,
): TimeSeriesChart {
  return stacked(`${NOUNS[resource]} used by the mesh`, resource, axis, {
    at: totals.map(({ at }) => at),
    sources: totals.map(({ source }) => source),
    columns: Object.fromEntries(
      PART_LAYERS.map(({ key }) => [
        key,
        totals.map(({ parts }) => parts[key]?.[resource] ?? null),
      ]),
    ),
  });
}

/** The sidecars and waypoints of one namespace, stacked. ztunnel and the others belong to no namespace. */
export function namespaceUsageChart(
  { namespace, at, sidecar, waypoint }: NamespaceSeries,
  sourceAt: ReadonlyMap<string, FigureSource>,
  resource: Resource,
  axis: Axis,
): TimeSeriesChart {
  return stacked(`${NOUNS[resource]} used in ${namespace}`, resource, axis, {
    at,
    sources: sourcesOf(at, sourceAt),
    columns: { sidecar: sidecar[resource], waypoint: waypoint[resource] },
  });
}

/** What sidecars request, where nothing was measured: snapshots know it from pod specs. */
export function requestedChart(points: readonly TrendPoint[], axis: Axis): TimeSeriesChart {
  return stacked("Memory requested by sidecars", "memory", axis, {
    at: points.map(({ takenAt }) => takenAt),
    sources: points.map(() => "requested"),
    columns: { sidecar: points.map(({ sidecarMemoryRequested }) => sidecarMemoryRequested) },
  });
}

/** The source of each moment, as the totals of the same moments name it. */
export function sourcesOf(
  at: readonly string[],
  sourceAt: ReadonlyMap<string, FigureSource>,
): (FigureSource | null)[] {
  return at.map((moment) => sourceAt.get(moment) ?? null);
}

function stacked(
  title: string,
  resource: Resource,
  axis: Axis,
  measured: MeasuredColumns,
): TimeSeriesChart {
  const rows = chartRows(measured);
  return {
    title,
    unit: NOUNS[resource],
    measure: MEASURES[resource],
    layers: PART_LAYERS.filter(({ key }) => key in rows.values),
    ...axis,
    ...rows,
  };
}
