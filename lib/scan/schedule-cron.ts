/**
 * Five-field cron expressions. cron-parser reads them; when they fire is worked out here, because its answer depends on
 * where it starts when a clock is put back (https://github.com/harrisiirak/cron-parser, 5.10.5), and every replica must
 * find the same moments.
 *
 * When clocks change: an expression that names hours runs once for each time it names. A time that exists twice runs at
 * its first; a time that is skipped runs as much later as was skipped. An expression for every hour follows the clock as
 * it goes, through both of the doubled hours.
 */
import { CronExpressionParser } from "cron-parser";
import { firstInstantOf, instantsOf, type WallTime, wallTime } from "./schedule-zone.ts";

export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** 1 to 31. */
  readonly days: readonly number[];
  /** 1 to 12. */
  readonly months: readonly number[];
  /** 0 (Sunday) to 6. */
  readonly weekdays: readonly number[];
}

/** The expression cannot be used. The message is a sentence for the person who wrote it. */
export class CronError extends Error {
  override readonly name = "CronError";
}

/** @throws CronError */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (text.length > LONGEST || fields.length !== 5 || !fields.every((field) => FIELD.test(field))) {
    throw new CronError(
      "A cron expression has five fields (minute, hour, day of month, month, day of week), like 30 2 * * 1-5.",
    );
  }
  try {
    const { minute, hour, dayOfMonth, month, dayOfWeek } = CronExpressionParser.parse(
      fields.join(" "),
      { tz: "UTC" },
    ).fields;
    return {
      minutes: minute.values,
      hours: hour.values,
      // cron-parser leaves out days that the named months do not have, also of a star.
      days: dayOfMonth.isWildcard ? EVERY_DAY : numbers(dayOfMonth.values),
      months: month.values,
      weekdays: [...new Set(numbers(dayOfWeek.values).map((day) => day % 7))].toSorted(
        (one, other) => one - other,
      ),
    };
  } catch (cause) {
    throw new CronError(sentenceFor(cause), { cause });
  }
}

/** The first moment after an instant (milliseconds), or null when none comes within ten years. */
export function nextOfCron(cron: Cron, timeZone: string, after: number): number | null {
  const everyHour = cron.hours.length === 24;
  // A moment that was skipped may belong to the day before.
  let day = dayOf(wallTime(after, timeZone)) - DAY;
  const end = day + TEN_YEARS;

  for (; day < end; day += DAY) {
    const next = earliest(day);
    // A moment of this day may be moved beyond the first of the next.
    if (next !== null) return Math.min(next, earliest(day + DAY) ?? next);
  }
  return null;

  function earliest(midnight: WallTime): number | null {
    if (!dayMatches(cron, midnight)) return null;
    let found: number | null = null;
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const wall = midnight + hour * HOUR + minute * MINUTE;
        // No clock is further than this from UTC, even when it skips a day.
        if (wall < after - 2 * DAY) continue;
        const instants = everyHour ? instantsOf(wall, timeZone) : [firstInstantOf(wall, timeZone)];
        for (const instant of instants) {
          if (instant > after && (found === null || instant < found)) found = instant;
        }
        if (found !== null && wall > found + 2 * DAY) return found;
      }
    }
    return found;
  }
}

/** The shortest time between two moments of an expression on days without a clock change, minutes. */
export function shortestGap({ minutes, hours }: Cron): number {
  const moments = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) return Number.POSITIVE_INFINITY;
  const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment));
  return Math.min(...gaps, first + 24 * 60 - last);
}

const LONGEST = 120;

/** Numbers, ranges, steps, lists and English names; not the letters that pick a random or last day. */
const FIELD =
  /^(?:\*|[0-9]{1,2}|[A-Za-z]{3})(?:-(?:[0-9]{1,2}|[A-Za-z]{3}))?(?:\/[0-9]{1,2})?(?:,(?:\*|[0-9]{1,2}|[A-Za-z]{3})(?:-(?:[0-9]{1,2}|[A-Za-z]{3}))?(?:\/[0-9]{1,2})?)*$/;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TEN_YEARS = 3653 * DAY;

const EVERY_DAY = Array.from({ length: 31 }, (_, index) => index + 1);

function numbers(values: readonly unknown[]): number[] {
  return values.filter((value) => typeof value === "number");
}

function sentenceFor(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : "";
  if (/explicit day of month/.test(text)) {
    return "This schedule never runs: none of its months has such a day.";
  }
  return `This cron expression cannot be read: ${text.replace(/\.$/, "")}.`;
}

function dayOf(wall: WallTime): WallTime {
  return Math.floor(wall / DAY) * DAY;
}

/** As every cron has it: with both a day of the month and a weekday named, either one is enough. */
function dayMatches({ days, months, weekdays }: Cron, midnight: WallTime): boolean {
  const date = new Date(midnight);
  if (!months.includes(date.getUTCMonth() + 1)) return false;
  const byDay = days.includes(date.getUTCDate());
  const byWeekday = weekdays.includes(date.getUTCDay());
  if (days.length === 31) return byWeekday;
  if (weekdays.length === 7) return byDay;
  return byDay || byWeekday;
}
