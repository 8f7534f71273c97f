/** Values of charts with their units, and round places for the ticks of their axes. */
import {
  bytes,
  count,
  cpu,
  finePercent,
  latency,
  numberText,
  perSecond,
  type Quantity,
  quantityText,
} from "@/lib/format.ts";

/** What a value is: bytes, millicores, milliseconds, events per second, or a share from 0 to 1. */
export type Measure = "bytes" | "millicores" | "milliseconds" | "per-second" | "share";

/** "61.2 GiB", "250 mCPU", "4.8 ms"; a whole number where the values are plain counts. */
export function valueText(value: number, measure: Measure | undefined, locale: string): string {
  return measure === undefined
    ? count(value, locale)
    : quantityText(QUANTITIES[measure](value, locale));
}

const QUANTITIES: Readonly<Record<Measure, (value: number, locale: string) => Quantity>> = {
  bytes,
  millicores: cpu,
  milliseconds: latency,
  "per-second": perSecond,
  share: finePercent,
};

/** An axis of values: from 0 to the last of its ticks, every tick in the same unit. */
export interface ValueAxis {
  readonly ticks: readonly number[];
  readonly top: number;
  /** "40 GiB" */
  readonly text: (value: number) => string;
}

/** At most `most` ticks on round numbers of the unit that suits the highest value, the first one 0. */
export function valueAxis(high: number, measure: Measure, locale: string, most: number): ValueAxis {
  const { size, unit } = unitOf(high, measure);
  const { ticks, top } = axisTo(high, size * roundStep(high / size / Math.max(1, most - 1)));
  return {
    ticks,
    top,
    text: (value) => `${numberText(value / size, locale, 6)}\u00a0${unit}`,
  };
}

/** Even steps from 0 to the first that is not below `high`. */
export function axisTo(high: number, step: number): Omit<ValueAxis, "text"> {
  const steps = Math.max(1, Math.ceil(high / step - 1e-9));
  return { ticks: Array.from({ length: steps + 1 }, (_, at) => at * step), top: steps * step };
}

interface Unit {
  readonly size: number;
  readonly unit: string;
}

const UNITS: Readonly<Record<Measure, readonly [Unit, ...Unit[]]>> = {
  bytes: [
    { size: 1, unit: "B" },
    { size: 1024, unit: "KiB" },
    { size: 1024 ** 2, unit: "MiB" },
    { size: 1024 ** 3, unit: "GiB" },
    { size: 1024 ** 4, unit: "TiB" },
  ],
  millicores: [
    { size: 1, unit: "mCPU" },
    { size: 1000, unit: "vCPU" },
  ],
  milliseconds: [
    { size: 1, unit: "ms" },
    { size: 1000, unit: "s" },
  ],
  "per-second": [{ size: 1, unit: "/s" }],
  share: [{ size: 0.01, unit: "%" }],
};

function unitOf(high: number, measure: Measure): Unit {
  const [smallest] = UNITS[measure];
  return UNITS[measure].findLast(({ size }) => high >= size) ?? smallest;
}

/** The smallest of 1, 2, 2.5 and 5 with a power of ten that is not below `least`. */
export function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}
