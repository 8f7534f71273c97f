import Link from "next/link";
import { TimeChart } from "@/components/charts/time-chart.tsx";
import { EventStrip } from "@/components/history/event-strip.tsx";
import type { EventLine } from "@/components/history/event-words.ts";
import { RangeTabs } from "@/components/history/range-tabs.tsx";
import type { PerformanceLink } from "@/components/report/paths.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import type { PerformanceAddress } from "./address.ts";
import { Events } from "./events.tsx";
import type { LatencyCharts } from "./latency-charts.ts";
import { NamespaceChoice } from "./namespace-choice.tsx";
import { REPORTER_WORDS } from "./words.ts";

/** The chosen namespace over time, as the page prepared it. */
export interface NamespaceOverTime {
  readonly charts: LatencyCharts;
  /** Where the reporter changed or HTTP metrics ended, a sentence each. */
  readonly story: readonly string[];
  readonly lines: readonly EventLine[];
  readonly csv: string;
}

/** Latency, requests and errors of one namespace over time, with what happened meanwhile. */
export function LatencyOverTime({
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
          <RangeTabs
            chosen={address.range}
            hrefOf={(range) => href({ range })}
            className="min-w-0 border-b-0 print:hidden"
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
