/** How far back a history page looks; the choice is part of its address. */
export const RANGES = ["30d", "90d", "1y", "2y", "all"] as const;

export type Range = (typeof RANGES)[number];

export const RANGE_WORDS: Readonly<Record<Range, string>> = {
  "30d": "30 days",
  "90d": "90 days",
  "1y": "1 year",
  "2y": "2 years",
  all: "All",
};

const DAY = 86_400_000;

const DAYS: Readonly<Record<Exclude<Range, "all">, number>> = {
  "30d": 30,
  "90d": 90,
  "1y": 365,
  "2y": 730,
};

/** The range that an address asks for; one that it does not know is the default. */
export function rangeOf(asked: string | string[] | undefined): Range {
  return RANGES.find((range) => range === asked) ?? "90d";
}

/**
 * Where the time axis begins, milliseconds: so far before `now`, but not long before the first reading, since an empty
 * chart teaches nothing.
 * @param first the first reading of all, milliseconds
 */
export function beginningOf(range: Range, now: number, first: number): number {
  const earliest = Math.min(first, now - DAY);
  return range === "all" ? earliest : Math.max(now - DAYS[range] * DAY, earliest);
}
