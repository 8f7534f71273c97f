"use client";

import { ChartColumn } from "lucide-react";
import { useRef } from "react";
import { count } from "@/lib/format.ts";
import { useLocale } from "../ui/visitor.tsx";
import { ChartFigure } from "./chart-figure.tsx";
import { barsOf, type HistogramChart } from "./histogram-data.ts";
import { valueText } from "./measure.ts";
import { FIRST_WIDTH } from "./place.ts";
import { StillHistogram } from "./still-histogram.tsx";
import { usePlot } from "./use-plot.ts";
import { useSeen } from "./use-seen.ts";

const load = () => import("./histogram-plot.tsx").then(({ HistogramPlot }) => HistogramPlot);

const HEIGHT = 220;

/**
 * A histogram with its name, its quantiles in words, and the same numbers as a table. It is drawn with the page; what
 * answers to pointers and keys is fetched once it is in sight.
 */
export function Histogram({ chart, note }: { chart: HistogramChart; note?: string }) {
  const room = useRef<HTMLDivElement>(null);
  const Plot = usePlot(useSeen(room), load);
  const locale = useLocale();
  return (
    <ChartFigure
      title={chart.title}
      note={note}
      icon={ChartColumn}
      legend={<Legend chart={chart} />}
      ink={
        <div ref={room} style={{ height: HEIGHT }} className="@container min-w-0">
          {Plot ? (
            <Plot
              chart={chart}
              height={HEIGHT}
              firstWidth={room.current?.clientWidth ?? FIRST_WIDTH}
            />
          ) : (
            <StillHistogram chart={chart} locale={locale} />
          )}
        </div>
      }
      table={<BucketTable chart={chart} />}
    />
  );
}

function Legend({ chart }: { chart: HistogramChart }) {
  const locale = useLocale();
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {chart.marks.map(({ label, at }) => (
        <li key={label} className="flex items-center gap-1.5">
          <span className="text-ink-soft">{label}</span>
          <span className="font-semibold tabular-nums">{valueText(at, chart.measure, locale)}</span>
        </li>
      ))}
      {chart.band ? (
        <li className="flex items-center gap-1.5">
          <svg aria-hidden="true" className="size-2.5">
            <rect width="10" height="10" rx="2" fill="var(--line-strong)" />
          </svg>
          <span className="text-ink-soft">{chart.band.label}</span>
        </li>
      ) : null}
    </ul>
  );
}

/** What scrolls must be reachable by keyboard, also where nothing inside of it is. */
const REACHABLE = { tabIndex: 0 };

function BucketTable({ chart }: { chart: HistogramChart }) {
  const locale = useLocale();
  return (
    <section
      {...REACHABLE}
      aria-label={`${chart.title}, table`}
      className="relative max-h-80 overflow-auto rounded-md border"
    >
      <table aria-label={chart.title} className="w-full border-collapse text-left text-xs">
        <thead className="sticky top-0 bg-sunken text-ink-faint">
          <tr>
            <th scope="col" className="px-3 py-1.5 font-semibold">
              {chart.each ?? "Each uses"}
            </th>
            <th scope="col" className="px-3 py-1.5 text-right font-semibold">
              {chart.unit}
            </th>
          </tr>
        </thead>
        <tbody>
          {barsOf(chart, locale).map(({ at, text, amount }) => (
            <tr key={at} className="border-t">
              <th scope="row" className="px-3 py-1 font-normal">
                {text}
              </th>
              <td className="px-3 py-1 text-right tabular-nums">{count(amount, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
