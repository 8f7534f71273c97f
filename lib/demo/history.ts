/** When the demo fleet was scanned before somebody connected it: once a day, except when it was not. */
import { dice } from "./build/random.ts";
import { HISTORY_DAYS } from "./names.ts";

export interface PastScan {
  /** Which of the cluster's declared pasts it saw. */
  readonly daysAgo: number;
  readonly at: Date;
  /** The credential had expired, so that it failed. */
  readonly refused: boolean;
}

/** The scans of one cluster before `connectedAt`, oldest first. The same ones whenever it is asked. */
export function pastScans(cluster: string, connectedAt: Date): readonly PastScan[] {
  const { skipped, refused } = HABITS[cluster] ?? DAILY;
  return Array.from({ length: HISTORY_DAYS }, (_, index) => HISTORY_DAYS - index)
    .map((daysAgo) => ({ daysAgo, at: momentOf(cluster, connectedAt, daysAgo) }))
    .filter((day) => !skipped(day))
    .map((day) => ({ ...day, refused: refused(day) }));
}

type Day = Omit<PastScan, "refused">;

interface Habit {
  readonly skipped: (day: Day) => boolean;
  readonly refused: (day: Day) => boolean;
}

const never = () => false;

const DAILY: Habit = { skipped: never, refused: never };

const HABITS: Readonly<Record<string, Habit>> = {
  // Its token expired, and it took a week until somebody asked for another.
  "prod-eu": { skipped: never, refused: ({ daysAgo }) => daysAgo >= 25 && daysAgo <= 31 },
  // Nobody was there over the holidays, and nobody had set a schedule.
  staging: { skipped: ({ daysAgo }) => daysAgo >= 33 && daysAgo <= 36, refused: never },
  // It runs on a machine that is switched off at weekends.
  dev: { skipped: ({ at }) => at.getUTCDay() === 0 || at.getUTCDay() === 6, refused: never },
};

const DAY = 86_400_000;
const MINUTE = 60_000;

/** In the early morning (UTC), never quite at the same minute. */
function momentOf(cluster: string, connectedAt: Date, daysAgo: number): Date {
  const today = Math.floor(connectedAt.getTime() / DAY) * DAY;
  const minutes = 5 * 60 + 40 + dice("past scan", cluster, daysAgo).below(45);
  const seconds = dice("past second", cluster, daysAgo).below(60);
  return new Date(today - daysAgo * DAY + minutes * MINUTE + seconds * 1000);
}
