import type { ScheduleRow } from "@/lib/db/shapes.ts";
import type { PlannedSchedule } from "../api.ts";

/** A schedule as its form holds it: both ways to say how often are kept while the other one is chosen. */
export interface Draft {
  readonly by: "interval" | "cron";
  readonly amount: string;
  readonly unit: (typeof UNITS)[number]["unit"];
  readonly cron: string;
  readonly timeZone: string;
  readonly jitterSeconds: number;
}

export const UNITS = [
  { unit: "minutes", minutes: 1 },
  { unit: "hours", minutes: 60 },
  { unit: "days", minutes: 1440 },
] as const;

/** What the form begins with: the schedule there is, or every 6 hours. */
export function draftOf(schedule: ScheduleRow | null, ownZone: string): Draft {
  if (!schedule) {
    return {
      by: "interval",
      amount: "6",
      unit: "hours",
      cron: "30 2 * * *",
      timeZone: ownZone,
      jitterSeconds: 300,
    };
  }
  const { everyMinutes, cron, timeZone, jitterSeconds } = schedule;
  const minutes = everyMinutes ?? 360;
  const { unit, minutes: size } =
    UNITS.findLast((each) => minutes % each.minutes === 0) ?? UNITS[0];
  return {
    by: cron === null ? "interval" : "cron",
    amount: String(minutes / size),
    unit,
    cron: cron ?? "30 2 * * *",
    timeZone: cron === null ? ownZone : timeZone,
    jitterSeconds,
  };
}

/** What the form says. An amount that is no whole number becomes 0, which the server refuses with its sentence. */
export function planOf({
  by,
  amount,
  unit,
  cron,
  timeZone,
  jitterSeconds,
}: Draft): PlannedSchedule {
  if (by === "cron") return { everyMinutes: null, cron, timeZone, jitterSeconds };
  const size = UNITS.find((each) => each.unit === unit)?.minutes ?? 1;
  const everyMinutes = /^\d{1,6}$/.test(amount.trim()) ? Number(amount) * size : 0;
  return { everyMinutes, cron: null, timeZone: "UTC", jitterSeconds };
}
