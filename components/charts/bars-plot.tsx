"use client";

import {
  Bar,
  BarChart,
  CartesianGrid,
  LabelList,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from "recharts";
import { useLocale } from "../ui/visitor.tsx";
import {
  BAR_WIDTH,
  type BarComparison,
  barAxis,
  barText,
  FIGURES,
  heightOf,
  LABELS,
} from "./bar-data.ts";
import { AXIS_HEIGHT } from "./place.ts";

export interface BarsPlotProps {
  readonly chart: BarComparison;
  /** Pixels, that of the room when it was last measured. */
  readonly firstWidth: number;
}

/** The ink of compared bars, each with its figure at its end; its axis is that of StillBars, whose place it takes. */
export function BarsPlot({ chart, firstWidth }: BarsPlotProps) {
  const locale = useLocale();
  const height = heightOf(chart);
  const axis = barAxis(chart, locale);
  const rows = chart.bars.map((bar) => ({
    label: bar.label,
    value: bar.value,
    text: barText(bar, chart.unit, locale),
    fill: `var(--${bar.color})`,
  }));
  return (
    <ResponsiveContainer
      width="100%"
      height={height}
      initialDimension={{ width: firstWidth, height }}
    >
      <BarChart
        data={rows}
        layout="vertical"
        margin={{ top: 0, right: FIGURES, bottom: 0, left: 0 }}
        title={`${chart.title}, ${chart.unit}`}
      >
        <CartesianGrid horizontal={false} stroke="var(--line)" />
        <XAxis
          type="number"
          height={AXIS_HEIGHT}
          domain={[0, axis.top]}
          ticks={[...axis.ticks]}
          tickFormatter={axis.text}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          tick={TICK}
        />
        <YAxis
          type="category"
          dataKey="label"
          width={LABELS}
          interval={0}
          tickLine={false}
          axisLine={false}
          tick={{ ...TICK, fill: "var(--ink-soft)" }}
        />
        <Bar dataKey="value" isAnimationActive={false} barSize={BAR_WIDTH}>
          <LabelList dataKey="text" position="right" fill="var(--ink)" fontSize={12} />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}

const TICK = { fill: "var(--ink-faint)", fontSize: 12 };
