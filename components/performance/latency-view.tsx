import Link from "next/link";
import type { ReactNode } from "react";
import { TimeChart } from "@/components/charts/time-chart.tsx";
import { EventStrip } from "@/components/history/event-strip.tsx";
import type { EventLine } from "@/components/history/event-words.ts";
import { RANGE_WORDS, RANGES } from "@/components/history/ranges.ts";
import { type PerformanceLink, reportPaths } from "@/components/report/paths.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { Name } from "@/components/ui/name.tsx";
import { count, counted, finePercent, latency, perSecond, quantityText } from "@/lib/format.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import { LEVELS, linkOf, type PerformanceAddress } from "./address.ts";
import { Events } from "./events.tsx";
import { Gaps } from "./gaps.tsx";
import type { LatencyCharts } from "./latency-charts.ts";
import { NamespaceChoice } from "./namespace-choice.tsx";
import {
  firstReporter,
  packTraffic,
  quietNamespaces,
  reporterCounts,
  type TrafficRow,
  trafficRows,
  worstOf,
} from "./traffic-rows.ts";
import { TrafficTableLater } from "./traffic-table-later.tsx";
import { LEVEL_WORDS, measuredText, REPORTER_ORDER, REPORTER_WORDS, windowText } from "./words.ts";

/** The chosen namespace over time, as the page prepared it. */
export interface NamespaceOverTime {
  readonly charts: LatencyCharts;
  /** Where the reporter changed or HTTP metrics ended, a sentence each. */
  readonly story: readonly string[];
  readonly lines: readonly EventLine[];
  readonly csv: string;
}

/** How fast requests are answered and how many fail, by name and over time, one reporter at a time. */
export function LatencyView({
  clusterId,
  at,
  document,
  measurement,
  address,
  overTime,
  metricsDoor,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  document: SnapshotDocument;
  measurement: Measurement | null;
  address: PerformanceAddress;
  /** null: no namespace is chosen, or nothing is known of it in this time. */
  overTime: NamespaceOverTime | null;
  metricsDoor: ReactNode;
  locale: string;
}) {
  if (measurement === null || !hasTraffic(measurement)) {
    return (
      <>
        <EmptyState
          kind="not-evaluated"
          title="Latency was not measured with this scan"
          as="h2"
          action={metricsDoor}
        >
          How fast requests are answered is told by Istio's own metrics, which a Prometheus has to
          scrape. {measurement ? "What was measured has none of them." : ""}
        </EmptyState>
        <Gaps gaps={measurement?.gaps ?? []} locale={locale} />
      </>
    );
  }

  const counts = reporterCounts(measurement, address.by);
  const reporter = address.reporter ?? firstReporter(counts);
  const rows = trafficRows(document, measurement, address.by, reporter);
  const link: PerformanceLink = {
    ...linkOf(address),
    view: "latency",
    resource: undefined,
    by: address.by === "namespace" ? undefined : address.by,
    reporter: address.reporter ?? undefined,
  };
  const paths = reportPaths(clusterId, at);
  const href = (change: PerformanceLink) => paths.performance({ ...link, ...change });
  const { who, sees } = REPORTER_WORDS[reporter];
  const rate = windowText(measurement.window, locale);
  return (
    <>
      <Card aria-labelledby="answer" className="flex flex-col gap-1.5 p-4 sm:p-5">
        <h2 id="answer" className="text-pretty font-semibold text-lg">
          <Worst rows={rows} who={who} locale={locale} />
        </h2>
        <p className="text-ink-soft text-xs">
          {measuredText(measurement)}
          {rate === null ? "" : `, over ${rate}`}
        </p>
      </Card>
      <Gaps gaps={measurement.gaps} locale={locale} />
      <Quiet names={quietNamespaces(document, measurement)} locale={locale} />
      <OverTimeCard
        address={address}
        overTime={overTime}
        names={measurement.namespaces
          .filter(({ traffic }) => traffic.length > 0)
          .map(({ namespace }) => namespace)}
        href={href}
        locale={locale}
      />
      <Card aria-labelledby="latency-now">
        <CardHeader
          id="latency-now"
          title={`Latency by ${LEVEL_WORDS[address.by].one}`}
          note={measuredText(measurement)}
        />
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b px-4 print:hidden">
          <LinkTabs
            label="Of what"
            className="min-w-0 border-b-0"
            tabs={LEVELS.map((level) => ({
              href: href({ by: level === "namespace" ? undefined : level, reporter: undefined }),
              label: `By ${LEVEL_WORDS[level].one}`,
              current: level === address.by,
            }))}
          />
          <LinkTabs
            label="Seen by"
            className="min-w-0 border-b-0"
            tabs={REPORTER_ORDER.map((each) => ({
              href: href({ reporter: each }),
              label: `Seen by ${REPORTER_WORDS[each].who}`,
              note: count(counts.get(each) ?? 0, locale),
              current: each === reporter,
            }))}
          />
        </div>
        <p className="px-4 pt-3 text-ink-soft text-xs">
          What {who} sees: {sees}. The three see different stretches of a request's way, so no
          column mixes them.
        </p>
        {rows.length === 0 ? (
          <EmptyState
            kind="nothing-matches"
            title={`Nothing was seen by ${who} of any ${LEVEL_WORDS[address.by].one}.`}
            as="p"
            className="border-0"
          />
        ) : (
          <TrafficTableLater
            clusterId={clusterId}
            at={at}
            packed={packTraffic(rows)}
            level={address.by}
            namespace={address.namespace}
            label={`Latency by ${LEVEL_WORDS[address.by].one}, seen by ${who}`}
            link={link}
          />
        )}
      </Card>
      <Method />
    </>
  );
}

function hasTraffic({ namespaces, workloads, services }: Measurement): boolean {
  return [...namespaces, ...workloads, ...services].some(({ traffic }) => traffic.length > 0);
}

function Worst({
  rows,
  who,
  locale,
}: {
  rows: readonly TrafficRow[];
  who: string;
  locale: string;
}) {
  const { slowest, failing } = worstOf(rows);
  if (slowest === null && failing === null)
    return <>No latency and no failed request was seen by {who}.</>;
  const [within, failed] = [
    slowest?.p99 == null ? null : quantityText(latency(slowest.p99, locale)),
    failing?.errors == null ? null : quantityText(finePercent(failing.errors, locale)),
  ];
  const at =
    slowest?.rps == null ? "" : ` at ${perSecond(slowest.rps, locale).value} requests per second`;
  if (slowest && slowest === failing) {
    return (
      <>
        <Name>{slowest.name}</Name> is slowest and fails most often: 99 of 100 requests end within{" "}
        {within}
        {at}, and {failed} fail, as {who} sees it.
      </>
    );
  }
  return (
    <>
      {slowest ? (
        <>
          Slowest is <Name>{slowest.name}</Name>: 99 of 100 requests end within {within}
          {at}.{" "}
        </>
      ) : null}
      {failing ? (
        <>
          Most often fails <Name>{failing.name}</Name>: {failed} of its requests
        </>
      ) : (
        "No request failed"
      )}
      , as {who} sees it.
    </>
  );
}

const LISTED = 8;

/** Namespaces whose sidecars reported no request. */
function Quiet({ names, locale }: { names: readonly string[]; locale: string }) {
  if (names.length === 0) return null;
  return (
    <Card aria-label="Namespaces without requests" className="px-4 py-3">
      <p>
        {counted(names.length, "namespace", "namespaces", locale)} with sidecars got no HTTP request
        that anybody reported:{" "}
        {names.slice(0, LISTED).map((name, at) => (
          <span key={name}>
            {at > 0 ? ", " : ""}
            <Name>{name}</Name>
          </span>
        ))}
        {names.length > LISTED ? ` and ${count(names.length - LISTED, locale)} more` : ""}.
      </p>
    </Card>
  );
}

function OverTimeCard({
  address,
  overTime,
  names,
  href,
  locale,
}: {
  address: PerformanceAddress;
  overTime: NamespaceOverTime | null;
  names: readonly string[];
  href: (change: PerformanceLink) => string;
  locale: string;
}) {
  return (
    <Card aria-labelledby="latency-over-time">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 pt-3">
        <h2 id="latency-over-time" className="font-semibold">
          Over time
        </h2>
        <NamespaceChoice names={names} chosen={address.namespace} everything="Choose a namespace" />
        {address.namespace === null ? null : (
          <LinkTabs
            label="Time range"
            className="min-w-0 border-b-0 print:hidden"
            tabs={RANGES.map((range) => ({
              href: href({ range }),
              label: RANGE_WORDS[range],
              current: range === address.range,
            }))}
          />
        )}
      </div>
      <CardBody className="flex flex-col gap-6 pt-3">
        {overTime ? (
          <Charts overTime={overTime} locale={locale} />
        ) : address.namespace === null ? (
          <p className="text-ink-soft">
            Latency over time is shown for one namespace at a time: choose one here or in the table.
          </p>
        ) : (
          <EmptyState
            kind="nothing-matches"
            title="Nobody reported requests to this namespace in this time."
            as="h3"
            className="py-6"
            action={
              address.range === "all" ? null : (
                <Button asChild>
                  <Link href={href({ range: "all" })}>Show all</Link>
                </Button>
              )
            }
          />
        )}
      </CardBody>
    </Card>
  );
}

function Charts({
  overTime: { charts, story, lines, csv },
  locale,
}: {
  overTime: NamespaceOverTime;
  locale: string;
}) {
  return (
    <>
      {story.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {story.map((sentence) => (
            <li key={sentence} className="max-w-prose border-warning border-l-2 pl-3">
              {sentence}
            </li>
          ))}
        </ul>
      ) : null}
      <EventStrip lines={lines} from={charts.requests.from} to={charts.requests.to} />
      {charts.latency.map(({ reporter, chart }, at) => (
        <TimeChart
          key={reporter}
          chart={chart}
          size="md"
          note={`sees ${REPORTER_WORDS[reporter].sees}`}
          {...(at === 0 ? { csv } : {})}
        />
      ))}
      <TimeChart chart={charts.requests} size="sm" note="each reporter has its own line" />
      <TimeChart
        chart={charts.errors}
        size="sm"
        note="HTTP 5xx, and gRPC with a status other than OK"
      />
      <Events lines={lines} locale={locale} />
    </>
  );
}

/** How latency is worked out, and how fine it can be. */
function Method() {
  return (
    <Card aria-labelledby="latency-method">
      <details>
        <summary className="cursor-pointer px-4 py-3 font-semibold" id="latency-method">
          How latency is measured, and how exact it is
        </summary>
        <div className="flex max-w-prose flex-col gap-2 border-t px-4 py-3">
          <p>
            Proxies count requests in buckets: up to 0.5, 1, 5, 10, 25, 50, 100, 250, 500 ms, 1,
            2.5, 5, 10 s and so on, unless a pod says otherwise. A quantile is interpolated inside
            its bucket, so between 1 and 5 ms nothing finer is known: 4.8 ms against 3.8 ms may be
            nothing but the way it is worked out. Tenths of a millisecond, by which the modes of the
            mesh differ, cannot be seen here in p50 or p90.
          </p>
          <p>
            Finer limits are set by the annotation{" "}
            <code className="mono">sidecar.istio.io/statsHistogramBuckets</code>, on both sides of a
            comparison and before its first reading. Proxies with different limits must not be
            summed: their quantile would be wrong without any error.
          </p>
          <p className="text-ink-soft text-xs">
            Sources:{" "}
            <a
              className="link"
              rel="noreferrer"
              href="https://github.com/envoyproxy/envoy/blob/main/source/common/stats/histogram_impl.cc"
            >
              Envoy's default buckets
            </a>
            ,{" "}
            <a
              className="link"
              rel="noreferrer"
              href="https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile"
            >
              histogram_quantile
            </a>
            ,{" "}
            <a
              className="link"
              rel="noreferrer"
              href="https://istio.io/latest/docs/reference/config/metrics/"
            >
              Istio's metrics
            </a>
            .
          </p>
        </div>
      </details>
    </Card>
  );
}
