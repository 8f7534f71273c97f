import { axisTo, roundStep, type ValueAxis } from "./measure.ts";

/** Bars beside each other, one for each thing compared. Prepared by whoever knows the figures; drawn as they are. */
export interface BarComparison {
  readonly title: string;
  /** "MB", "ms": at the axis, in the table and for those who cannot see it. */
  readonly unit: string;
  readonly bars: readonly ComparedBar[];
}

export interface ComparedBar {
  readonly label: string;
  /** null: nobody gave a figure, and no bar is drawn. */
  readonly value: number | null;
  /** A token of globals.css: "sidecar-fill". */
  readonly color: string;
}

/** Pixels: one bar, a bar with its space, the names on the left, the figures on the right. */
export const BAR_WIDTH = 16;
const BAR = 30;
const AXIS = 36;
export const LABELS = 132;
export const FIGURES = 72;

export function heightOf({ bars }: BarComparison): number {
  return bars.length * BAR + AXIS;
}

/** Round numbers from 0, at most four, the last of them not below any bar. */
export function barAxis({ bars, unit }: BarComparison, locale: string): ValueAxis {
  const high = Math.max(0, ...bars.flatMap(({ value }) => value ?? []));
  return {
    ...axisTo(high, roundStep(high / 3)),
    text: (value) => figureText(value, unit, locale),
  };
}

/** "0.16 ms", "no figure". */
export function barText({ value }: ComparedBar, unit: string, locale: string): string {
  return value === null ? "no figure" : figureText(value, unit, locale);
}

function figureText(value: number, unit: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
  return `${format.format(value)}\u00a0${unit}`;
}
