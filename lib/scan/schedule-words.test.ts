import { expect, test } from "vitest";
import { scheduleWords } from "./schedule-words.ts";

const words = (cron: string) =>
  scheduleWords({ everyMinutes: null, cron, timeZone: "Europe/Berlin", jitterSeconds: 0 });

test.each([
  ["30 2 * * *", "Every day at 02:30"],
  ["0 6,18 * * *", "Every day at 06:00 and 18:00"],
  ["5 7 * * 1-5", "Monday to Friday at 07:05"],
  ["5 7 * * MON-FRI", "Monday to Friday at 07:05"],
  ["0 3 * * sun", "Every Sunday at 03:00"],
  ["0 3 * * 1,3,7", "Every Monday, Wednesday and Sunday at 03:00"],
  ["0 3 1 * *", "On day 1 of every month at 03:00"],
  ["*/15 * * * *", "Every 15 minutes"],
  ["7 * * * *", "Every hour at 07 past"],
  ["*/25 * * * *", "By cron */25 * * * *"],
  ["0 3 1 * 1", "By cron 0 3 1 * 1"],
  ["0 3 * 1-3 *", "By cron 0 3 * 1-3 *"],
  ["0 */6 * * *", "By cron 0 */6 * * *"],
])("%s is: %s", (cron, said) => {
  expect(words(cron)).toBe(`${said}, Europe/Berlin`);
});

test.each([
  [5, "Every 5 minutes"],
  [60, "Every hour"],
  [90, "Every 90 minutes"],
  [360, "Every 6 hours"],
  [1440, "Every day"],
  [10_080, "Every 7 days"],
])("%d minutes are: %s", (everyMinutes, said) => {
  const plan = { everyMinutes, cron: null, timeZone: "UTC", jitterSeconds: 0 };
  expect(scheduleWords(plan)).toBe(said);
});
