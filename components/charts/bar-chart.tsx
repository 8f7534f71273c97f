"use client";

import { ChartBar, Table2 } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useId, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { usePrinting } from "../ui/use-printing.ts";
import { useLocale } from "../ui/visitor.tsx";
import { type BarComparison, barText, heightOf } from "./bar-data.ts";
import { useSeen } from "./use-seen.ts";

const BarsPlot = dynamic(() => import("./bars-plot.tsx").then(({ BarsPlot }) => BarsPlot), {
  ssr: false,
});

/** Compared bars with their name, what they rest on, and the same numbers as a table. */
export function BarComparisonChart({
  chart,
  children,
}: {
  chart: BarComparison;
  /** Conditions and sources, under the bars. */
  children?: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  const title = useId();
  const locale = useLocale();
  const room = useRef<HTMLDivElement>(null);
  const seen = useSeen(room);
  const printing = usePrinting();
  const Icon = asTable ? ChartBar : Table2;

  return (
    <figure aria-labelledby={title} className="flex min-w-0 flex-col gap-2">
      <figcaption className="flex items-start gap-x-3">
        <h3 id={title} className="min-w-0 flex-1 font-semibold">
          {chart.title}
        </h3>
        <Button
          variant="ghost"
          size="sm"
          aria-label={`${chart.title} as ${asTable ? "a chart" : "a table"}`}
          className="print:hidden"
          onClick={() => setAsTable(!asTable)}
        >
          <Icon aria-hidden />
          {asTable ? "Chart" : "Table"}
        </Button>
      </figcaption>
      {asTable ? (
        <table aria-labelledby={title} className="w-full border-collapse text-left text-xs">
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
      ) : (
        <div ref={room} style={{ height: heightOf(chart) }} className="min-w-0">
          {seen || printing ? <BarsPlot chart={chart} /> : null}
        </div>
      )}
      {children}
    </figure>
  );
}
