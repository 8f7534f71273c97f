import { expect, test } from "vitest";
import type { ScheduleRow } from "@/lib/db/shapes.ts";
import { draftOf, planOf } from "./draft.ts";

const schedule: ScheduleRow = {
  clusterId: "c",
  everyMinutes: null,
  cron: null,
  timeZone: "UTC",
  jitterSeconds: 60,
  paused: false,
  tickAt: null,
  lastTickAt: null,
  failures: 0,
  message: "",
};

test.each([5, 59, 60, 90, 360, 1440, 2880, 43_200])(
  "an interval of %d minutes goes through the form unchanged",
  (everyMinutes) => {
    const draft = draftOf({ ...schedule, everyMinutes }, "Europe/Berlin");
    expect(planOf(draft)).toEqual({
      everyMinutes,
      cron: null,
      timeZone: "UTC",
      jitterSeconds: 60,
    });
  },
);

test("an expression goes through the form with its time zone", () => {
  const draft = draftOf({ ...schedule, cron: "5 3 * * *", timeZone: "Asia/Tokyo" }, "UTC");
  expect(planOf(draft)).toEqual({
    everyMinutes: null,
    cron: "5 3 * * *",
    timeZone: "Asia/Tokyo",
    jitterSeconds: 60,
  });
});

test("a new schedule begins with every 6 hours, and a cron expression in the visitor's zone", () => {
  const draft = draftOf(null, "Europe/Berlin");
  expect(planOf(draft)).toMatchObject({ everyMinutes: 360 });
  expect(planOf({ ...draft, by: "cron" })).toMatchObject({ timeZone: "Europe/Berlin" });
});

test.each(["", "-1", "1.5", "1e3", "many", "9999999"])("%j is no interval", (amount) => {
  expect(planOf({ ...draftOf(null, "UTC"), amount }).everyMinutes).toBe(0);
});
