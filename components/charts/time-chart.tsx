"use client";

import { ChartLine } from "lucide-react";
import { useRef } from "react";
import { useLocale } from "../ui/visitor.tsx";
import { lastValue, rowText, type TimeSeriesChart, tableRows, toldAt } from "./chart-data.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { Swatch } from "./ink.tsx";
import { valueText } from "./measure.ts";
import { FIRST_WIDTH } from "./place.ts";
import { StillPlot } from "./still-plot.tsx";
import { usePlot } from "./use-plot.ts";
import { useWanted } from "./use-wanted.ts";

const load = () => import("./plot.tsx").then(({ Plot }) => Plot);

/** Heights in pixels. */
const HEIGHTS = { xs: 90, sm: 140, md: 200, lg: 280 } as const;

/**
 * A chart over time with its name, a legend in words with the last values, and the same numbers as a table. It is drawn
 * with the page; what answers to pointers and keys is fetched once it is in sight and somebody is there.
 */
export function TimeChart({
  chart,
  size = "md",
  note,
  csv,
}: {
  chart: TimeSeriesChart;
  size?: keyof typeof HEIGHTS;
  note?: string;
  /** Address of all numbers behind the chart as a file. */
  csv?: string;
}) {
  const room = useRef<HTMLDivElement>(null);
  const Plot = usePlot(useWanted(room), load);
  const locale = useLocale();
  return (
    <ChartFigure
      title={chart.title}
      note={note}
      icon={ChartLine}
      csv={csv}
      legend={<Legend chart={chart} />}
      ink={
        <div ref={room} style={{ height: HEIGHTS[size] }} className="@container min-w-0">
          {Plot ? (
            <Plot
              chart={chart}
              height={HEIGHTS[size]}
              firstWidth={room.current?.clientWidth ?? FIRST_WIDTH}
            />
          ) : (
            <StillPlot chart={chart} height={HEIGHTS[size]} locale={locale} />
          )}
        </div>
      }
      table={<ChartTable chart={chart} />}
    />
  );
}

function Legend({ chart }: { chart: TimeSeriesChart }) {
  const locale = useLocale();
  const drawn = chart.layers.filter(({ key }) =>
    chart.values[key]?.some((value) => value !== null && value !== 0),
  );
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {drawn.map((layer) => {
        const last = lastValue(chart, layer.key);
        return (
          <li key={layer.key} className="flex items-center gap-1.5">
            <Swatch layer={layer} />
            <span className="text-ink-soft">{layer.label}</span>
            {layer.kind !== "bar" && last !== null ? (
              <span className="font-semibold tabular-nums">
                {valueText(last, chart.measure, locale)}
              </span>
            ) : null}
          </li>
        );
      })}
      {chart.band ? (
        <li className="flex items-center gap-1.5">
          <svg aria-hidden="true" className="size-2.5">
            <rect
              width="10"
              height="10"
              rx="2"
              fill={`var(--${chart.band.color})`}
              opacity="0.35"
            />
          </svg>
          <span className="text-ink-soft">{chart.band.label}</span>
        </li>
      ) : null}
    </ul>
  );
}

/** What scrolls must be reachable by keyboard, also where nothing inside of it is. */
const REACHABLE = { tabIndex: 0 };

function ChartTable({ chart }: { chart: TimeSeriesChart }) {
  const locale = useLocale();
  return (
    <section
      {...REACHABLE}
      aria-label={`${chart.title}, table`}
      className="relative max-h-80 overflow-auto rounded-md border"
    >
      <table className="w-full border-collapse text-left text-xs">
        <thead className="sticky top-0 bg-sunken text-ink-faint">
          <tr>
            <th scope="col" className="px-3 py-1.5 font-semibold">
              {chart.stretch === undefined ? "Read" : "When"}
            </th>
            {chart.layers.map(({ key, label }) => (
              <th key={key} scope="col" className="px-3 py-1.5 text-right font-semibold">
                {label}
              </th>
            ))}
            {chart.told ? (
              <th scope="col" className="px-3 py-1.5 font-semibold">
                Source
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {tableRows(chart).map((row) => (
            <tr key={row.time} className="border-t">
              <th scope="row" className="whitespace-nowrap px-3 py-1 font-normal">
                {rowText(chart, row.time)}
              </th>
              {row.cells.map((cell, at) => (
                <td key={chart.layers[at]?.key} className="px-3 py-1 text-right tabular-nums">
                  {cell === null ? (
                    <>
                      <span aria-hidden>–</span>
                      <span className="sr-only">could not be read</span>
                    </>
                  ) : (
                    valueText(cell, chart.measure, locale)
                  )}
                </td>
              ))}
              {chart.told ? (
                <td className="whitespace-nowrap px-3 py-1 text-ink-soft">
                  {toldAt(chart, row.time)}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
