/** One part of a stacked bar, in the units of the whole. */
export interface Part {
  readonly key: string;
  readonly amount: number;
}

/** Where a part lies on a bar of width 100. */
export interface Segment {
  readonly key: string;
  readonly start: number;
  readonly width: number;
}

/**
 * Lays parts side by side over 100 units. Parts of nothing are left out; a small part keeps `least` units, taken from
 * the larger ones in proportion, since one blocked namespace among five hundred must still be seen.
 */
export function segments(parts: readonly Part[], least = 1.5): Segment[] {
  const present = parts.filter(({ amount }) => amount > 0);
  const floor = Math.min(least, 100 / Math.max(1, present.length));
  const widths = fitted(
    present.map(({ amount }) => amount),
    floor,
  );

  let start = 0;
  return present.map(({ key }, index) => {
    const width = widths[index] ?? 0;
    const segment = { key, start, width };
    start += width;
    return segment;
  });
}

/** Widths that add up to 100, none below `floor`: raises the small ones and shares what is left, until none falls below. */
function fitted(amounts: readonly number[], floor: number): number[] {
  const raised = new Set<number>();
  for (;;) {
    const room = 100 - raised.size * floor;
    const total = amounts.reduce((sum, amount, at) => (raised.has(at) ? sum : sum + amount), 0);
    const widths = amounts.map((amount, at) => (raised.has(at) ? floor : (amount / total) * room));
    const low = widths.findIndex((width, at) => !raised.has(at) && width < floor);
    if (low === -1) return widths;
    raised.add(low);
  }
}
