/** Requests to one namespace over time. Each reporter has lines of its own: they see different stretches of the way. */
import type { ChartLayer, TimeSeriesChart } from "@/components/charts/chart-data.ts";
import { dayText } from "@/lib/format.ts";
import type { FigureSource, NamespaceSeries, Reporter } from "@/lib/snapshot/measurement.ts";
import { chartRows } from "./series.ts";
import { sourcesOf } from "./usage-charts.ts";
import { REPORTER_ORDER, REPORTER_WORDS } from "./words.ts";

export interface LatencyCharts {
  /** One for each reporter that told something. */
  readonly latency: readonly { readonly reporter: Reporter; readonly chart: TimeSeriesChart }[];
  readonly requests: TimeSeriesChart;
  readonly errors: TimeSeriesChart;
}

interface Axis {
  readonly from: number;
  readonly to: number;
  readonly marks: readonly number[];
}

export function latencyCharts(
  series: NamespaceSeries,
  sourceAt: ReadonlyMap<string, FigureSource>,
  axis: Axis,
): LatencyCharts {
  const moments = { at: series.at, sources: sourcesOf(series.at, sourceAt) };
  const told = REPORTER_ORDER.filter((reporter) => isTold(series, reporter));
  const byReporter = (
    what: "requestsPerSecond" | "errorRatio",
    words: Pick<TimeSeriesChart, "title" | "unit" | "measure">,
  ): TimeSeriesChart => ({
    ...words,
    ...axis,
    layers: told.map(reporterLayer),
    ...chartRows({
      ...moments,
      columns: Object.fromEntries(
        told.map((reporter) => [reporter, series.traffic[reporter][what]]),
      ),
    }),
  });

  return {
    latency: told
      .filter((reporter) => QUANTILES.some((key) => hasValues(series.traffic[reporter][key])))
      .map((reporter) => ({
        reporter,
        chart: {
          title: `Latency seen by ${REPORTER_WORDS[reporter].who}`,
          unit: "latency",
          measure: "milliseconds",
          layers: QUANTILE_LAYERS.map((layer) => ({
            ...layer,
            color: REPORTER_WORDS[reporter].color,
          })),
          ...axis,
          ...chartRows({
            ...moments,
            columns: Object.fromEntries(
              QUANTILES.map((key) => [key, series.traffic[reporter][key]]),
            ),
          }),
        },
      })),
    requests: byReporter("requestsPerSecond", {
      title: "Requests per second",
      unit: "requests",
      measure: "per-second",
    }),
    errors: byReporter("errorRatio", {
      title: "Failed requests",
      unit: "failures",
      measure: "share",
    }),
  };
}

const QUANTILES = ["p99", "p90", "p50"] as const;

const QUANTILE_LAYERS = [
  { key: "p99", label: "p99", kind: "line" },
  { key: "p90", label: "p90", kind: "line", dash: "dashed" },
  { key: "p50", label: "p50", kind: "line", dash: "dotted" },
] as const;

function reporterLayer(reporter: Reporter): ChartLayer {
  const { who, color } = REPORTER_WORDS[reporter];
  const line = { key: reporter, label: `seen by ${who}`, kind: "line", color } as const;
  switch (reporter) {
    case "destination":
      return line;
    case "waypoint":
      return { ...line, dash: "dashed" };
    case "source":
      return { ...line, dash: "dotted" };
  }
}

function isTold({ traffic }: NamespaceSeries, reporter: Reporter): boolean {
  return Object.values(traffic[reporter]).some(hasValues);
}

function hasValues(column: readonly (number | null)[]): boolean {
  return column.some((value) => value !== null);
}

/** When a namespace did what may end its HTTP metrics, ISO 8601; null: it did not, or not while it was watched. */
export interface Turns {
  readonly enrolled: string | null;
  /** Its policies need a waypoint that was no longer there. */
  readonly waypointLost: string | null;
}

/** Where the reporter of a namespace's requests changed, and where its HTTP metrics ended, a sentence each. */
export function reporterStory(series: NamespaceSeries, turns: Turns): string[] {
  const own = (["destination", "waypoint"] as const).flatMap((reporter) => {
    const { requestsPerSecond, p50 } = series.traffic[reporter];
    const seen = (row: number) => (requestsPerSecond[row] ?? p50[row] ?? null) !== null;
    const rows = series.at.flatMap((_, row) => (seen(row) ? [row] : []));
    const [first, last] = [rows[0], rows.at(-1)];
    return first === undefined || last === undefined ? [] : [{ reporter, first, last }];
  });
  const end = series.at.length - 1;
  const day = (row: number) => dayText(series.at[row] ?? "");
  const inOrder = own.toSorted((a, b) => a.first - b.first || a.last - b.last);

  const changes = inOrder.flatMap((next, at) => {
    const before = inOrder[at - 1];
    if (!before || before.last >= end) return [];
    return [
      `Until ${day(before.last)} ${REPORTER_WORDS[before.reporter].who} reported, from ${day(next.first)} on ${REPORTER_WORDS[next.reporter].who}: they see different stretches of a request's way, so their lines are not joined and not compared.`,
    ];
  });
  const last = Math.max(...own.map((each) => each.last));
  if (own.length === 0 || last >= end) return changes;
  return [...changes, ended(series, last, turns)];
}

/** Readings may be a day apart, and so may the scan that saw the move. */
const NEAR = 2 * 86_400_000;

function ended({ at }: NamespaceSeries, last: number, { enrolled, waypointLost }: Turns): string {
  const [until, next] = [at[last] ?? "", at[last + 1] ?? ""];
  const near = (moment: string | null): moment is string =>
    moment !== null &&
    Date.parse(moment) >= Date.parse(until) - NEAR &&
    Date.parse(moment) <= Date.parse(next) + NEAR;
  if (near(waypointLost))
    return `It left HTTP metrics when its waypoint went missing, seen on ${dayText(waypointLost)}: ${WHY}`;
  if (near(enrolled))
    return `It left HTTP metrics when it was enrolled without a waypoint on ${dayText(enrolled)}: ${WHY}`;
  return `Its HTTP metrics end on ${dayText(until)}: neither a sidecar nor a waypoint of its own has reported a request since.`;
}

const WHY =
  "ztunnel forwards connections and does not see requests, so there is a gap and not a zero.";
