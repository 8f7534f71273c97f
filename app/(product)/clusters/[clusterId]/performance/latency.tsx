import { exportHref } from "@/components/export/subjects.ts";
import { performanceAddress } from "@/components/performance/address.ts";
import { latencyCharts, reporterStory } from "@/components/performance/latency-charts.ts";
import type { NamespaceOverTime } from "@/components/performance/latency-over-time.tsx";
import { LatencyView } from "@/components/performance/latency-view.tsx";
import { measurementOf, metricsSourceOf } from "@/lib/db/questions.ts";
import { MetricsDoor } from "./metrics-door.tsx";
import { type MeasuredTime, measuredTime } from "./over-time.ts";
import type { ViewProps } from "./views.ts";

/** How fast requests are answered, and whether that suffered. */
export async function Latency({ cluster, snapshot, at, now, search, locale }: ViewProps) {
  const address = performanceAddress(search);
  const [measurement, source, time] = await Promise.all([
    measurementOf(snapshot.id),
    metricsSourceOf(cluster.id),
    address.namespace === null ? null : measuredTime(cluster.id, address, now, locale),
  ]);
  const parameters = new URLSearchParams({ range: address.range });
  if (at !== undefined) parameters.set("at", at);
  if (address.namespace !== null) parameters.set("namespace", address.namespace);
  return (
    <LatencyView
      clusterId={cluster.id}
      at={at}
      document={snapshot.document}
      measurement={measurement}
      address={address}
      overTime={
        time && overTime(time, exportHref(cluster.id, "latency-history", "csv", parameters))
      }
      metricsDoor={<MetricsDoor cluster={cluster} configured={source !== null} />}
      locale={locale}
    />
  );
}

function overTime(time: MeasuredTime, csv: string): NamespaceOverTime | null {
  const { series, sourceAt, axis, lines, turns } = time;
  if (series === null) return null;
  const charts = latencyCharts(series, sourceAt, axis);
  if (charts.requests.layers.length === 0) return null;
  return { charts, story: reporterStory(series, turns), lines, csv };
}
