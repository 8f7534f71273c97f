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
  const { skipped, refused } = HABITS[cluster] ?? {};
  return Array.from({ length: HISTORY_DAYS }, (_, index) => HISTORY_DAYS - index)
    .map((daysAgo) => ({ daysAgo, at: momentOf(cluster, connectedAt, daysAgo) }))
    .filter(({ daysAgo }) => !within(skipped, daysAgo))
    .map((day) => ({ ...day, refused: within(refused, day.daysAgo) }));
}

/** Days ago, both included. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

const HABITS: Readonly<Record<string, { readonly skipped?: Stretch; readonly refused?: Stretch }>> =
  {
    // Its token expired, and it took a week until somebody asked for another.
    "prod-eu": { refused: { from: 31, to: 25 } },
    // Nobody was there over the holidays, and nobody had set a schedule.
    staging: { skipped: { from: 36, to: 33 } },
    // It runs on a machine that somebody had switched off.
    dev: { skipped: { from: 35, to: 31 } },
  };

function within(stretch: Stretch | undefined, daysAgo: number): boolean {
  return stretch !== undefined && daysAgo <= stretch.from && daysAgo >= stretch.to;
}

const DAY = 86_400_000;
const MINUTE = 60_000;

/** In the early morning (UTC), never quite at the same minute. */
function momentOf(cluster: string, connectedAt: Date, daysAgo: number): Date {
  const today = Math.floor(connectedAt.getTime() / DAY) * DAY;
  const minutes = 5 * 60 + 40 + dice("past scan", cluster, daysAgo).below(45);
  const seconds = dice("past second", cluster, daysAgo).below(60);
  return new Date(today - daysAgo * DAY + minutes * MINUTE + seconds * 1000);
}
