/** Which published figures are drawn together: never two versions or two methods in one chart. */
import type { BarComparison, ComparedBar } from "@/components/charts/bar-data.ts";
import {
  type FigureKey,
  type Published,
  publishedById,
  publishedFigure,
} from "@/lib/savings/published.ts";

export interface PublishedChart {
  readonly chart: BarComparison;
  /** What it is drawn from; all of one version. */
  readonly entries: readonly Published[];
}

type Mode = "no-mesh" | "sidecar" | "ztunnel" | "waypoint" | "ambient-l4" | "ambient-waypoint";

const LOOKS: Readonly<Record<Mode, { readonly label: string; readonly color: string }>> = {
  "no-mesh": { label: "No mesh", color: "outside-fill" },
  sidecar: { label: "Sidecar", color: "sidecar-fill" },
  ztunnel: { label: "ztunnel, per node", color: "ztunnel-fill" },
  waypoint: { label: "Waypoint replica", color: "waypoint-fill" },
  "ambient-l4": { label: "Ambient L4", color: "ztunnel-fill" },
  "ambient-waypoint": { label: "With waypoint", color: "waypoint-fill" },
};

/** Memory, CPU and latency as published for no mesh, sidecars, ambient at L4 and ambient with waypoints. */
export function publishedCharts(): readonly PublishedChart[] {
  return [
    chart("Memory of one proxy at 1000 requests per second", "MB", [
      bar("istio-1.24-proxy-cost", { mode: "sidecar", metric: "memory" }),
      bar("istio-1.24-proxy-cost", { mode: "ztunnel", metric: "memory" }),
      bar("istio-1.24-proxy-cost", { mode: "waypoint", metric: "memory" }),
    ]),
    chart("CPU along the path for 1000 requests per second", "vCPU", [
      bar("derived-path-cpu", { mode: "sidecar", metric: "cpu_path" }),
      bar("derived-path-cpu", { mode: "ambient-l4", metric: "cpu_path" }),
      bar("derived-path-cpu", { mode: "ambient-waypoint", metric: "cpu_path" }),
    ]),
    chart(
      "Latency added to a request",
      "ms",
      (["p90", "p99"] as const).flatMap((percentile) =>
        (["sidecar", "ambient-l4", "ambient-waypoint"] as const).map((mode) =>
          bar("istio-1.22-latency-table", { mode, metric: "added_latency", percentile }),
        ),
      ),
    ),
    chart(
      "Latency of a whole application of three tiers",
      "ms",
      (["p50", "p99"] as const).flatMap((percentile) =>
        (["no-mesh", "sidecar", "ambient-l4", "ambient-waypoint"] as const).map((mode) =>
          bar(SOLO[mode], { mode, metric: "latency", percentile }),
        ),
      ),
    ),
  ];
}

const SOLO = {
  "no-mesh": "solo-2024-baseline",
  sidecar: "solo-2024-sidecar",
  "ambient-l4": "solo-2024-ambient-l4",
  "ambient-waypoint": "solo-2024-ambient-l7",
} as const;

interface SourcedBar {
  readonly bar: ComparedBar;
  readonly entry: Published;
}

function bar(id: string, key: FigureKey & { readonly mode: Mode }): SourcedBar {
  const { label, color } = LOOKS[key.mode];
  const { value } = publishedFigure(id, key);
  const at = key.percentile ? `, ${key.percentile.toUpperCase()}` : "";
  return { bar: { label: `${label}${at}`, value, color }, entry: publishedById(id) };
}

function chart(title: string, unit: string, bars: readonly SourcedBar[]): PublishedChart {
  return {
    chart: { title, unit, bars: bars.map((each) => each.bar) },
    entries: [...new Set(bars.map(({ entry }) => entry))],
  };
}
