"use client";

import {
  Bar,
  CartesianGrid,
  ComposedChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { counted } from "@/lib/format.ts";
import { useLocale } from "../ui/visitor.tsx";
import {
  AMOUNTS,
  amountAxis,
  barsOf,
  edgesOf,
  type HistogramChart,
  MARK_HEIGHT,
  type PlacedMark,
  placedMarks,
  placeOf,
  RIGHT,
} from "./histogram-data.ts";
import { valueText } from "./measure.ts";
import { AXIS_HEIGHT } from "./place.ts";

export interface HistogramPlotProps {
  readonly chart: HistogramChart;
  /** Pixels, as the first width, that of the room when it was last measured. */
  readonly height: number;
  readonly firstWidth: number;
}

/**
 * The ink of a histogram: the band behind, the bars, the quantiles over them. Its axes are those of StillHistogram, whose
 * place it takes.
 */
export function HistogramPlot({ chart, height, firstWidth }: HistogramPlotProps) {
  const locale = useLocale();
  const bars = barsOf(chart, locale);
  const edges = edgesOf(chart);
  const axis = amountAxis(chart, locale);
  return (
    <ResponsiveContainer
      width="100%"
      height={height}
      initialDimension={{ width: firstWidth, height }}
    >
      <ComposedChart
        data={bars}
        margin={{ top: MARK_HEIGHT, right: RIGHT, bottom: 0, left: 0 }}
        barCategoryGap={1}
        title={`${chart.title}, ${chart.unit}`}
        desc="Arrow keys move from bar to bar."
      >
        {chart.band ? (
          <ReferenceArea
            x1={placeOf(chart, chart.band.from)}
            x2={placeOf(chart, chart.band.to)}
            fill="var(--line)"
            fillOpacity={0.7}
            ifOverflow="hidden"
          />
        ) : null}
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          type="number"
          height={AXIS_HEIGHT}
          scale="linear"
          domain={[0, bars.length]}
          ticks={edges.map((_, at) => at)}
          minTickGap={10}
          interval="preserveStartEnd"
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          tick={TICK}
          tickFormatter={(at: number) => valueText(edges[at] ?? 0, chart.measure, locale)}
        />
        <YAxis
          width={AMOUNTS}
          domain={[0, axis.top]}
          ticks={[...axis.ticks]}
          interval={0}
          tickLine={false}
          axisLine={false}
          tick={TICK}
          tickFormatter={axis.text}
        />
        <Bar
          dataKey="amount"
          name={chart.unit}
          fill={`var(--${chart.color})`}
          isAnimationActive={false}
        />
        {placedMarks(chart).map(({ label, place, side }) => (
          <ReferenceLine
            key={label}
            x={place}
            stroke="var(--ink)"
            strokeDasharray="3 3"
            label={{
              value: label,
              position: "top",
              textAnchor: ANCHORS[side],
              fill: "var(--ink)",
              fontSize: 12,
            }}
          />
        ))}
        <Tooltip
          isAnimationActive={false}
          cursor={false}
          content={({ active, label }) => {
            const bar = bars.find(({ at }) => at === label);
            return active && bar ? (
              <p className="rounded-md border bg-overlay px-3 py-2 text-xs tabular-nums shadow-overlay">
                {bar.text}:{" "}
                <strong>
                  {counted(bar.amount, chart.unit.replace(/s$/, ""), chart.unit, locale)}
                </strong>
              </p>
            ) : null;
          }}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

const TICK = { fill: "var(--ink-faint)", fontSize: 12 };

const ANCHORS: Readonly<Record<PlacedMark["side"], "start" | "middle" | "end">> = {
  left: "end",
  middle: "middle",
  right: "start",
};
