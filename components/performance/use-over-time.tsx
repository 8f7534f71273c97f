import Link from "next/link";
import { type ReactNode, Suspense } from "react";
import type { TimeSeriesChart } from "@/components/charts/chart-data.ts";
import { TimeChart } from "@/components/charts/time-chart.tsx";
import { EventStrip } from "@/components/history/event-strip.tsx";
import type { EventLine } from "@/components/history/event-words.ts";
import { RangeTabs } from "@/components/history/range-tabs.tsx";
import { type PerformanceLink, reportPaths } from "@/components/report/paths.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { linkOf, type PerformanceAddress, RESOURCES } from "./address.ts";
import { Events } from "./events.tsx";
import { NamespaceChoice } from "./namespace-choice.tsx";
import { RESOURCE_WORDS } from "./words.ts";

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

/** What the mesh or one namespace used over time. The page goes out before its history is read. */
export function UseOverTime({
  clusterId,
  at,
  address,
  names,
  children,
}: {
  clusterId: string;
  at: string | undefined;
  address: PerformanceAddress;
  names: readonly string[];
  /** `DrawnOverTime`, once it is known. */
  children: ReactNode;
}) {
  const href = hrefsOf(clusterId, at, address);
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
        <RangeTabs
          chosen={address.range}
          hrefOf={(range) => href({ range })}
          className="min-w-0 border-b-0"
        />
        <NamespaceChoice names={names} chosen={address.namespace} everything="The whole mesh" />
      </div>
      <CardBody className="flex flex-col gap-3 pt-3">
        <Suspense fallback={<div aria-hidden="true" className="h-80" />}>{children}</Suspense>
      </CardBody>
    </Card>
  );
}

function hrefsOf(clusterId: string, at: string | undefined, address: PerformanceAddress) {
  const paths = reportPaths(clusterId, at);
  return (change: PerformanceLink) => paths.performance({ ...linkOf(address), ...change });
}

/** The chart with what happened meanwhile, or why there is none. */
export function DrawnOverTime({
  clusterId,
  at,
  address,
  overTime,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  address: PerformanceAddress;
  overTime: OverTime;
  locale: string;
}) {
  const href = hrefsOf(clusterId, at, address);
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
