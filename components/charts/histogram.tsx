"use client";

import { ChartColumn, Table2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useId, useRef, useState } from "react";
import { count } from "@/lib/format.ts";
import { Button } from "../ui/button.tsx";
import { usePrinting } from "../ui/use-printing.ts";
import { useLocale } from "../ui/visitor.tsx";
import { barsOf, type HistogramChart } from "./histogram-data.ts";
import { valueText } from "./measure.ts";
import { useSeen } from "./use-seen.ts";

const HistogramPlot = dynamic(
  () => import("./histogram-plot.tsx").then(({ HistogramPlot }) => HistogramPlot),
  { ssr: false },
);

const HEIGHT = 220;

/** What scrolls must be reachable by keyboard, also where nothing inside of it is. */
const REACHABLE = { tabIndex: 0 };

/** A histogram with its name, its quantiles in words, and the same numbers as a table. */
export function Histogram({ chart, note }: { chart: HistogramChart; note?: string }) {
  const [asTable, setAsTable] = useState(false);
  const title = useId();
  const locale = useLocale();
  const room = useRef<HTMLDivElement>(null);
  const seen = useSeen(room);
  const printing = usePrinting();
  const Icon = asTable ? ChartColumn : Table2;
  return (
    <figure aria-labelledby={title} className="flex min-w-0 flex-col gap-2">
      <figcaption className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 id={title} className="font-semibold">
          {chart.title}
        </h3>
        {note ? <p className="text-ink-faint text-xs">{note}</p> : null}
        <Button
          variant="ghost"
          size="sm"
          aria-label={`${chart.title} as ${asTable ? "a chart" : "a table"}`}
          className="ml-auto print:hidden"
          onClick={() => setAsTable(!asTable)}
        >
          <Icon aria-hidden />
          {asTable ? "Chart" : "Table"}
        </Button>
      </figcaption>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {chart.marks.map(({ label, at }) => (
          <li key={label} className="flex items-center gap-1.5">
            <span className="text-ink-soft">{label}</span>
            <span className="font-semibold tabular-nums">
              {valueText(at, chart.measure, locale)}
            </span>
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
      {asTable ? (
        <section
          {...REACHABLE}
          aria-label={`${chart.title}, table`}
          className="max-h-80 overflow-auto rounded-md border"
        >
          <table aria-labelledby={title} className="w-full border-collapse text-left text-xs">
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
      ) : (
        <div ref={room} style={{ height: HEIGHT }} className="min-w-0">
          {seen || printing ? <HistogramPlot chart={chart} height={HEIGHT} /> : null}
        </div>
      )}
    </figure>
  );
}
