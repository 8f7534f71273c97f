import { CircleQuestionMark } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { TimeSeriesChart } from "@/components/charts/chart-data.ts";
import { Histogram } from "@/components/charts/histogram.tsx";
import { TimeChart } from "@/components/charts/time-chart.tsx";
import { EventStrip } from "@/components/history/event-strip.tsx";
import type { EventLine } from "@/components/history/event-words.ts";
import { RANGE_WORDS, RANGES } from "@/components/history/ranges.ts";
import { type PerformanceLink, reportPaths } from "@/components/report/paths.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { SourcedFigure, SourcedFigures } from "@/components/ui/sourced-figures.tsx";
import { counted, dayText } from "@/lib/format.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import { linkOf, type PerformanceAddress, RESOURCES, type Resource } from "./address.ts";
import { Consumers } from "./consumers.tsx";
import { againstArticle, sidecarHistogram } from "./distribution.ts";
import { Events } from "./events.tsx";
import { Gaps } from "./gaps.tsx";
import { overviewHeadline } from "./headline.ts";
import { NamespaceChoice } from "./namespace-choice.tsx";
import { nodeShare } from "./node-share.ts";
import { NodeShareBar } from "./node-share-bars.tsx";
import { packUsage, usageRows } from "./usage-rows.ts";
import { UsageTable } from "./usage-table.tsx";
import { measuredText } from "./words.ts";

/** Use over time as the page prepared it, or why there is none. */
export type OverTime =
  | {
      readonly kind: "chart";
      readonly chart: TimeSeriesChart;
      /** What happened meanwhile, oldest first. */
      readonly lines: readonly EventLine[];
      /** What a reader has to know about the line, a sentence each. */
      readonly remarks: readonly string[];
      readonly csv: string;
    }
  | { readonly kind: "unknown-namespace" }
  | { readonly kind: "nothing-in-range" }
  | { readonly kind: "not-measured"; readonly because: string };

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
  overTime: OverTime;
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
        overTime={overTime}
        names={rows.map(({ name }) => name)}
        locale={locale}
      />
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
          <NodeCard
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
    </>
  );
}

/** Whether scans can measure: no source of metrics is known, one is, or the cluster is a dump. */
export type MetricsSourceState = "none" | "configured" | "dump";

const ADVICE: Readonly<Record<MetricsSourceState, string>> = {
  none: "With a Prometheus that scrapes this cluster, each scan also tells what sidecars, ztunnel and waypoints use, how much each sidecar takes, and how fast requests are answered. It is only ever read.",
  configured:
    "A source of metrics is configured, but nothing was measured with this scan. Its test says what it answers; the next scan asks it again.",
  dump: "Use is measured of clusters that are read live and have a Prometheus or metrics.k8s.io, and from the proxies in an istioctl bug-report.",
};

/** What a measurement would add, and the door to it. */
function NotMeasured({ source, door }: { source: MetricsSourceState; door: ReactNode }) {
  return (
    <Card
      aria-labelledby="not-measured"
      className="flex flex-wrap items-center gap-x-6 gap-y-3 border-unknown border-dashed px-4 py-3"
    >
      <div className="flex min-w-0 flex-1 basis-80 items-start gap-2">
        <CircleQuestionMark aria-hidden className="mt-0.5 size-4 shrink-0 text-unknown" />
        <div>
          <h3 id="not-measured" className="font-semibold">
            Use was not measured with this scan
          </h3>
          <p className="max-w-prose text-ink-soft">
            Figures here are what pods request. {ADVICE[source]}
          </p>
        </div>
      </div>
      {door}
    </Card>
  );
}

const RESOURCE_WORDS: Readonly<Record<Resource, string>> = { memory: "Memory", cpu: "CPU" };

function UseOverTime({
  clusterId,
  at,
  address,
  overTime,
  names,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  address: PerformanceAddress;
  overTime: OverTime;
  names: readonly string[];
  locale: string;
}) {
  const paths = reportPaths(clusterId, at);
  const href = (change: PerformanceLink) => paths.performance({ ...linkOf(address), ...change });
  return (
    <Card aria-labelledby="over-time">
      <h2 id="over-time" className="sr-only">
        Use over time
      </h2>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 pt-2 print:hidden">
        <LinkTabs
          label="Figure"
          className="border-b-0"
          tabs={RESOURCES.map((resource) => ({
            href: href({ resource: resource === "memory" ? undefined : resource }),
            label: RESOURCE_WORDS[resource],
            current: resource === address.resource,
          }))}
        />
        <LinkTabs
          label="Time range"
          className="min-w-0 border-b-0"
          tabs={RANGES.map((range) => ({
            href: href({ range }),
            label: RANGE_WORDS[range],
            current: range === address.range,
          }))}
        />
        <NamespaceChoice names={names} chosen={address.namespace} everything="The whole mesh" />
      </div>
      <CardBody className="flex flex-col gap-3 pt-3">
        <Drawn overTime={overTime} href={href} locale={locale} />
      </CardBody>
    </Card>
  );
}

function Drawn({
  overTime,
  href,
  locale,
}: {
  overTime: OverTime;
  href: (change: PerformanceLink) => string;
  locale: string;
}) {
  switch (overTime.kind) {
    case "not-measured":
      return (
        <EmptyState kind="nothing-yet" title="Nothing to draw over time." as="h3" className="py-6">
          {overTime.because}
        </EmptyState>
      );
    case "unknown-namespace":
      return (
        <EmptyState
          kind="nothing-matches"
          title="Nothing was measured of this namespace in this time."
          as="h3"
          className="py-6"
          action={
            <Button asChild>
              <Link href={href({ namespace: undefined })}>Show the whole mesh</Link>
            </Button>
          }
        />
      );
    case "nothing-in-range":
      return (
        <EmptyState
          kind="nothing-matches"
          title="Nothing was measured in this time."
          as="h3"
          className="py-6"
          action={
            <Button asChild>
              <Link href={href({ range: "all" })}>Show all</Link>
            </Button>
          }
        />
      );
    case "chart": {
      const { chart, lines, remarks, csv } = overTime;
      return (
        <>
          <div className="flex flex-col gap-2">
            <EventStrip lines={lines} from={chart.from} to={chart.to} />
            <TimeChart chart={chart} size="lg" csv={csv} />
          </div>
          {remarks.map((remark) => (
            <p key={remark} className="text-ink-soft text-xs">
              {remark}
            </p>
          ))}
          <Events lines={lines} locale={locale} />
        </>
      );
    }
  }
}

function NodeCard({
  document: { requested, takenAt },
  measurement,
  resource,
  locale,
}: {
  document: SnapshotDocument;
  measurement: Measurement | null;
  resource: Resource;
  locale: string;
}) {
  const whole = requested?.nodes?.allocatable[resource] ?? null;
  const used = measurement && nodeShare(measurement.parts, whole, resource);
  const asked = requested && nodeShare(requested.parts, whole, resource);
  const measure = resource === "memory" ? "bytes" : "millicores";
  return (
    <Card aria-labelledby="node-share">
      <CardHeader
        id="node-share"
        title="Share of the nodes"
        note={`${RESOURCE_WORDS[resource]} that nodes can give to pods`}
      />
      <CardBody className="flex flex-col gap-4">
        {whole === null || requested?.nodes == null ? (
          <p className="text-ink-soft">
            Could not tell: nodes could not be read, or one of them does not say what it can give.
          </p>
        ) : (
          <>
            {used ? (
              <NodeShareBar
                title="Used by the mesh"
                source={measurement ? measuredText(measurement) : ""}
                share={used}
                whole={whole}
                measure={measure}
                locale={locale}
              />
            ) : null}
            {asked ? (
              <NodeShareBar
                title="Requested by the mesh"
                source={`from pod specs and ${counted(requested.nodes.count, "node", "nodes", locale)}, ${dayText(takenAt)}`}
                share={asked}
                whole={whole}
                measure={measure}
                locale={locale}
              />
            ) : null}
          </>
        )}
      </CardBody>
    </Card>
  );
}
