/** A schedule as a person would say it. English, since all sentences of the product are. */
import type { SchedulePlan } from "./schedule-plan.ts";

/** "Every 6 hours", "Every day at 02:30, Europe/Berlin"; expressions beyond everyday ones are quoted. */
export function scheduleWords({ everyMinutes, cron, timeZone }: SchedulePlan): string {
  if (everyMinutes !== null) return intervalWords(everyMinutes);
  return `${cronWords(cron ?? "")}, ${timeZone}`;
}

function intervalWords(minutes: number): string {
  const [amount, unit] =
    minutes % 1440 === 0
      ? [minutes / 1440, "day"]
      : minutes % 60 === 0
        ? [minutes / 60, "hour"]
        : [minutes, "minute"];
  return amount === 1 ? `Every ${unit}` : `Every ${amount} ${unit}s`;
}

function cronWords(cron: string): string {
  const quoted = `By cron ${cron}`;
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = cron.trim().split(/\s+/);
  if (month !== "*") return quoted;
  const step = /^\*\/(\d+)$/.exec(minute);
  if (step && hour === "*" && day === "*" && weekday === "*" && 60 % Number(step[1]) === 0) {
    return `Every ${step[1]} minutes`;
  }
  if (!/^\d+$/.test(minute)) return quoted;
  if (hour === "*" && day === "*" && weekday === "*") {
    return `Every hour at ${minute.padStart(2, "0")} past`;
  }
  const days = dayWords(day, weekday);
  if (days === null || !/^\d+(,\d+)*$/.test(hour)) return quoted;
  const times = hour
    .split(",")
    .map((each) => `${each.padStart(2, "0")}:${minute.padStart(2, "0")}`);
  return `${days} at ${listed(times)}`;
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const SHORT = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

function dayWords(day: string, weekday: string): string | null {
  if (day === "*" && weekday === "*") return "Every day";
  if (weekday === "*" && /^\d+$/.test(day)) return `On day ${Number(day)} of every month`;
  if (day !== "*") return null;
  const named = weekday.toLowerCase().replace(/[a-z]{3}/g, (name) => String(SHORT.indexOf(name)));
  if (named === "1-5") return "Monday to Friday";
  if (!/^\d(,\d)*$/.test(named)) return null;
  const names = named.split(",").map((number) => WEEKDAYS[Number(number) % 7]);
  return `Every ${listed(names.filter((name) => name !== undefined))}`;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
