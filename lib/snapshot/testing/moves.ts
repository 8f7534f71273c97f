/** Hours of a made-up namespace around its move. */
import { moveWindows } from "../move-sides.ts";
import type { Move, MoveHour, MoveSamples, Vantage } from "../moves.ts";

export const MOVE: Move = {
  namespace: "shop",
  before: "2026-11-02T09:20:00.000Z",
  enrolledAt: "2026-11-02T10:20:00.000Z",
};

/** When all hours of the move are over. */
export const LATER = "2026-11-20T00:00:00.000Z";

export const GATEWAY: Vantage = { reporter: "source", through: "ingress" };

export type HourFigures = Omit<MoveHour, "at">;

/** A steady hour: 36,000 requests are ten in a second. */
export const STEADY: HourFigures = {
  requests: 36_000,
  errorRatio: 0.001,
  p50: 8,
  p90: 20,
  p99: 80,
  memory: 600 * 1024 ** 2,
  cpu: 400,
};

/** So many hours from the beginning of each window, a whole week unless told otherwise. */
export function hoursOf(
  side: "before" | "after",
  figures: (hour: number) => Partial<HourFigures> | null,
  count = 7 * 24,
): readonly MoveHour[] {
  const { from } = moveWindows(MOVE)[side];
  return Array.from({ length: count }, (_, hour): MoveHour[] => {
    const own = figures(hour);
    const at = new Date(from + hour * 3_600_000).toISOString();
    return own === null ? [] : [{ at, ...STEADY, ...own }];
  }).flat();
}

export function samplesOf(
  before: readonly MoveHour[],
  after: readonly MoveHour[],
  vantage: Vantage = GATEWAY,
): MoveSamples {
  return { move: MOVE, seen: [{ vantage, hours: [...before, ...after] }] };
}

/** The same samples with time running backwards: what was before comes after. */
export function swapped(samples: MoveSamples): MoveSamples {
  const windows = moveWindows(samples.move);
  const shift = windows.after.from - windows.before.from;
  const turn = (hour: MoveHour): MoveHour => {
    const begun = Date.parse(hour.at);
    const at = begun < windows.before.to ? begun + shift : begun - shift;
    return { ...hour, at: new Date(at).toISOString() };
  };
  return {
    ...samples,
    seen: samples.seen.map(({ vantage, hours }) => ({ vantage, hours: hours.map(turn) })),
  };
}
