import type { ScheduleRow } from "@/lib/db/shapes.ts";
import type { InputKind } from "@/lib/snapshot/document.ts";

const WEEK = 7 * 86_400_000;

/**
 * After how many milliseconds a snapshot is too old to be taken for today's: three times the interval of the cluster's
 * schedule, or a week where there is none to go by.
 */
export function staleAfter(
  schedule: Pick<ScheduleRow, "everyMinutes" | "paused" | "tickAt" | "lastTickAt"> | undefined,
): number {
  if (!schedule || schedule.paused) return WEEK;
  if (schedule.everyMinutes !== null) return 3 * schedule.everyMinutes * 60_000;
  if (schedule.tickAt === null || schedule.lastTickAt === null) return WEEK;
  const interval = Date.parse(schedule.tickAt) - Date.parse(schedule.lastTickAt);
  return interval > 0 ? 3 * interval : WEEK;
}

/** Sample data never changes, so it does not grow old. */
export function isStale(
  {
    input,
    scannedAt,
    staleAfter,
  }: {
    readonly input: InputKind;
    readonly scannedAt: string;
    readonly staleAfter: number;
  },
  now: number,
): boolean {
  return input !== "demo" && now - Date.parse(scannedAt) > staleAfter;
}
