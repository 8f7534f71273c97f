import { useId } from "react";
import type { TimeSeriesChart } from "./chart-data.ts";
import {
  type Axis,
  areaShapes,
  axisOf,
  BOX,
  bandShape,
  barShapes,
  dotShapes,
  lineShapes,
  timeTicks,
} from "./drawing.ts";
import { DASHES, Hatch } from "./ink.tsx";
import { AXIS_HEIGHT, AXIS_WIDTH, RIGHT_MARGIN, TOP_MARGIN } from "./place.ts";

/**
 * A chart over time as ink alone, as wide as its room: the server draws it, so it is there with the words, and on paper.
 * Plot takes its place, in the same lines, once somebody may point at it.
 */
export function StillPlot({
  chart,
  height,
  locale,
}: {
  chart: TimeSeriesChart;
  /** Pixels. */
  height: number;
  locale: string;
}) {
  const axis = axisOf(chart, height, locale);
  const heightOf = (value: number) => `${percent((axis.high - value) / (axis.high - axis.low))}`;
  return (
    <div
      role="img"
      aria-label={`${chart.title}, ${chart.unit} over time`}
      className="relative size-full text-ink-faint text-xs"
    >
      {axis.ticks.map((tick) => (
        <span
          key={tick}
          className="absolute -translate-y-1/2 text-right"
          style={{
            width: AXIS_WIDTH - 8,
            top: `calc(${TOP_MARGIN}px + (100% - ${TOP_MARGIN + AXIS_HEIGHT}px) * ${(axis.high - tick) / (axis.high - axis.low)})`,
          }}
        >
          {axis.text(tick)}
        </span>
      ))}
      <div
        className="absolute border-line-strong border-b"
        style={{ top: TOP_MARGIN, bottom: AXIS_HEIGHT, left: AXIS_WIDTH, right: RIGHT_MARGIN }}
      >
        {axis.ticks.map((tick) => (
          <span
            key={tick}
            className="absolute inset-x-0 border-t"
            style={{ top: heightOf(tick) }}
          />
        ))}
        <Ink chart={chart} axis={axis} height={height} />
        <Dots chart={chart} axis={axis} />
        {barShapes(chart, axis).map((bar) => (
          <span
            key={bar.key}
            className="absolute max-w-7 -translate-x-1/2"
            style={{
              left: percent(bar.middle),
              width: `calc(${percent(bar.width)} - 2px)`,
              top: percent(bar.top),
              height: percent(bar.height),
              background: bar.hatched ? hatched(bar.color) : `var(--${bar.color})`,
            }}
          />
        ))}
        {timeTicks(chart).map(({ time, text, at, className }) => (
          <span
            key={time}
            className={`absolute top-full mt-1 -translate-x-1/2 whitespace-nowrap ${className}`}
            style={{ left: percent(at) }}
          >
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Areas, lines and what marks a moment. The box is stretched to the plot, the strokes are not. */
function Ink({ chart, axis, height }: { chart: TimeSeriesChart; axis: Axis; height: number }) {
  const id = useId();
  const { layers, from, to, band, marks = [] } = chart;
  const look = new Map(layers.map((layer) => [layer.key, layer]));
  const ink = (key: string) => inkOf(chart, key);
  const x = (time: number) => Math.round(((time - from) / (to - from)) * BOX.width);
  return (
    <svg aria-hidden="true" viewBox={VIEW} preserveAspectRatio="none" className={STRETCHED}>
      <defs>
        {layers
          .filter(({ hatched }) => hatched)
          .map(({ key, color }) => (
            <Hatch key={key} id={`${id}${key}`} color={color} scale={hatchScale(height)} />
          ))}
      </defs>
      {band ? (
        <path
          d={bandShape(chart, axis)}
          fill={`var(--${band.color})`}
          fillOpacity={0.3}
          stroke={`var(--${band.color})`}
          strokeDasharray="3 3"
        />
      ) : null}
      {areaShapes(chart, axis).map(({ key, path }) => (
        <path
          key={key}
          d={path}
          fill={look.get(key)?.hatched ? `url(#${id}${key})` : ink(key)}
          stroke="var(--card)"
          strokeWidth={0.75}
        />
      ))}
      {lineShapes(chart, axis).map(({ key, path }) => (
        <path
          key={key}
          d={path}
          fill="none"
          stroke={ink(key)}
          strokeWidth={2}
          strokeDasharray={dashOf(look.get(key)?.dash)}
        />
      ))}
      {axis.low < 0 ? (
        <path
          d={`M0 ${(axis.high / (axis.high - axis.low)) * BOX.height}H${BOX.width}`}
          stroke="var(--line-strong)"
        />
      ) : null}
      {marks.length > 0 ? (
        <path
          d={marks.map((mark) => `M${x(mark)} 0V${BOX.height}`).join("")}
          stroke="var(--line-strong)"
          strokeDasharray="2 3"
        />
      ) : null}
    </svg>
  );
}

/** Half of a dot may lie outside of the plot, where its value is at an end of the axis. */
function Dots({ chart, axis }: { chart: TimeSeriesChart; axis: Axis }) {
  return (
    <svg
      aria-hidden="true"
      viewBox={VIEW}
      preserveAspectRatio="none"
      className={`${STRETCHED} overflow-visible`}
    >
      {dotShapes(chart, axis).map(({ key, path }) => (
        <path
          key={key}
          d={path}
          fill="none"
          stroke={inkOf(chart, key)}
          strokeWidth={5}
          strokeLinecap="round"
        />
      ))}
    </svg>
  );
}

const VIEW = `0 0 ${BOX.width} ${BOX.height}`;
const STRETCHED = "absolute inset-0 size-full [&_path]:[vector-effect:non-scaling-stroke]";

function inkOf({ layers }: TimeSeriesChart, key: string): string {
  return `var(--${layers.find((layer) => layer.key === key)?.color})`;
}

function dashOf(dash: keyof typeof DASHES | undefined): string | undefined {
  return dash && DASHES[dash];
}

/** A width of plots in the middle of those that occur, pixels. */
const USUAL_WIDTH = 700;

/** Undoes the stretching of the box, roughly where the width is another: only the slope of the lines is then. */
function hatchScale(height: number): string {
  return `scale(${BOX.width / USUAL_WIDTH} ${BOX.height / (height - TOP_MARGIN - AXIS_HEIGHT)})`;
}

function hatched(color: string): string {
  return `repeating-linear-gradient(45deg, var(--card) 0 1.5px, var(--${color}) 1.5px 5px)`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
