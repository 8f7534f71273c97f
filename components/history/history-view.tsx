import Link from "next/link";
import type { ReactNode } from "react";
import { forecastOf } from "@/lib/snapshot/forecast.ts";
import { dailyPoints, progressOf } from "@/lib/snapshot/history.ts";
import type { TrendPoint } from "@/lib/snapshot/history-model.ts";
import { TimeChart } from "../charts/time-chart.tsx";
import { Button } from "../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { EventList } from "./event-list.tsx";
import { EventStrip } from "./event-strip.tsx";
import { eventLines, type PlacedEvent } from "./event-words.ts";
import { ForecastMethod } from "./forecast-method.tsx";
import { headline } from "./headline.ts";
import { historyCharts } from "./history-charts.ts";
import { RangeTabs } from "./range-tabs.tsx";
import { beginningOf, type Range } from "./ranges.ts";

/** The history of a cluster or a fleet: one sentence, charts on one time axis, and what happened. */
export function HistoryView({
  points,
  events,
  range,
  rangeHref,
  now,
  locale,
  note,
}: {
  /** The whole history, oldest first. */
  points: readonly TrendPoint[];
  /** Of the whole history, oldest first. */
  events: readonly PlacedEvent[];
  range: Range;
  rangeHref: (range: Range) => string;
  /** ISO 8601: where the time axis ends. */
  now: string;
  locale: string;
  /** Where notes may be written, the form to do so; else they are only shown. */
  note?: ReactNode;
}) {
  const forecast = forecastOf(dailyPoints(points), now);
  const last = points.at(-1);
  const first = points[0];
  if (!last || !first) return <EmptyState kind="nothing-yet" title="Nothing has been read yet." />;

  const said = headline(progressOf(last), forecast, locale);
  const end = Date.parse(now);
  const from = beginningOf(range, end, Date.parse(first.takenAt));
  const lines = eventLines(
    events.filter(({ at }) => Date.parse(at) >= from && at <= now),
    locale,
  );
  const marks = lines.filter(({ kind }) => MARKED.has(kind)).map(({ at }) => Date.parse(at));
  const charts = historyCharts({ points, forecast, from, now: end, marks: [...new Set(marks)] });
  const readings = points.filter(({ takenAt }) => Date.parse(takenAt) >= from).length;

  return (
    <>
      <Card aria-label="Progress" className="p-4 sm:p-5">
        <p className="max-w-6xl text-pretty font-semibold text-lg">
          {said.far} {said.pace ? <span className="font-normal">{said.pace}</span> : null}
        </p>
        <ForecastMethod forecast={forecast} locale={locale} />
      </Card>
      {points.length === 1 ? (
        <EmptyState kind="nothing-yet" title="Nothing to compare with yet.">
          Charts appear here after the second scan. Scan again after a change, or let a schedule do
          it.
        </EmptyState>
      ) : (
        <>
          <RangeTabs chosen={range} hrefOf={rangeHref} />
          {readings === 0 ? (
            <EmptyState
              kind="nothing-matches"
              title="Nothing was read in this time."
              action={
                <Button asChild>
                  <Link href={rangeHref("all")}>Show all</Link>
                </Button>
              }
            />
          ) : (
            <Card aria-labelledby="charts" className="flex flex-col gap-6 p-4">
              <h2 id="charts" className="sr-only">
                Charts
              </h2>
              <div className="flex flex-col gap-2">
                <EventStrip lines={lines} from={charts.phases.from} to={charts.phases.to} />
                <TimeChart chart={charts.phases} size="lg" note="in the mesh" />
              </div>
              <TimeChart
                chart={charts.flow}
                size="sm"
                note="found above, resolved below; their difference is the backlog"
              />
              <TimeChart chart={charts.backlog} size="sm" />
              <TimeChart chart={charts.pods} size="sm" />
              <TimeChart chart={charts.coverage} size="xs" note="kinds asked for" />
            </Card>
          )}
        </>
      )}
      <Card aria-labelledby="events">
        <CardHeader id="events" title="What happened" note={RANGE_NOTES[range]} />
        <CardBody className="flex flex-col gap-4">
          <EventList lines={lines} editable={note !== undefined} locale={locale} />
          {note ? <div className="border-t pt-4">{note}</div> : null}
        </CardBody>
      </Card>
    </>
  );
}

/** Events that numbers may turn at; enrollments are seen in the areas, failed scans as gaps. */
const MARKED: ReadonlySet<string> = new Set([
  "istio",
  "kubernetes",
  "catalogue",
  "regressed",
  "note",
]);

const RANGE_NOTES: Readonly<Record<Range, string>> = {
  "30d": "in the last 30 days",
  "90d": "in the last 90 days",
  "1y": "in the last year",
  "2y": "in the last two years",
  all: "since the first snapshot",
};
