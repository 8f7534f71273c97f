/** What is missing from a measurement, gathered while it is taken. */
import type { MeasurementGap } from "../snapshot/measurement.ts";
import { gapsIn, type Told } from "./answer.ts";
import type { Failure } from "./failure.ts";

export interface Gaps {
  add(what: string, because: string): void;
  /** The series of an answer, or null with a gap. */
  seriesOf<T>(what: string, told: Told<T> | Failure): readonly T[] | null;
  /** One gap for each reason, at most MOST_GAPS. */
  all(): readonly MeasurementGap[];
}

const MOST_GAPS = 50;
const MOST_NAMES = 6;

export function gatherGaps(): Gaps {
  const byReason = new Map<string, Set<string>>();
  const add = (what: string, because: string) => {
    const names = byReason.get(because) ?? new Set();
    byReason.set(because, names.add(what));
  };
  return {
    add,
    seriesOf(what, told) {
      if (!told.ok) {
        add(what, told.because);
        return null;
      }
      for (const gap of gapsIn(what, told)) add(gap.what, gap.because);
      return told.series;
    },
    all: () =>
      [...byReason]
        .slice(0, MOST_GAPS)
        .map(([because, names]) => ({ what: listed([...names], MOST_NAMES), because })),
  };
}

/** "a, b and 3 more" */
export function listed(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return rest > 0
    ? `${names.slice(0, most).join(", ")} and ${rest.toLocaleString("en")} more`
    : names.join(", ");
}
