/** Which published figures are drawn together: never two versions or two methods in one chart. */
import type { BarComparison, ComparedBar } from "@/components/charts/bar-data.ts";
import type { UsedSource } from "@/components/report/sidecar-memory.ts";
import {
  type FigureKey,
  type Published,
  publishedById,
  publishedFigure,
} from "@/lib/savings/published.ts";
import type { Measurement, Usage } from "@/lib/snapshot/measurement.ts";

export interface PublishedChart {
  readonly chart: BarComparison;
  /** What it is drawn from; all of one version. */
  readonly entries: readonly Published[];
  /** What of this cluster stands beside it, or why nothing does. */
  readonly here: string;
}

/** What this cluster's proxies were measured to use, bytes of memory each; null where nothing was measured. */
export interface OwnFigures {
  /** When and by whom. */
  readonly at: string;
  readonly source: UsedSource;
  /** The median of all sidecars. */
  readonly sidecar: number | null;
  /** Means: few enough run that their sum and number are what is kept. */
  readonly ztunnel: number | null;
  readonly waypoint: number | null;
}

/** Memory of single proxies as a measurement has it; null when nobody measured, or none of them. */
export function ownFigures(measurement: Measurement | null): OwnFigures | null {
  const source = measurement?.source;
  if (!measurement || source === undefined || source === "requested" || source === "published") {
    return null;
  }
  const { parts, sidecarMemory, at } = measurement;
  const each = (usage: Usage | null) =>
    usage?.proxies && usage.memory !== null ? usage.memory / usage.proxies : null;
  const own = {
    at,
    source,
    sidecar: sidecarMemory ? sidecarMemory.p50 : each(parts.sidecar),
    ztunnel: each(parts.ztunnel),
    waypoint: each(parts.waypoint),
  };
  return own.sidecar === null && own.ztunnel === null && own.waypoint === null ? null : own;
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
export function publishedCharts(own: OwnFigures | null = null): readonly PublishedChart[] {
  return [
    {
      ...chart("Memory of one proxy at 1000 requests per second", "MB", [
        bar("istio-1.24-proxy-cost", { mode: "sidecar", metric: "memory" }),
        ...ownBar("sidecar", "Sidecar here, P50", own),
        bar("istio-1.24-proxy-cost", { mode: "ztunnel", metric: "memory" }),
        ...ownBar("ztunnel", "ztunnel here, mean", own),
        bar("istio-1.24-proxy-cost", { mode: "waypoint", metric: "memory" }),
        ...ownBar("waypoint", "Waypoint here, mean", own),
      ]),
      here:
        own === null
          ? "Memory of this cluster's proxies was not measured, so no bar of its own stands here."
          : "Bars marked “here” are of this cluster, whatever its load: memory follows the size of the configuration more than requests. Without a mesh there is no proxy.",
    },
    {
      ...chart("CPU of one proxy at 1000 requests per second", "vCPU", [
        bar("istio-1.24-proxy-cost", { mode: "sidecar", metric: "cpu" }),
        bar("istio-1.24-proxy-cost", { mode: "ztunnel", metric: "cpu" }),
        bar("istio-1.24-proxy-cost", { mode: "waypoint", metric: "cpu" }),
      ]),
      here: NO_OWN_CPU,
    },
    {
      ...chart("CPU along the path for 1000 requests per second", "vCPU", [
        bar("derived-path-cpu", { mode: "sidecar", metric: "cpu_path" }),
        bar("derived-path-cpu", { mode: "ambient-l4", metric: "cpu_path" }),
        bar("derived-path-cpu", { mode: "ambient-waypoint", metric: "cpu_path" }),
      ]),
      here: NO_OWN_CPU,
    },
    {
      ...chart(
        "Latency added to a request",
        "ms",
        (["p90", "p99"] as const).flatMap((percentile) =>
          (["sidecar", "ambient-l4", "ambient-waypoint"] as const).map((mode) =>
            bar("istio-1.22-latency-table", { mode, metric: "added_latency", percentile }),
          ),
        ),
      ),
      here: "This cluster's latency includes its applications, so what the mesh adds cannot be told from it.",
    },
    {
      ...chart(
        "Latency of a whole application of three tiers",
        "ms",
        (["p50", "p99"] as const).flatMap((percentile) =>
          (["no-mesh", "sidecar", "ambient-l4", "ambient-waypoint"] as const).map((mode) =>
            bar(SOLO[mode], { mode, metric: "latency", percentile }),
          ),
        ),
      ),
      here: "Of another application under another load: this cluster's latency is compared with its own from before a move only.",
    },
    {
      ...chart(
        "Infrastructure cost beyond that of no mesh",
        "%",
        (["sidecar", "ambient-l4", "ambient-waypoint"] as const).map((mode) =>
          bar("solo-2024-infra-cost", { mode, metric: "cost_increase" }),
        ),
      ),
      here: "What this cluster would cost is estimated under Savings, from its own requests.",
    },
  ];
}

const NO_OWN_CPU =
  "This cluster's proxies do not run at 1000 requests per second each, so their CPU is not put beside it.";

/** Published figures of memory are decimal. */
const MB = 1e6;

function ownBar(
  mode: "sidecar" | "ztunnel" | "waypoint",
  label: string,
  own: OwnFigures | null,
): readonly SourcedBar[] {
  const bytes = own?.[mode] ?? null;
  if (bytes === null) return [];
  return [{ bar: { label, value: bytes / MB, color: LOOKS[mode].color }, entry: null }];
}

const SOLO = {
  "no-mesh": "solo-2024-baseline",
  sidecar: "solo-2024-sidecar",
  "ambient-l4": "solo-2024-ambient-l4",
  "ambient-waypoint": "solo-2024-ambient-l7",
} as const;

interface SourcedBar {
  readonly bar: ComparedBar;
  /** null: a figure of this cluster. */
  readonly entry: Published | null;
}

function bar(id: string, key: FigureKey & { readonly mode: Mode }): SourcedBar {
  const { label, color } = LOOKS[key.mode];
  const { value } = publishedFigure(id, key);
  const at = key.percentile ? `, ${key.percentile.toUpperCase()}` : "";
  return { bar: { label: `${label}${at}`, value, color }, entry: publishedById(id) };
}

function chart(
  title: string,
  unit: string,
  bars: readonly SourcedBar[],
): Omit<PublishedChart, "here"> {
  return {
    chart: { title, unit, bars: bars.map((each) => each.bar) },
    entries: [...new Set(bars.flatMap(({ entry }) => entry ?? []))],
  };
}
