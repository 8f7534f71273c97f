/** How traffic rises and falls, and the chance within it. Everything is constant within an hour (UTC), so sums over time are exact. */

/** Milliseconds. */
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Between two scrapes. */
export const SCRAPE = 60_000;

/** When a cluster is used; 1 is its busiest hour. */
export interface Rhythm {
  /** Load of each hour of a working day, UTC. */
  readonly hours: readonly number[];
  /** What a day has of that, Monday first. */
  readonly days: readonly number[];
}

/** People who shop: little at night, much in the evening, most at the weekend. */
export const SHOPPERS: Rhythm = {
  hours: [
    0.22, 0.16, 0.13, 0.12, 0.15, 0.24, 0.38, 0.5, 0.58, 0.64, 0.7, 0.76, 0.8, 0.78, 0.76, 0.78,
    0.84, 0.92, 0.98, 1, 0.96, 0.82, 0.58, 0.36,
  ],
  days: [0.86, 0.84, 0.86, 0.9, 0.96, 1, 0.98],
};

/** Nightly test runs, and people at work. */
export const TESTERS: Rhythm = {
  hours: [
    0.3, 0.9, 0.9, 0.32, 0.2, 0.2, 0.28, 0.46, 0.7, 0.86, 0.94, 0.9, 0.76, 0.84, 0.96, 1, 0.9, 0.66,
    0.42, 0.32, 0.28, 0.26, 0.26, 0.28,
  ],
  days: [0.94, 1, 1, 0.98, 0.9, 0.34, 0.3],
};

/** A few people at work. */
export const DEVELOPERS: Rhythm = {
  hours: [
    0.08, 0.06, 0.06, 0.06, 0.06, 0.08, 0.14, 0.36, 0.68, 0.9, 1, 0.92, 0.66, 0.82, 0.94, 0.96,
    0.82, 0.54, 0.3, 0.2, 0.16, 0.12, 0.1, 0.08,
  ],
  days: [0.9, 1, 0.98, 0.96, 0.82, 0.12, 0.1],
};

/** Load of an hour since 1970. */
export function loadOf({ hours, days }: Rhythm, hour: number): number {
  const day = Math.floor(hour / 24);
  // 1 January 1970 was a Thursday.
  return (hours[hour - day * 24] ?? 0) * (days[(day + 3) % 7] ?? 0);
}

/** -1 to 1, the same for the same seed and hour. */
export function wobble(seed: number, hour: number): number {
  let mixed = Math.imul(seed ^ Math.imul(hour, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2_147_483_648 - 1;
}
