import { type ReactNode, Suspense } from "react";
import { Histogram } from "@/components/charts/histogram.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { SourcedFigure, SourcedFigures } from "@/components/ui/sourced-figures.tsx";
import { dayText } from "@/lib/format.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import { linkOf, type PerformanceAddress } from "./address.ts";
import { Consumers } from "./consumers.tsx";
import { againstArticle, sidecarHistogram } from "./distribution.ts";
import { Gaps } from "./gaps.tsx";
import { overviewHeadline } from "./headline.ts";
import { NodeShareCard } from "./node-share-card.tsx";
import { type MetricsSourceState, NotMeasured } from "./not-measured.tsx";
import { packUsage, usageRows } from "./usage-rows.ts";
import { UsageTable } from "./usage-table.tsx";
import { UseOverTime } from "./use-over-time.tsx";
import { measuredText } from "./words.ts";

/** What the mesh uses here: one sentence, over time, per sidecar, per node and per namespace. */
export function OverviewView({
  clusterId,
  at,
  document,
  measurement,
  address,
  overTime,
  metricsSource,
  metricsDoor,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  document: SnapshotDocument;
  /** What was measured with the snapshot; null when nothing was. */
  measurement: Measurement | null;
  address: PerformanceAddress;
  /** The chart of what was used over time. */
  overTime: ReactNode;
  metricsSource: MetricsSourceState;
  /** Where a source of metrics is connected, changed and tested. */
  metricsDoor: ReactNode;
  locale: string;
}) {
  const { sentence, figures } = overviewHeadline(document, measurement, locale);
  const rows = usageRows(document, measurement);
  const gaps = [...(measurement?.gaps ?? []), ...(document.requested?.gaps ?? [])];
  return (
    <>
      <Card aria-labelledby="answer" className="flex flex-col gap-4 p-4 sm:p-5">
        <div className="flex flex-wrap items-start gap-3">
          <h2 id="answer" className="min-w-0 flex-1 basis-72 text-pretty font-semibold text-lg">
            {sentence}
          </h2>
          {measurement ? metricsDoor : null}
        </div>
        {figures.length > 0 ? (
          <SourcedFigures>
            {figures.map((figure) => (
              <SourcedFigure key={figure.term} {...figure} />
            ))}
          </SourcedFigures>
        ) : null}
      </Card>
      {measurement ? null : <NotMeasured source={metricsSource} door={metricsDoor} />}
      <Gaps gaps={gaps} locale={locale} />
      <UseOverTime
        clusterId={clusterId}
        at={at}
        address={address}
        names={rows.map(({ name }) => name)}
      >
        {overTime}
      </UseOverTime>
      <Suspense>
        <div className={cn("grid items-start gap-4", measurement && "xl:grid-cols-2")}>
          <div className="flex flex-col gap-4">
            {measurement?.sidecarMemory ? (
              <Card aria-label="Memory per sidecar" className="p-4">
                <Histogram
                  chart={sidecarHistogram(measurement.sidecarMemory)}
                  note={measuredText(measurement)}
                />
                <p className="pt-2 text-ink-soft text-xs">
                  {againstArticle(measurement.sidecarMemory)}
                </p>
              </Card>
            ) : null}
            <NodeShareCard
              document={document}
              measurement={measurement}
              resource={address.resource}
              locale={locale}
            />
          </div>
          {measurement && measurement.top.length > 0 ? (
            <Card aria-labelledby="consumers">
              <CardHeader
                id="consumers"
                title="Proxies that use most"
                note={`memory, ${measuredText(measurement)}`}
              />
              <Consumers clusterId={clusterId} at={at} top={measurement.top} locale={locale} />
            </Card>
          ) : null}
        </div>
      </Suspense>
      <Suspense>
        <UsageTable
          clusterId={clusterId}
          at={at}
          packed={rows.map(packUsage)}
          source={
            measurement
              ? `${measuredText(measurement)}; requests from pod specs`
              : `from pod specs, ${dayText(document.takenAt)}`
          }
          link={linkOf(address)}
        />
      </Suspense>
    </>
  );
}
