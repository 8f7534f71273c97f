"use client";

import { ChartBar } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { useLocale } from "../ui/visitor.tsx";
import { type BarComparison, barText, heightOf } from "./bar-data.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { FIRST_WIDTH } from "./place.ts";
import { StillBars } from "./still-bars.tsx";
import { usePlot } from "./use-plot.ts";
import { useSeen } from "./use-seen.ts";

const load = () => import("./bars-plot.tsx").then(({ BarsPlot }) => BarsPlot);

/** Compared bars with their name, what they rest on, and the same numbers as a table. They are drawn with the page. */
export function BarComparisonChart({
  chart,
  children,
}: {
  chart: BarComparison;
  /** Conditions and sources, under the bars. */
  children?: ReactNode;
}) {
  const room = useRef<HTMLDivElement>(null);
  const Plot = usePlot(useSeen(room), load);
  const locale = useLocale();
  return (
    <ChartFigure
      title={chart.title}
      icon={ChartBar}
      ink={
        <div ref={room} style={{ height: heightOf(chart) }} className="@container min-w-0">
          {Plot ? (
            <Plot chart={chart} firstWidth={room.current?.clientWidth ?? FIRST_WIDTH} />
          ) : (
            <StillBars chart={chart} locale={locale} />
          )}
        </div>
      }
      table={<BarTable chart={chart} />}
    >
      {children}
    </ChartFigure>
  );
}

function BarTable({ chart }: { chart: BarComparison }) {
  const locale = useLocale();
  return (
    <table aria-label={chart.title} className="w-full border-collapse text-left text-xs">
      <thead className="sr-only">
        <tr>
          <th scope="col">What</th>
          <th scope="col">{chart.unit}</th>
        </tr>
      </thead>
      <tbody>
        {chart.bars.map((bar) => (
          <tr key={bar.label} className="border-t">
            <th scope="row" className="py-1 pr-3 font-normal">
              {bar.label}
            </th>
            <td className="py-1 text-right tabular-nums">{barText(bar, chart.unit, locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
