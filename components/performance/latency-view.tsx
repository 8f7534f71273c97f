import type { ReactNode } from "react";
import { type PerformanceLink, reportPaths } from "@/components/report/paths.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { count } from "@/lib/format.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import { LEVELS, linkOf, type PerformanceAddress } from "./address.ts";
import { Gaps } from "./gaps.tsx";
import { LatencyAnswer } from "./latency-answer.tsx";
import { LatencyMethod } from "./latency-method.tsx";
import { LatencyOverTime, type NamespaceOverTime } from "./latency-over-time.tsx";
import { QuietNamespaces } from "./quiet-namespaces.tsx";
import {
  firstReporter,
  packTraffic,
  quietNamespaces,
  reporterCounts,
  trafficRows,
} from "./traffic-rows.ts";
import { TrafficTableLater } from "./traffic-table-later.tsx";
import { LEVEL_WORDS, measuredText, REPORTER_ORDER, REPORTER_WORDS } from "./words.ts";

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
          title="Latency was not measured with this scan."
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
  return (
    <>
      <LatencyAnswer rows={rows} who={who} measurement={measurement} locale={locale} />
      <Gaps gaps={measurement.gaps} locale={locale} />
      <QuietNamespaces names={quietNamespaces(document, measurement)} locale={locale} />
      <LatencyOverTime
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
      <LatencyMethod />
    </>
  );
}

function hasTraffic({ namespaces, workloads, services }: Measurement): boolean {
  return [...namespaces, ...workloads, ...services].some(({ traffic }) => traffic.length > 0);
}
