/** Arithmetic that does not forget what is missing: a sum without one of its parts says that it is a lower bound. */

/** How a value stands to the truth. "open": it may be off in either direction. */
export type Bound = "exact" | "at-least" | "at-most" | "open";

export interface Figure {
  /** null: nothing is known. */
  readonly value: number | null;
  readonly bound: Bound;
}

export const UNKNOWN: Figure = { value: null, bound: "open" };

export function exactly(value: number | null): Figure {
  return value === null ? UNKNOWN : { value, bound: "exact" };
}

export function atLeast(value: number): Figure {
  return { value, bound: "at-least" };
}

/** Adds amounts that are never negative; those that are unknown make the sum a lower bound, all of them an unknown one. */
export function sum(figures: readonly Figure[]): Figure {
  const known = figures.flatMap(({ value }) => (value === null ? [] : [value]));
  if (known.length === 0 && figures.length > 0) return UNKNOWN;
  const bounds = figures.map(({ value, bound }) => (value === null ? "at-least" : bound));
  return { value: known.reduce((total, value) => total + value, 0), bound: joined(bounds) };
}

export function minus(from: Figure, what: Figure): Figure {
  if (from.value === null || what.value === null) return UNKNOWN;
  return { value: from.value - what.value, bound: joined([from.bound, turned(what.bound)]) };
}

/** @param factor not negative */
export function times({ value, bound }: Figure, factor: number | null): Figure {
  if (value === null || factor === null) return UNKNOWN;
  return { value: value * factor, bound };
}

/** The share of a whole, 0 to 1 for a part of it; unknown when the whole is nothing. */
export function shareOf(part: Figure, whole: Figure): Figure {
  if (part.value === null || whole.value === null || whole.value === 0) return UNKNOWN;
  const bound = whole.bound === "exact" ? part.bound : "open";
  return { value: part.value / whole.value, bound };
}

function joined(bounds: readonly Bound[]): Bound {
  if (bounds.includes("open")) return "open";
  const [low, high] = [bounds.includes("at-least"), bounds.includes("at-most")];
  if (low && high) return "open";
  return low ? "at-least" : high ? "at-most" : "exact";
}

function turned(bound: Bound): Bound {
  if (bound === "at-least") return "at-most";
  return bound === "at-most" ? "at-least" : bound;
}
