import * as z from "zod";
import {
  MESH_PARTS,
  type MeasuredTotals,
  type Measurement,
  type NamespaceSeries,
} from "../snapshot/measurement.ts";
import { defineSheet, numberOrNull, text, textOrNull, wholeOrNull } from "./sheet.ts";

const MEASURED = "null when it was not measured";
const ASKED = "From pod specs; null when these could not be read or it has none.";
const SOURCE = "prometheus, metrics-api or bug-report; null when nothing was measured";

/** What namespaces use and request, one per row. */
export const USAGE = defineSheet({
  what: "usage",
  title: "Use by namespace",
  version: 1,
  row: z.object({
    namespace: text("Namespace"),
    source: textOrNull("Measured by", SOURCE),
    measuredAt: textOrNull("Measured at", "UTC; null when nothing was measured"),
    sidecars: wholeOrNull("Sidecars", "Measured, or else counted from pods; null when unknown."),
    memoryUsed: numberOrNull("Memory used by sidecars, bytes", MEASURED),
    memoryRequested: numberOrNull("Memory requested by sidecars, bytes", ASKED),
    cpuUsed: numberOrNull("CPU used by sidecars, millicores", MEASURED),
    cpuRequested: numberOrNull("CPU requested by sidecars, millicores", ASKED),
    waypointMemory: numberOrNull(
      "Memory of waypoints, bytes",
      "Used; requested where nothing was measured; null when it has none or unknown.",
    ),
    requestsPerSecond: numberOrNull("Requests per second", MEASURED),
  }),
});

/** Rows as the page's table has them. */
export function usageExportRows(
  rows: readonly {
    readonly name: string;
    readonly sidecars: number | null;
    readonly memory: number | null;
    readonly requested: number | null;
    readonly cpu: number | null;
    readonly cpuRequested: number | null;
    readonly waypoint: number | null;
    readonly rps: number | null;
  }[],
  measurement: Pick<Measurement, "at" | "source"> | null,
): z.infer<(typeof USAGE)["row"]>[] {
  return rows.map((row) => ({
    namespace: row.name,
    source: measurement?.source ?? null,
    measuredAt: measurement?.at ?? null,
    sidecars: row.sidecars,
    memoryUsed: row.memory,
    memoryRequested: row.requested,
    cpuUsed: row.cpu,
    cpuRequested: row.cpuRequested,
    waypointMemory: row.waypoint,
    requestsPerSecond: row.rps,
  }));
}

/** What the mesh used over time, oldest first: all numbers behind the chart. */
export const USAGE_HISTORY = defineSheet({
  what: "usage-history",
  title: "Use over time",
  version: 1,
  row: z.object({
    at: text("Measured at", "UTC."),
    source: textOrNull("Measured by", SOURCE),
    namespace: textOrNull("Namespace", "null: the whole mesh"),
    ...Object.fromEntries(
      MESH_PARTS.flatMap((part) => [
        [`${part} proxies`, numberOrNull(`Proxies of ${part}`, MEASURED)],
        [`${part} memory`, numberOrNull(`Memory of ${part}, bytes`, MEASURED)],
        [`${part} cpu`, numberOrNull(`CPU of ${part}, millicores`, MEASURED)],
      ]),
    ),
  }),
});

type HistoryRow = z.infer<(typeof USAGE_HISTORY)["row"]> & Record<string, string | number | null>;

export function usageHistoryRows(totals: readonly MeasuredTotals[]): HistoryRow[] {
  return totals.map(({ at, source, parts }) => ({
    at,
    source,
    namespace: null,
    ...Object.fromEntries(
      MESH_PARTS.flatMap((part) => [
        [`${part} proxies`, parts[part]?.proxies ?? null],
        [`${part} memory`, parts[part]?.memory ?? null],
        [`${part} cpu`, parts[part]?.cpu ?? null],
      ]),
    ),
  }));
}

/** Of a namespace only its sidecars and waypoints are its own. */
export function namespaceUsageHistoryRows(
  series: NamespaceSeries,
  sourceAt: ReadonlyMap<string, string>,
): HistoryRow[] {
  const own = { sidecar: series.sidecar, waypoint: series.waypoint };
  return series.at.map((at, row) => ({
    at,
    source: sourceAt.get(at) ?? null,
    namespace: series.namespace,
    ...Object.fromEntries(
      MESH_PARTS.flatMap((part) => {
        const columns = part === "sidecar" || part === "waypoint" ? own[part] : null;
        return [
          [`${part} proxies`, columns?.proxies[row] ?? null],
          [`${part} memory`, columns?.memory[row] ?? null],
          [`${part} cpu`, columns?.cpu[row] ?? null],
        ];
      }),
    ),
  }));
}
