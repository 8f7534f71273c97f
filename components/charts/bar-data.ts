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

/** Height of one bar with its space, pixels. */
const BAR = 30;
const AXIS = 36;

export function heightOf({ bars }: BarComparison): number {
  return bars.length * BAR + AXIS;
}

/** "0.16 ms", "no figure". */
export function barText({ value }: ComparedBar, unit: string, locale: string): string {
  if (value === null) return "no figure";
  const format = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
  return `${format.format(value)}\u00a0${unit}`;
}
