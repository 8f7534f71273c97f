/** What measurements are called on screen: parts, sources, places from where requests are seen. */
import type { ChartLayer } from "@/components/charts/chart-data.ts";
import type { ChipTone } from "@/components/ui/chip.tsx";
import { counted, momentText } from "@/lib/format.ts";
import type {
  FigureSource,
  MeasuredPoint,
  MeshPart,
  Reporter,
} from "@/lib/snapshot/measurement.ts";
import type { Level, Resource } from "./address.ts";
import type { NamespaceMode } from "./traffic-rows.ts";

export const PART_WORDS: Readonly<
  Record<MeshPart, { readonly one: string; readonly many: string; readonly tone: ChipTone }>
> = {
  sidecar: { one: "sidecar", many: "sidecars", tone: "sidecar" },
  ztunnel: { one: "ztunnel", many: "ztunnel", tone: "ztunnel" },
  waypoint: { one: "waypoint", many: "waypoints", tone: "waypoint" },
  gateway: { one: "gateway", many: "gateways", tone: "gateway" },
  istiod: { one: "istiod", many: "istiod", tone: "plain" },
  "istio-cni": { one: "istio-cni", many: "istio-cni", tone: "plain" },
};

/** Parts as layers of a stacked chart, each with its own ground, so that none is told by its hue alone. */
export const PART_LAYERS: readonly (ChartLayer & { readonly key: MeshPart })[] = [
  { key: "sidecar", label: "sidecars", kind: "area", color: "sidecar-fill" },
  { key: "ztunnel", label: "ztunnel", kind: "area", color: "ztunnel-fill" },
  { key: "waypoint", label: "waypoints", kind: "area", color: "waypoint-fill", hatched: true },
  { key: "gateway", label: "gateways", kind: "area", color: "gateway-fill" },
  { key: "istiod", label: "istiod", kind: "area", color: "istiod-fill" },
  { key: "istio-cni", label: "istio-cni", kind: "area", color: "cni-fill", hatched: true },
];

export const RESOURCE_WORDS: Readonly<Record<Resource, string>> = { memory: "Memory", cpu: "CPU" };

/** How the pods of a namespace are reached by the mesh. */
export const MODE_WORDS: Readonly<
  Record<
    NamespaceMode,
    { readonly word: string; readonly tone: ChipTone; readonly meaning: string }
  >
> = {
  sidecar: { word: "sidecar", tone: "sidecar", meaning: "Its pods carry sidecars." },
  ambient: { word: "ambient", tone: "ambient", meaning: "ztunnel carries its traffic." },
  both: {
    word: "both",
    tone: "ambient",
    meaning: "Some of its pods carry sidecars, others are reached through ztunnel.",
  },
  none: { word: "not in mesh", tone: "outside", meaning: "No mesh data plane." },
};

export const LEVEL_WORDS: Readonly<Record<Level, { readonly one: string; readonly many: string }>> =
  {
    namespace: { one: "namespace", many: "namespaces" },
    workload: { one: "workload", many: "workloads" },
    service: { one: "service", many: "services" },
  };

/** Who measured, as it stands after "measured by". */
export const SOURCE_WORDS: Readonly<Record<FigureSource, string>> = {
  prometheus: "Prometheus",
  "metrics-api": "metrics.k8s.io",
  "bug-report": "a bug report",
  requested: "pod specs",
  published: "published figures",
};

/** "measured by Prometheus", "requested, from pod specs" */
export function sourceText(source: FigureSource): string {
  if (source === "requested") return `requested, from ${SOURCE_WORDS[source]}`;
  return source === "published" ? SOURCE_WORDS[source] : `measured by ${SOURCE_WORDS[source]}`;
}

/** The server's side first: it tells of every request that reached it. */
export const REPORTER_ORDER: readonly Reporter[] = ["destination", "waypoint", "source"];

/** Whose eyes saw a request. The three see different stretches of its way. */
export const REPORTER_WORDS: Readonly<
  Record<Reporter, { readonly who: string; readonly sees: string; readonly color: string }>
> = {
  destination: {
    who: "the server's sidecar",
    sees: "the application and the hop from the sidecar to it",
    color: "sidecar-fill",
  },
  waypoint: {
    who: "the waypoint",
    sees: "the network behind the waypoint, ztunnel at the server and the application; not the way from the client to the waypoint",
    color: "waypoint-fill",
  },
  source: {
    who: "the client",
    sees: "the whole way: both proxies, the network and the application, as the client's sidecar or a gateway sees it",
    color: "gateway-fill",
  },
};

/** "measured by Prometheus, 22 Nov 2026, 10:42 UTC" */
export function measuredText({ source, at }: Pick<MeasuredPoint, "source" | "at">): string {
  return `${sourceText(source)}, ${momentText(at)}`;
}

/** "5 min", what rates and quantiles cover; null for figures of an instant. */
export function windowText(window: number | null, locale: string): string | null {
  if (window === null) return null;
  const minutes = Math.round(window / 60);
  if (minutes < 1) return counted(Math.round(window), "second", "seconds", locale);
  if (minutes < 120) return `${minutes} min`;
  return counted(Math.round(window / 3600), "hour", "hours", locale);
}
