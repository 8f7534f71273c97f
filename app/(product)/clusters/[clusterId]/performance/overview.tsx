import { exportHref } from "@/components/export/subjects.ts";
import { type PerformanceAddress, performanceAddress } from "@/components/performance/address.ts";
import { OverviewView } from "@/components/performance/overview-view.tsx";
import { sourceChanges } from "@/components/performance/series.ts";
import {
  namespaceUsageChart,
  requestedChart,
  usageChart,
} from "@/components/performance/usage-charts.ts";
import { DrawnOverTime, type OverTime } from "@/components/performance/use-over-time.tsx";
import { measurementOf, metricsSourceOf } from "@/lib/db/questions.ts";
import { MetricsDoor, sourceOf } from "./metrics-door.tsx";
import { type MeasuredTime, measuredTime } from "./over-time.ts";
import type { ViewProps } from "./views.ts";

/** What the mesh uses now and over time. */
export async function Overview(props: ViewProps) {
  const { cluster, snapshot, at, search, locale } = props;
  const address = performanceAddress(search);
  const [measurement, source] = await Promise.all([
    measurementOf(snapshot.id),
    metricsSourceOf(cluster.id),
  ]);
  return (
    <OverviewView
      clusterId={cluster.id}
      at={at}
      document={snapshot.document}
      measurement={measurement}
      address={address}
      overTime={<UsedOverTime {...props} address={address} />}
      metricsSource={sourceOf(cluster, source !== null)}
      metricsDoor={<MetricsDoor cluster={cluster} configured={source !== null} />}
      locale={locale}
    />
  );
}

async function UsedOverTime({
  cluster,
  at,
  now,
  address,
  locale,
}: ViewProps & { readonly address: PerformanceAddress }) {
  const time = await measuredTime(cluster.id, address, now, locale);
  return (
    <DrawnOverTime
      clusterId={cluster.id}
      at={at}
      address={address}
      overTime={overTime(time, address, (subject) => csvOf(cluster.id, at, address, subject))}
      locale={locale}
    />
  );
}

/** The address of all numbers behind a chart. */
type Csv = (subject: "usage-history" | "history") => string;

function overTime(time: MeasuredTime, address: PerformanceAddress, csvOf: Csv): OverTime {
  const { totals, series, sourceAt, axis, lines } = time;
  if (totals.length === 0) return notMeasured(time, address, csvOf);
  const csv = csvOf("usage-history");
  const remarks = sourceChanges({
    at: totals.map(({ at }) => at),
    sources: totals.map(({ source }) => source),
  });
  if (address.namespace === null) {
    const chart = usageChart(totals, address.resource, axis);
    return { kind: "chart", chart, lines, remarks, csv };
  }
  if (series === null) return { kind: "unknown-namespace" };
  const chart = namespaceUsageChart(series, sourceAt, address.resource, axis);
  return chart.layers.length === 0
    ? { kind: "unknown-namespace" }
    : {
        kind: "chart",
        chart,
        lines,
        remarks: [
          ...remarks,
          "ztunnel carries the traffic of whole nodes and belongs to no namespace, so it is not drawn here.",
        ],
        csv,
      };
}

/** Snapshots know what sidecars requested all together, and nothing besides. */
function notMeasured(
  { points, axis, lines }: MeasuredTime,
  { resource, namespace }: PerformanceAddress,
  csvOf: Csv,
): OverTime {
  if (resource === "cpu" || namespace !== null)
    return {
      kind: "not-measured",
      because:
        "Use was not measured in this time. Of requests, history keeps the memory of all sidecars together.",
    };
  const within = points.filter(({ takenAt }) => Date.parse(takenAt) >= axis.from);
  if (within.length === 0) return { kind: "nothing-in-range" };
  return {
    kind: "chart",
    chart: requestedChart(within, axis),
    lines,
    remarks: ["What sidecars used was not measured in this time; this is what they requested."],
    csv: csvOf("history"),
  };
}

function csvOf(
  clusterId: string,
  at: string | undefined,
  address: PerformanceAddress,
  subject: "usage-history" | "history",
): string {
  const parameters = new URLSearchParams({ range: address.range });
  if (at !== undefined) parameters.set("at", at);
  if (address.namespace !== null) parameters.set("namespace", address.namespace);
  return exportHref(clusterId, subject, "csv", parameters);
}
