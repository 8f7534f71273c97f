"use client";

import { type ReactElement, useId } from "react";
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import { count } from "@/lib/format.ts";
import { useLocale } from "../ui/visitor.tsx";
import {
  type ChartLayer,
  type ChartRow,
  isolated,
  rowsOf,
  rowText,
  type TimeSeriesChart,
  toldAt,
} from "./chart-data.ts";
import { stepsOf, timeTicks, valueAxis } from "./drawing.ts";
import { DASHES, Hatch, Swatch } from "./ink.tsx";
import { valueText } from "./measure.ts";
import { AXIS_HEIGHT, AXIS_WIDTH, RIGHT_MARGIN, TOP_MARGIN } from "./place.ts";

export interface PlotProps {
  readonly chart: TimeSeriesChart;
  /** Pixels, as the first width, that of the room when it was last measured. */
  readonly height: number;
  readonly firstWidth: number;
}

/**
 * The ink of a chart over time that answers: the numbers are in its tooltip. It draws the rows as they are and decides
 * nothing; its axes are those of StillPlot, whose place it takes.
 */
export function Plot({ chart, height, firstWidth }: PlotProps) {
  const locale = useLocale();
  const rows = rowsOf(chart);
  const ink = useId();
  const values = valueAxis(chart, stepsOf(height), locale);
  return (
    <ResponsiveContainer
      width="100%"
      height={height}
      initialDimension={{ width: firstWidth, height }}
    >
      <ComposedChart
        data={rows}
        margin={{ top: TOP_MARGIN, right: RIGHT_MARGIN, bottom: 0, left: 0 }}
        stackOffset={chart.layers.some(({ down }) => down) ? "sign" : "none"}
        barCategoryGap={1}
        title={`${chart.title}, ${chart.unit} over time`}
        desc="Arrow keys move from reading to reading."
      >
        <defs>
          {chart.layers
            .filter(({ hatched }) => hatched)
            .map(({ key, color }) => (
              <Hatch key={key} id={`${ink}${key}`} color={color} />
            ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <TimeAxis chart={chart} />
        <YAxis
          width={AXIS_WIDTH}
          domain={[values.low, values.high]}
          ticks={[...values.ticks]}
          interval={0}
          tickLine={false}
          axisLine={false}
          tick={TICK}
          tickFormatter={values.text}
        />
        {chart.layers.some(({ down }) => down) ? (
          <ReferenceLine y={0} stroke="var(--line-strong)" />
        ) : null}
        {(chart.marks ?? []).map((mark) => (
          <ReferenceLine key={mark} x={mark} stroke="var(--line-strong)" strokeDasharray="2 3" />
        ))}
        {chart.band ? (
          <Area
            dataKey="band"
            type="linear"
            fill={`var(--${chart.band.color})`}
            fillOpacity={0.3}
            stroke={`var(--${chart.band.color})`}
            strokeDasharray="3 3"
            isAnimationActive={false}
            activeDot={false}
          />
        ) : null}
        {chart.layers.map((layer) =>
          drawn(layer, rows, {
            fill: layer.hatched ? `url(#${ink}${layer.key})` : `var(--${layer.color})`,
            step: chart.measure === undefined,
          }),
        )}
        <Tooltip
          isAnimationActive={false}
          cursor={CURSOR}
          content={(hovered) => <Values chart={chart} hovered={hovered} locale={locale} />}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

const TICK = { fill: "var(--ink-faint)", fontSize: 12 };
const CURSOR = { stroke: "var(--line-strong)", fill: "var(--hover)", fillOpacity: 0.5 };

function TimeAxis({ chart }: { chart: TimeSeriesChart }) {
  const ticks = new Map(timeTicks(chart).map((tick) => [tick.time, tick]));
  return (
    <XAxis
      dataKey="time"
      type="number"
      scale="linear"
      domain={[chart.from, chart.to]}
      allowDataOverflow
      height={AXIS_HEIGHT}
      ticks={[...ticks.keys()]}
      interval={0}
      tickLine={false}
      axisLine={{ stroke: "var(--line-strong)" }}
      tick={({ x, y, payload: { value } }) => (
        <text
          x={x}
          y={y}
          dy="0.71em"
          textAnchor="middle"
          className={ticks.get(value)?.className ?? ""}
          {...TICK}
        >
          {ticks.get(value)?.text}
        </text>
      )}
    />
  );
}

/** What is counted holds until the next reading; what is measured lies on the way to it. */
function drawn(
  { key, label, kind, color, dash }: ChartLayer,
  rows: readonly ChartRow[],
  { fill, step }: { fill: string; step: boolean },
): ReactElement {
  const dataKey = (row: ChartRow) => row.values[key] ?? null;
  const common = { name: label, dataKey, isAnimationActive: false, activeDot: false } as const;
  if (kind === "bar")
    return <Bar key={key} {...common} stackId="bars" fill={fill} maxBarSize={28} />;

  const alone = isolated(rows.map(dataKey));
  const dot = ({ cx, cy, index }: { cx?: number; cy?: number; index?: number }) =>
    index !== undefined && alone.has(index) && cx !== undefined && cy !== undefined ? (
      <circle key={index} cx={cx} cy={cy} r={2.5} fill={`var(--${color})`} />
    ) : (
      <g key={index} />
    );
  if (kind === "line")
    return (
      <Line
        key={key}
        {...common}
        type="linear"
        stroke={`var(--${color})`}
        strokeWidth={2}
        strokeDasharray={dash ? DASHES[dash] : "0"}
        dot={alone.size > 0 ? dot : false}
      />
    );
  return (
    <Area
      key={key}
      {...common}
      type={step ? "stepAfter" : "linear"}
      stackId="areas"
      fill={fill}
      fillOpacity={1}
      stroke="var(--card)"
      strokeWidth={0.75}
      dot={alone.size > 0 ? dot : false}
    />
  );
}

/** The exact values at the pointer or at the keyboard's place. */
function Values({
  chart,
  hovered: { active, label },
  locale,
}: {
  chart: TimeSeriesChart;
  hovered: TooltipContentProps;
  locale: string;
}) {
  if (!active || typeof label !== "number") return null;
  const at = chart.times.indexOf(label);
  const expected = chart.band?.points.find((point) => point.at === label);
  const known = chart.layers.flatMap((layer) => {
    const value = at === -1 ? null : (chart.values[layer.key]?.[at] ?? null);
    return value === null || (value === 0 && !chart.measure) ? [] : [{ layer, value }];
  });
  const areas = known.filter(({ layer: { kind } }) => kind === "area");
  const told = toldAt(chart, label);
  return (
    <div className="rounded-md border bg-overlay px-3 py-2 text-xs shadow-overlay">
      <p className="pb-1 font-semibold">{rowText(chart, label)}</p>
      <ul className="flex flex-col gap-0.5">
        {known.map(({ layer, value }) => (
          <li key={layer.key} className="flex items-center gap-2">
            <Swatch layer={layer} />
            <span className="flex-1 text-ink-soft">{layer.label}</span>
            <span className="font-semibold tabular-nums">
              {valueText(value, chart.measure, locale)}
            </span>
          </li>
        ))}
        {chart.measure && areas.length > 1 ? (
          <li className="flex items-center gap-2 border-t pt-0.5">
            <span className="flex-1 text-ink-soft">together</span>
            <span className="font-semibold tabular-nums">
              {valueText(
                areas.reduce((sum, { value }) => sum + value, 0),
                chart.measure,
                locale,
              )}
            </span>
          </li>
        ) : null}
        {expected && chart.band ? (
          <li className="text-ink-soft">
            {chart.band.label}:{" "}
            <span className="font-semibold text-ink tabular-nums">
              {count(expected.low, locale)} to {count(expected.high, locale)}
            </span>
          </li>
        ) : null}
        {known.length === 0 && !expected ? (
          <li className="text-ink-soft">
            {at === -1 || isGap(chart, at) ? "nothing was read" : `no ${chart.unit}`}
          </li>
        ) : null}
        {told ? <li className="max-w-56 pt-0.5 text-ink-faint">{told}</li> : null}
      </ul>
    </div>
  );
}

function isGap({ layers, values }: TimeSeriesChart, at: number): boolean {
  return layers.every(({ key }) => (values[key]?.[at] ?? null) === null);
}
