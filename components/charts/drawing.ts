/**
 * The shapes of a chart over time, in shares of its plot: 0, 0 is the top left and 1, 1 the bottom right, so that they
 * can be drawn before anybody knows how wide the plot is. Pure; gaps stay gaps.
 */
import { count } from "@/lib/format.ts";
import { isolated, type TimeSeriesChart, ticksOf, tickText } from "./chart-data.ts";
import { valueAxis } from "./measure.ts";
import { line, type Point, steps } from "./pen.ts";

/** The value axis: round numbers at even steps, its ends among them. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly text: (value: number) => string;
}

/** What of an axis says how high a value stands. */
export type Scale = Pick<Axis, "low" | "high">;

export interface Shape {
  readonly key: string;
  /** The `d` of a path in `BOX`. */
  readonly path: string;
}

export interface BarShape {
  readonly key: string;
  readonly color: string;
  readonly hatched: boolean;
  /** Share of the width at which its middle is, and how wide it may be. */
  readonly middle: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

/** The axis of a chart that is so many pixels high. What is counted has whole numbers, what is measured its unit. */
export function axisOf(chart: TimeSeriesChart, height: number, locale: string): Axis {
  const steps = height < 100 ? 2 : 3;
  if (chart.measure === undefined)
    return { ...countAxis(chart, steps), text: (value) => count(Math.abs(value), locale) };

  const { ticks, top, text } = valueAxis(extremes(chart).up, chart.measure, locale, steps + 1);
  return { low: 0, high: top, ticks, text: (value) => (value === 0 ? "0" : text(value)) };
}

/** At most four steps from 0, or some more where values go both ways. */
function countAxis(chart: TimeSeriesChart, steps: number): Omit<Axis, "text"> {
  const { up, down } = extremes(chart);
  const step = niceStep((up + down) / steps);
  const low = 0 - Math.ceil(down / step) * step;
  const high = Math.max(1, Math.ceil(up / step)) * step;
  const ticks: number[] = [];
  for (let tick = low; tick <= high; tick += step) ticks.push(tick);
  return { low, high, ticks };
}

export interface TimeTick {
  readonly time: number;
  readonly text: string;
  /** Share of the width. */
  readonly at: number;
  /** Classes that leave it out in containers in which all would not have room. */
  readonly className: string;
}

const TICKS = 10;

/** Widths that the plot has at least in a container of that size, pixels, and what hides a tick there. */
const ROOMS = [
  { least: 264, hidden: "@max-xl:hidden" },
  { least: 520, hidden: "@xl:@max-3xl:hidden" },
  { least: 712, hidden: "@3xl:hidden" },
] as const;

/** A digit or letter of the axis and the space beside a text, pixels. */
const LETTER = 6.5;
const APART = 12;

export function timeTicks({ from, to }: TimeSeriesChart): TimeTick[] {
  const times = ticksOf(from, to, TICKS);
  const texts = times.map((time) => tickText(time, times));
  const classNames = sparse(texts);
  return times.map((time, index) => ({
    time,
    text: texts[index] ?? "",
    at: (time - from) / (to - from),
    className: classNames[index] ?? "",
  }));
}

/** A class for each text along an axis, which leaves it out in containers in which all would not have room. */
export function sparse(texts: readonly string[]): string[] {
  const wide = Math.max(0, ...texts.map((text) => text.length)) * LETTER + APART;
  const every = ROOMS.map(({ least }) => Math.ceil((texts.length * wide) / least));
  return texts.map((_, index) =>
    ROOMS.flatMap(({ hidden }, room) => (index % (every[room] ?? 1) === 0 ? [] : [hidden])).join(
      " ",
    ),
  );
}

/**
 * Areas on top of each other, to be painted in this order, the highest first: each reaches down to the axis, behind those
 * below it, which is half the path. Steps where things are counted, which hold until the next reading, and straight
 * lines where they are measured.
 */
export function areaShapes(chart: TimeSeriesChart, axis: Scale): Shape[] {
  const { x, y } = placeIn(chart, axis);
  const base = chart.times.map(() => 0);
  const known = chart.times.map(() => true);
  const isStep = chart.measure === undefined;
  return chart.layers
    .filter(({ kind }) => kind === "area")
    .map(({ key }) => {
      const values = chart.values[key] ?? [];
      const tops = base.map((below, at) => below + (values[at] ?? 0));
      const path = runsOf(values)
        .map((run) => {
          const along = run.map((at): Point => [x(at), y(tops[at] ?? 0)]);
          const under = run.every((at) => known[at])
            ? `V${y(0)}H${x(run[0] ?? 0)}`
            : wayBack(run, (at) => [x(at), y(base[at] ?? 0)], isStep);
          return `${isStep ? steps(along) : line(along)}${under}Z`;
        })
        .join("");
      tops.forEach((top, at) => {
        base[at] = top;
        known[at] &&= (values[at] ?? null) !== null;
      });
      return { key, path };
    })
    .toReversed();
}

/** Over a gap in what is below, nothing hides how far an area reaches down, so it ends where it stands. */
function wayBack(run: readonly number[], pointOf: (at: number) => Point, isStep: boolean): string {
  const points = run.toReversed().map(pointOf);
  if (!isStep) return points.map(([x, y]) => `L${x} ${y}`).join("");
  // A step lasts until the next reading, so on the way back its height comes before its beginning.
  return points
    .slice(1)
    .map(([x, y]) => `V${y}H${x}`)
    .join("");
}

export function lineShapes(chart: TimeSeriesChart, axis: Scale): Shape[] {
  const { x, y } = placeIn(chart, axis);
  return chart.layers
    .filter(({ kind }) => kind === "line")
    .map(({ key }) => {
      const values = chart.values[key] ?? [];
      const path = runsOf(values).map((run) => line(run.map((at) => [x(at), y(values[at] ?? 0)])));
      return { key, path: path.join("") };
    });
}

/** Readings between two gaps, which have no width: points of no length, for a round stroke. */
export function dotShapes(chart: TimeSeriesChart, axis: Scale): Shape[] {
  const { x, y } = placeIn(chart, axis);
  const base = chart.times.map(() => 0);
  return chart.layers
    .filter(({ kind }) => kind !== "bar")
    .map(({ key, kind }) => {
      const values = chart.values[key] ?? [];
      if (kind === "area") {
        values.forEach((value, at) => {
          base[at] = (base[at] ?? 0) + (value ?? 0);
        });
      }
      const heights = kind === "area" ? base : values;
      const path = [...isolated(values)]
        .filter((at) => x(at) >= 0 && x(at) <= BOX.width)
        .map((at) => `M${x(at)} ${y(heights[at] ?? 0)}h0`);
      return { key, path: path.join("") };
    });
}

/** Bars on top of each other, and those that point down below each other. */
export function barShapes(chart: TimeSeriesChart, axis: Scale): BarShape[] {
  const layers = chart.layers.filter(({ kind }) => kind === "bar");
  const span = chart.to - chart.from;
  const width = layers.length === 0 ? 0 : barTime(chart) / span;
  const share = (value: number) => (axis.high - value) / (axis.high - axis.low);
  return chart.times.flatMap((time, at) => {
    const ends = { up: 0, down: 0 };
    return layers.flatMap(({ key, color, down, hatched = false }) => {
      const value = chart.values[key]?.[at] ?? 0;
      const side = down ? "down" : "up";
      const begins = ends[side];
      ends[side] += down ? -value : value;
      if (value === 0) return [];
      const top = share(Math.max(begins, ends[side]));
      return [
        {
          key: `${key} ${time}`,
          color,
          hatched,
          middle: (time - chart.from) / span,
          width,
          top,
          height: share(Math.min(begins, ends[side])) - top,
        },
      ];
    });
  });
}

/** What is expected, between its low and its high end. */
export function bandShape(chart: TimeSeriesChart, axis: Scale): string {
  const points = chart.band?.points ?? [];
  if (points.length === 0) return "";
  const { xOf, y } = placeIn(chart, axis);
  const high = points.map(({ at, high }) => `${xOf(at)} ${y(high)}`);
  const low = points.toReversed().map(({ at, low }) => `${xOf(at)} ${y(low)}`);
  return `M${[...high, ...low].join("L")}Z`;
}

/** Places whose neighbours belong to the same line, run by run. */
function runsOf(values: readonly (number | null)[]): number[][] {
  const runs: number[][] = [];
  let open: number[] | null = null;
  values.forEach((value, at) => {
    if (value === null) {
      open = null;
    } else if (open === null) {
      open = [at];
      runs.push(open);
    } else {
      open.push(at);
    }
  });
  return runs;
}

/** How far the values reach above and below 0. */
function extremes({ layers, times, values, band }: TimeSeriesChart): { up: number; down: number } {
  let up = Math.max(0, ...(band?.points.map(({ high }) => high) ?? []));
  let down = 0;
  times.forEach((_, at) => {
    const sums = { area: 0, bar: 0, down: 0 };
    for (const { key, kind, down: points } of layers) {
      const value = values[key]?.[at] ?? 0;
      if (kind === "line") up = Math.max(up, value);
      else sums[points ? "down" : kind] += value;
    }
    up = Math.max(up, sums.area, sums.bar);
    down = Math.max(down, sums.down);
  });
  return { up, down };
}

const NICE = [1, 2, 3, 4, 5, 6, 8, 10] as const;

/** The smallest whole step of few digits that is at least `least`. */
export function niceStep(least: number): number {
  if (!(least > 1)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const nice = NICE.find((digit) => digit * power >= least - 1e-9) ?? 10;
  return nice * power;
}

/** Milliseconds that a bar is wide: the stretch that it stands for, or what lies between the nearest two. */
function barTime({ stretch, times, from, to }: TimeSeriesChart): number {
  if (stretch !== undefined) return stretch;
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time));
  return Math.min(to - from, ...gaps);
}

/** What shapes are drawn in, stretched to the plot: whole units are finer than a pixel, and short to send. */
export const BOX = { width: 2000, height: 1000 } as const;

function placeIn(chart: TimeSeriesChart, { low, high }: Scale) {
  const xOf = (time: number) =>
    Math.round(((time - chart.from) / (chart.to - chart.from)) * BOX.width);
  return {
    xOf,
    x: (at: number) => xOf(chart.times[at] ?? chart.from),
    y: (value: number) => Math.round(((high - value) / (high - low)) * BOX.height),
  };
}
