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
import { type BarComparison, barText, heightOf } from "./bar-data.ts";

/** The ink of compared bars, each with its figure at its end. */
export function BarsPlot({ chart }: { chart: BarComparison }) {
  const locale = useLocale();
  const height = heightOf(chart);
  const rows = chart.bars.map((bar) => ({
    label: bar.label,
    value: bar.value,
    text: barText(bar, chart.unit, locale),
    fill: `var(--${bar.color})`,
  }));
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 320, height }}>
      <BarChart
        data={rows}
        layout="vertical"
        margin={{ top: 0, right: 72, bottom: 0, left: 0 }}
        title={`${chart.title}, ${chart.unit}`}
      >
        <CartesianGrid horizontal={false} stroke="var(--line)" />
        <XAxis
          type="number"
          domain={[0, "auto"]}
          tickCount={4}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          tick={TICK}
          unit={` ${chart.unit}`}
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
        <Bar dataKey="value" isAnimationActive={false} barSize={16}>
          <LabelList dataKey="text" position="right" fill="var(--ink)" fontSize={12} />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}

const TICK = { fill: "var(--ink-faint)", fontSize: 12 };
const LABELS = 132;
