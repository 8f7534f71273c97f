/** What a chart draws, and how it is prepared: rows, gaps, ticks and the table. Pure, so that the drawing decides nothing. */

import { dayText, momentText } from "@/lib/format.ts";
import type { Measure } from "./measure.ts";

/** One thing in a chart, with its word and how it is drawn. */
export interface ChartLayer {
  readonly key: string;
  readonly label: string;
  /** Areas of one chart stand on top of each other, and so do bars; bars may point down. */
  readonly kind: "area" | "line" | "bar";
  /** A token of globals.css: "phase-done". */
  readonly color: string;
  /** Bars that are drawn downwards: their values are amounts, never negative. */
  readonly down?: boolean;
  /** Lines told apart from each other also without colour; solid when left out. */
  readonly dash?: "dashed" | "dotted";
  /** Areas and bars told apart from a neighbour of a like colour also without colour. */
  readonly hatched?: boolean;
}

/** A range that is expected, to the right of what was read. */
export interface ChartBand {
  readonly label: string;
  readonly color: string;
  readonly points: readonly { readonly at: number; readonly low: number; readonly high: number }[];
}

/** A chart over time. Columns have one length; null is a gap and is never crossed by a line. */
export interface TimeSeriesChart {
  readonly title: string;
  /** What is counted, for the table and for those who cannot see the axis: "namespaces". */
  readonly unit: string;
  /** How values are written; whole numbers when left out. */
  readonly measure?: Measure;
  readonly layers: readonly ChartLayer[];
  readonly times: readonly number[];
  readonly values: Readonly<Record<string, readonly (number | null)[]>>;
  /** The ends of the time axis, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly band?: ChartBand;
  /** Moments that a hairline marks. */
  readonly marks?: readonly number[];
  /** Milliseconds of the stretch that a row stands for, a day or a week, with its time in the middle. */
  readonly stretch?: number;
  /** Where the values of each row come from. */
  readonly told?: Told;
}

/** Sources by row, each worded once. */
export interface Told {
  readonly words: readonly string[];
  /** For each row the place of its words; -1: the row is a gap. */
  readonly by: readonly number[];
}

/** One row as the drawing library wants it. `band` is [low, high]. */
export interface ChartRow {
  readonly time: number;
  readonly band: readonly [number, number] | null;
  readonly values: Readonly<Record<string, number | null>>;
}

/** Rows in the order of time: what was read, then what is expected. Downward bars become negative. */
export function rowsOf({ layers, times, values, band }: TimeSeriesChart): ChartRow[] {
  const read = times.map((time, at) => ({
    time,
    band: null,
    values: Object.fromEntries(
      layers.map(({ key, down }) => {
        const value = values[key]?.[at] ?? null;
        return [key, value === null || !down ? value : -value];
      }),
    ),
  }));
  const nothing = Object.fromEntries(layers.map(({ key }) => [key, null]));
  const expected = (band?.points ?? []).map(({ at, low, high }) => ({
    time: at,
    band: [low, high] as const,
    values: nothing,
  }));
  return [...read, ...expected];
}

/** Places whose neighbours are both missing: a line through them has no length, so they need a dot. */
export function isolated(values: readonly (number | null)[]): ReadonlySet<number> {
  const missing = (at: number) => (values[at] ?? null) === null;
  return new Set(
    values.flatMap((value, at) =>
      value !== null && missing(at - 1) && missing(at + 1) ? [at] : [],
    ),
  );
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Steps between ticks, the finest first; months and years are of the calendar. */
const STEPS = [6 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY] as const;
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120] as const;

/** At most `most` ticks on round moments of UTC: midnight, Mondays, or the first of a month. */
export function ticksOf(from: number, to: number, most: number): number[] {
  if (to <= from) return [];
  for (const step of STEPS) {
    const offset = step >= 7 * DAY ? 4 * DAY : 0;
    const first = Math.ceil((from - offset) / step) * step + offset;
    const amount = Math.floor((to - first) / step) + 1;
    if (amount <= most)
      return Array.from({ length: Math.max(0, amount) }, (_, at) => first + at * step);
  }
  for (const months of MONTH_STEPS) {
    const ticks = monthTicks(from, to, months);
    if (ticks.length <= most) return ticks;
  }
  return [];
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "3 Nov", "06:00" between midnights, "Nov 2026" where only the months are marked. */
export function tickText(time: number, ticks: readonly number[]): string {
  const date = new Date(time);
  const month = MONTHS[date.getUTCMonth()] ?? "";
  if (time % DAY !== 0) return date.toISOString().slice(11, 16);
  const months = ticks.length > 1 && ticks.every((tick) => new Date(tick).getUTCDate() === 1);
  return months ? `${month} ${date.getUTCFullYear()}` : `${date.getUTCDate()} ${month}`;
}

/** The rows of the table, newest first, without those that only break a line. */
export function tableRows(chart: TimeSeriesChart): {
  readonly time: number;
  readonly cells: readonly (number | null)[];
}[] {
  return chart.times
    .map((time, at) => ({
      time,
      cells: chart.layers.map(({ key }) => chart.values[key]?.[at] ?? null),
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== null))
    .toReversed();
}

/** When a row was read, or the day or week that it stands for. */
export function rowText({ stretch }: TimeSeriesChart, time: number): string {
  const begins = new Date(time - (stretch ?? 0) / 2).toISOString();
  if (stretch === undefined) return momentText(begins);
  return stretch > DAY ? `Week of ${dayText(begins)}` : dayText(begins);
}

/** What told the values of the row at a time; null where nothing says so. */
export function toldAt({ times, told }: TimeSeriesChart, time: number): string | null {
  return told?.words[told.by[times.indexOf(time)] ?? -1] ?? null;
}

/** The highest that is drawn: areas stand on each other. 0 when there is nothing. */
export function highest({ layers, times, values, band }: TimeSeriesChart): number {
  const at = (key: string, row: number) => values[key]?.[row] ?? 0;
  const rows = times.map((_, row) => {
    const stacked = layers.filter(({ kind }) => kind !== "line");
    const together = stacked.reduce((sum, { key }) => sum + at(key, row), 0);
    const lines = layers.filter(({ kind }) => kind === "line").map(({ key }) => at(key, row));
    return Math.max(together, ...lines);
  });
  return [...rows, ...(band?.points ?? []).map(({ high }) => high)].reduce(
    (most, each) => Math.max(most, each),
    0,
  );
}

/**
 * The last value of a layer that was read; null when none was. Of what is measured only the last row counts: a part that
 * is no longer measured has no value now.
 */
export function lastValue({ measure, values }: TimeSeriesChart, key: string): number | null {
  const column = values[key];
  return (measure ? column?.at(-1) : column?.findLast((value) => value !== null)) ?? null;
}

/** A flag over the time axis: what lies close together shares one. */
export interface PlacedFlag<Item> {
  /** From 0, the left end of the axis, to 1. */
  readonly share: number;
  /** Oldest first. */
  readonly items: readonly Item[];
}

/**
 * Places what happened along the axis. Flags that would lie less than `least` of its length apart become one, at the
 * place of its first item.
 * @param items oldest first; those outside of the axis are left out
 */
export function placeFlags<Item extends { readonly at: string }>(
  items: readonly Item[],
  from: number,
  to: number,
  least: number,
): PlacedFlag<Item>[] {
  const placed: { share: number; items: Item[] }[] = [];
  for (const item of items) {
    const share = (Date.parse(item.at) - from) / (to - from);
    if (!(share >= 0 && share <= 1)) continue;
    const last = placed.at(-1);
    if (last && share - last.share < least) last.items.push(item);
    else placed.push({ share, items: [item] });
  }
  return placed;
}

function monthTicks(from: number, to: number, months: number): number[] {
  const start = new Date(from);
  const count = start.getUTCFullYear() * 12 + start.getUTCMonth();
  const ticks: number[] = [];
  for (let month = Math.floor(count / months) * months; ; month += months) {
    const time = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (time > to) return ticks;
    if (time >= from) ticks.push(time);
  }
}
