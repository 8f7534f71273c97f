/** The numbers of the five pains over the snapshots, and how long pods take to start, ready to be drawn. */
import type { ChartLayer, TimeSeriesChart } from "@/components/charts/chart-data.ts";
import { type HistogramChart, trimmed } from "@/components/charts/histogram-data.ts";
import type { Measure } from "@/components/charts/measure.ts";
import type { PainTrendPoint } from "@/lib/snapshot/history-model.ts";
import type { Distribution } from "@/lib/snapshot/measurement.ts";
import type { Pain, PainPoint, StartTimes } from "@/lib/snapshot/pain-model.ts";
import { sidecarHistogram } from "../performance/distribution.ts";

type Layer = ChartLayer & { readonly key: keyof PainPoint };

const CHARTS: Readonly<
  Record<
    Pain,
    {
      readonly title: string;
      readonly unit: string;
      readonly measure?: Measure;
      /** What one of the numbers is in the unit of the measure. */
      readonly factor?: number;
      readonly layers: readonly Layer[];
    }
  >
> = {
  memory: {
    title: "Requested by one sidecar, on average",
    unit: "memory",
    measure: "bytes",
    layers: [{ key: "memoryEach", label: "per sidecar", kind: "line", color: "sidecar" }],
  },
  start: {
    title: "Half of the pods were ready within",
    unit: "time",
    measure: "milliseconds",
    factor: 1000,
    layers: [
      { key: "startWith", label: "with a sidecar", kind: "line", color: "sidecar" },
      {
        key: "startWithout",
        label: "without one",
        kind: "line",
        color: "outside",
        dash: "dashed",
      },
    ],
  },
  upgrade: {
    title: "Pods that an upgrade restarts",
    unit: "pods",
    layers: [
      { key: "restarts", label: "must restart", kind: "line", color: "sidecar" },
      { key: "older", label: "older than istiod", kind: "line", color: "warning", dash: "dashed" },
    ],
  },
  "opt-out": {
    title: "Left out, and policies not enforced",
    unit: "pods and policies",
    layers: [
      { key: "optedOut", label: "pods left out", kind: "line", color: "outside" },
      {
        key: "notEnforced",
        label: "policies not enforced",
        kind: "line",
        color: "blocked",
        dash: "dashed",
      },
    ],
  },
  path: {
    title: "Proxies that read HTTP",
    unit: "proxies",
    layers: [{ key: "envoys", label: "proxies", kind: "line", color: "sidecar" }],
  },
};

/** null when fewer than two snapshots know anything of it. */
export function painChart(pain: Pain, points: readonly PainTrendPoint[]): TimeSeriesChart | null {
  const { factor = 1, layers, ...chart } = CHARTS[pain];
  const first = points.findIndex(({ pains }) => layers.some(({ key }) => isKnown(pains, key)));
  const shown = first === -1 ? [] : points.slice(first);
  const times = shown.map(({ takenAt }) => Date.parse(takenAt));
  const [from, to] = [times[0], times.at(-1)];
  if (from === undefined || to === undefined || from === to) return null;
  return {
    ...chart,
    layers,
    times,
    values: Object.fromEntries(
      layers.map(({ key }) => [
        key,
        shown.map(({ pains }) => {
          const value = pains?.[key] ?? null;
          return value === null ? null : value * factor;
        }),
      ]),
    ),
    from,
    to,
  };
}

function isKnown(pains: PainPoint | null, key: keyof PainPoint): boolean {
  return pains !== null && pains[key] !== null;
}

/** How long pods took to start; null when no pod tells. */
export function startHistogram(
  times: StartTimes,
  title: string,
  color: string,
): HistogramChart | null {
  const { seconds, buckets } = times;
  if (seconds === null) return null;
  const { p50, p90, p99 } = seconds;
  return {
    title,
    unit: "pods",
    each: "Ready after",
    measure: "milliseconds",
    color,
    buckets: buckets.map(({ upTo, pods }) => ({ upTo: upTo * 1000, amount: pods })),
    marks: [
      { label: "p50", at: p50 * 1000 },
      { label: "p90", at: p90 * 1000 },
      { label: "p99", at: p99 * 1000 },
    ],
    band: null,
  };
}

/** As measured, or requested, in buckets wide enough to be told apart. */
export function memoryHistogram(distribution: Distribution, measured: boolean): HistogramChart {
  const chart = sidecarHistogram(distribution);
  if (measured) return chart;
  return {
    ...chart,
    title: "Memory that each sidecar requests",
    each: "Each requests",
    buckets: trimmed(chart.buckets, []),
  };
}
