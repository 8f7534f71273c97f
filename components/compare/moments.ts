/** Which snapshots a comparison begins with, and which ones its pickers offer. */
import type { SnapshotMoment } from "@/lib/db/shapes.ts";

const WEEK = 7 * 86_400_000;

export interface UsualFrom {
  readonly moment: SnapshotMoment;
  /** The history before `to` is shorter than a week, and this is its oldest snapshot. */
  readonly shorter: boolean;
}

/**
 * The snapshot that is compared with `to` unless another was asked for: the last one a week or more before it, or the
 * oldest one when there is none. null when nothing lies before it.
 * @param moments newest first
 */
export function usualFrom(
  moments: readonly SnapshotMoment[],
  to: SnapshotMoment,
): UsualFrom | null {
  const earlier = moments.filter(({ takenAt }) => takenAt < to.takenAt);
  const wanted = new Date(Date.parse(to.takenAt) - WEEK).toISOString();
  const weekAgo = earlier.find(({ takenAt }) => takenAt <= wanted);
  if (weekAgo) return { moment: weekAgo, shorter: false };
  const oldest = earlier.at(-1);
  return oldest ? { moment: oldest, shorter: true } : null;
}

const ALL_OF_NEWEST = 24;
const DAYS = 90;

/**
 * The moments a picker lists, newest first: the newest ones, then the last of each day (UTC), then the last of each
 * week, and whatever is chosen. Two years of hourly snapshots stay a list that one can read.
 */
export function pickable(
  moments: readonly SnapshotMoment[],
  chosen: string | undefined,
): SnapshotMoment[] {
  const newest = moments[0];
  if (!newest) return [];
  const dailySince = new Date(Date.parse(newest.takenAt) - DAYS * 86_400_000).toISOString();
  const seen = new Set<string>();
  return moments.filter(({ id, takenAt }, index) => {
    const stretch = takenAt >= dailySince ? takenAt.slice(0, 10) : `week ${weekOf(takenAt)}`;
    const first = !seen.has(stretch);
    seen.add(stretch);
    return first || index < ALL_OF_NEWEST || id === chosen;
  });
}

function weekOf(iso: string): number {
  return Math.floor(Date.parse(iso) / WEEK);
}
