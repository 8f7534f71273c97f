/** Which charts a history page has, made from trend points. Pure: the page asks, this prepares, the charts draw. */
import type { Forecast } from "@/lib/snapshot/forecast.ts";
import {
  backlogSeries,
  coverageSeries,
  flowSeries,
  flowWidth,
  joined,
  phaseSeries,
  podSeries,
  runsOf,
  type Series,
  STACKED_PHASES,
  thinRuns,
} from "@/lib/snapshot/history.ts";
import type { TrendPoint } from "@/lib/snapshot/history-model.ts";
import type { ChartLayer, TimeSeriesChart } from "../charts/chart-data.ts";
import { PHASE_WORDS } from "../ui/words.ts";

export interface HistoryCharts {
  readonly phases: TimeSeriesChart;
  readonly flow: TimeSeriesChart;
  readonly backlog: TimeSeriesChart;
  readonly pods: TimeSeriesChart;
  readonly coverage: TimeSeriesChart;
}

/** Readings that a chart draws at most, roughly: more than a screen has room for. */
const DRAWN = 120;

/**
 * All charts on one time axis, from `from` to `now` and on for the forecast, which takes at most a third of the width.
 * @param points of the whole history, oldest first
 * @param marks moments that a hairline marks, milliseconds
 */
export function historyCharts({
  points,
  forecast,
  from,
  now,
  marks,
}: {
  readonly points: readonly TrendPoint[];
  readonly forecast: Forecast;
  readonly from: number;
  readonly now: number;
  readonly marks: readonly number[];
}): HistoryCharts {
  const band = forecast.kind === "range" ? forecast.band : [];
  const end = band.at(-1)?.at ?? now;
  const to = Math.min(end, now + (now - from) / 2);
  const begins = points.findLastIndex(({ takenAt }) => Date.parse(takenAt) <= from);
  const runs = thinRuns(runsOf(points.slice(Math.max(0, begins))), DRAWN);
  const width = flowWidth(now - from);
  const flow = flowSeries(
    points.filter(({ takenAt }) => Date.parse(takenAt) >= from),
    width,
    points[0]?.takenAt,
  );
  const axis = { from, to };
  const drawn = <Key extends string>(read: (run: readonly TrendPoint[]) => Series<Key>) => ({
    ...axis,
    ...(joined(runs.map(read)) ?? read([])),
  });

  return {
    phases: seen({
      title: "Namespaces by phase",
      unit: "namespaces",
      layers: PHASES,
      marks,
      ...drawn(phaseSeries),
      ...(band.length > 0
        ? { band: { label: "done, expected", color: "phase-done", points: band } }
        : {}),
    }),
    flow: seen({
      title: "Found and resolved",
      unit: "findings",
      layers: FLOW,
      stretch: width,
      ...axis,
      ...flow,
      times: flow.times.map((time) => time + width / 2),
    }),
    backlog: {
      title: "Open blockers and warnings",
      unit: "findings",
      layers: BACKLOG,
      ...drawn(backlogSeries),
    },
    pods: seen({
      title: "Pods by mode",
      unit: "pods",
      layers: PODS,
      ...drawn(podSeries),
    }),
    coverage: seen({
      title: "Coverage",
      unit: "kinds",
      layers: COVERAGE,
      ...drawn(coverageSeries),
    }),
  };
}

const PHASES: readonly ChartLayer[] = STACKED_PHASES.map((phase) =>
  phase === "could-not-tell"
    ? { key: phase, label: "could not tell", kind: "area", color: "unknown-fill" }
    : { key: phase, label: PHASE_WORDS[phase].word, kind: "area", color: `phase-${phase}` },
);

const PODS: readonly ChartLayer[] = [
  { key: "ambient", label: "ambient", kind: "area", color: "ambient-fill" },
  { key: "sidecar", label: "sidecar", kind: "area", color: "sidecar-fill" },
  { key: "none", label: "not in mesh", kind: "area", color: "outside-fill" },
];

const BACKLOG: readonly ChartLayer[] = [
  { key: "blockers", label: "open blockers", kind: "line", color: "blocker" },
  { key: "warnings", label: "open warnings", kind: "line", color: "warning", dash: "dashed" },
];

const FLOW: readonly ChartLayer[] = [
  { key: "foundBlockers", label: "blockers found", kind: "bar", color: "blocked-fill" },
  { key: "foundWarnings", label: "warnings found", kind: "bar", color: "phase-ready" },
  {
    key: "resolvedBlockers",
    label: "blockers resolved",
    kind: "bar",
    color: "done-fill",
    down: true,
  },
  {
    key: "resolvedWarnings",
    label: "warnings resolved",
    kind: "bar",
    color: "phase-enrolled",
    down: true,
  },
];

const COVERAGE: readonly ChartLayer[] = [
  { key: "read", label: "kinds read", kind: "area", color: "line-strong" },
  { key: "unread", label: "kinds that could not be read", kind: "area", color: "warning" },
];

/** Without the columns that are nothing but zero: they would be sent for no ink. One always stays. */
function seen(chart: TimeSeriesChart): TimeSeriesChart {
  const layers = chart.layers.filter(
    ({ key }, at) => at === 0 || chart.values[key]?.some((value) => value !== null && value !== 0),
  );
  const values = Object.fromEntries(layers.map(({ key }) => [key, chart.values[key] ?? []]));
  return { ...chart, layers, values };
}
