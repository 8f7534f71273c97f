import { CronExpressionParser } from "cron-parser";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CronError, nextOfCron, parseCron, shortestGap } from "./schedule-cron.ts";
import { firstInstantOf, isTimeZone, wallTime } from "./schedule-zone.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where clocks change by an hour, by an hour elsewhere on the globe, by half an hour, never, and once by a whole day. */
const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "UTC",
  "Asia/Kolkata",
  "America/Havana",
  "Pacific/Apia",
];

const list = (min: number, max: number) =>
  fc
    .uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 })
    .map((values) => values.toSorted((one, other) => one - other).join(","));
const or = (star: string, some: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(star) }, { weight: 1, arbitrary: some });
const expressions = fc
  .tuple(
    fc.oneof(list(0, 59), fc.constantFrom("*/5", "*/15", "10-20/5")),
    or("*", fc.oneof(list(0, 23), fc.constantFrom("*/6", "1-3", "22-23"))),
    or("*", list(1, 28)),
    or("*", list(1, 12)),
    or("*", fc.oneof(list(0, 6), fc.constantFrom("7", "mon-fri", "5-7"))),
  )
  .map((fields) => fields.join(" "));

/** Instants around the changes of clocks of 2026, and any other. */
const starts = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("2026-03-08T06:00Z", "2026-03-29T00:00Z", "2026-04-04T14:00Z"),
      fc.integer({ min: -2000, max: 2000 }),
    )
    .map(([near, minutes]) => Date.parse(near) + minutes * MINUTE),
  fc
    .tuple(
      fc.constantFrom("2026-10-03T15:00Z", "2026-10-25T00:00Z", "2026-11-01T06:00Z"),
      fc.integer({ min: -2000, max: 2000 }),
    )
    .map(([near, minutes]) => Date.parse(near) + minutes * MINUTE),
  fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2040, 0) }),
);

/** The promise, word by word: every wall-clock minute is looked at. Within a few days only. */
function naiveNext(text: string, zone: string, after: number, within: number): number | null {
  const fields = CronExpressionParser.parse(text, { tz: "UTC" }).fields;
  const everyHour = fields.hour.values.length === 24;
  const matches = (wall: number) => {
    const date = new Date(wall);
    const has = (values: readonly unknown[], value: number) => values.includes(value);
    const dayOfMonth = has(fields.dayOfMonth.values, date.getUTCDate());
    const weekday = has(fields.dayOfWeek.values, date.getUTCDay());
    const days = fields.dayOfMonth.isWildcard;
    const weekdays = new Set(fields.dayOfWeek.values.map((day) => Number(day) % 7)).size === 7;
    return (
      has(fields.minute.values, date.getUTCMinutes()) &&
      has(fields.hour.values, date.getUTCHours()) &&
      has(fields.month.values, date.getUTCMonth() + 1) &&
      (days ? weekday : weekdays ? dayOfMonth : dayOfMonth || weekday)
    );
  };
  const found: number[] = [];
  if (everyHour) {
    const first = Math.floor(after / MINUTE + 1) * MINUTE;
    for (let instant = first; instant < after + within && found.length === 0; instant += MINUTE) {
      if (matches(wallTime(instant, zone))) found.push(instant);
    }
  } else {
    const from = Math.floor((after - 2 * DAY) / MINUTE) * MINUTE;
    for (let wall = from; wall < after + within + 2 * DAY; wall += MINUTE) {
      if (matches(wall)) found.push(firstInstantOf(wall, zone));
    }
  }
  const next = Math.min(...found.filter((instant) => instant > after));
  return next < after + within ? next : null;
}

const iso = (instant: number | null) => instant && new Date(instant).toISOString();

function moments(text: string, zone: string, from: string, count: number): string[] {
  const cron = parseCron(text);
  const told: string[] = [];
  let at = Date.parse(from);
  for (let index = 0; index < count; index += 1) {
    const next = nextOfCron(cron, zone, at);
    if (next === null) break;
    told.push(new Date(next).toISOString());
    at = next;
  }
  return told;
}

describe("moments of a cron expression", () => {
  test("are what looking at every minute of the clock finds, in every zone", () => {
    fc.assert(
      fc.property(expressions, fc.constantFrom(...ZONES), starts, (text, zone, after) => {
        const within = 3 * DAY;
        const next = nextOfCron(parseCron(text), zone, after);
        const expected = naiveNext(text, zone, after, within);
        expect(iso(next !== null && next < after + within ? next : null)).toBe(iso(expected));
      }),
      { numRuns: 150 },
    );
  });

  test("are those of cron-parser where clocks do not change", () => {
    fc.assert(
      fc.property(expressions, starts, (text, after) => {
        const theirs = CronExpressionParser.parse(text, { tz: "UTC", currentDate: after });
        expect(iso(nextOfCron(parseCron(text), "UTC", after))).toBe(
          theirs.next().toDate().toISOString(),
        );
      }),
      { numRuns: 150 },
    );
  });

  test("do not depend on where the looking started", () => {
    fc.assert(
      fc.property(
        expressions,
        fc.constantFrom(...ZONES),
        starts,
        fc.integer({ min: 1, max: 2000 }),
        (text, zone, after, minutes) => {
          const cron = parseCron(text);
          const next = nextOfCron(cron, zone, after);
          const later = after + minutes * MINUTE;
          const again = nextOfCron(cron, zone, later);
          if (next !== null && next > later) expect(iso(again)).toBe(iso(next));
          else expect(again === null || next === null || again > next).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("when a clock is put forward", () => {
  test("a skipped time runs as much later as was skipped, on that day only", () => {
    expect(moments("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00Z", 3)).toEqual([
      "2026-03-28T01:30:00.000Z",
      "2026-03-29T01:30:00.000Z", // 3:30 in Berlin
      "2026-03-30T00:30:00.000Z",
    ]);
    expect(moments("30 2 * * *", "America/New_York", "2026-03-07T12:00Z", 2)).toEqual([
      "2026-03-08T07:30:00.000Z", // 3:30 in New York
      "2026-03-09T06:30:00.000Z",
    ]);
  });

  test("half an hour is skipped on Lord Howe Island", () => {
    expect(moments("15 2 * * *", "Australia/Lord_Howe", "2026-10-02T00:00Z", 3)).toEqual([
      "2026-10-02T15:45:00.000Z",
      "2026-10-03T15:45:00.000Z", // 2:45 there
      "2026-10-04T15:15:00.000Z",
    ]);
  });

  test("midnight that is skipped belongs to its day", () => {
    expect(moments("0 0 8 3 *", "America/Havana", "2026-01-01T00:00Z", 1)).toEqual([
      "2026-03-08T05:00:00.000Z", // 1:00 in Havana
    ]);
  });

  test("every half hour goes on every half hour", () => {
    expect(moments("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:15Z", 3)).toEqual([
      "2026-03-29T00:30:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-03-29T01:30:00.000Z",
    ]);
  });
});

describe("when a clock is put back", () => {
  test("a doubled time runs once, at its first, wherever the looking starts", () => {
    for (const from of ["2026-10-24T12:00Z", "2026-10-25T00:15Z"]) {
      expect(moments("30 2 * * *", "Europe/Berlin", from, 2)).toEqual([
        "2026-10-25T00:30:00.000Z",
        "2026-10-26T01:30:00.000Z",
      ]);
    }
    for (const from of ["2026-10-25T00:30Z", "2026-10-25T01:15Z"]) {
      expect(moments("30 2 * * *", "Europe/Berlin", from, 1)).toEqual(["2026-10-26T01:30:00.000Z"]);
    }
    expect(moments("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00Z", 2)).toEqual([
      "2026-04-04T14:45:00.000Z",
      "2026-04-05T15:15:00.000Z",
    ]);
  });

  test("every half hour runs through both hours", () => {
    expect(moments("*/30 * * * *", "America/New_York", "2026-11-01T05:15Z", 4)).toEqual([
      "2026-11-01T05:30:00.000Z",
      "2026-11-01T06:00:00.000Z",
      "2026-11-01T06:30:00.000Z",
      "2026-11-01T07:00:00.000Z",
    ]);
  });
});

describe("an expression is refused with one sentence", () => {
  test.each([
    ["", /five fields/],
    ["* * * *", /five fields/],
    ["* * * * * *", /five fields/],
    ["@daily", /five fields/],
    ["H * * * *", /five fields/],
    ["0 0 L * *", /five fields/],
    [`${"1,".repeat(100)}1 * * * *`, /five fields/],
    ["0 0 30 2 *", /never runs/],
    ["0 0 31 4,6,9,11 *", /never runs/],
    ["60 * * * *", /cannot be read/],
    ["*/0 * * * *", /cannot be read/],
    ["5 * * foo *", /cannot be read/],
    ["20-10 * * * *", /cannot be read/],
  ])("%j", (text, sentence) => {
    expect(() => parseCron(text)).toThrow(CronError);
    expect(() => parseCron(text)).toThrow(sentence);
    try {
      parseCron(text);
    } catch (error) {
      expect(String(error).match(/[.!?](\s|$)/g)).toHaveLength(1);
    }
  });

  test("whatever is written, nothing else is thrown", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d*,/\-A-Z ]{0,40}$/)), (text) => {
        try {
          nextOfCron(parseCron(text), "UTC", 0);
        } catch (error) {
          expect(error).toBeInstanceOf(CronError);
        }
      }),
    );
  });
});

test("a leap day is found eight years on", () => {
  expect(moments("0 0 29 2 *", "UTC", "2096-03-01T00:00Z", 1)).toEqual([
    "2104-02-29T00:00:00.000Z",
  ]);
});

test.each([
  ["*/5 * * * *", 5],
  ["0,3 * * * *", 3],
  ["58,1 * * * *", 3],
  ["59 23,0 * * *", 60],
  ["0,59 0,23 * * *", 1],
  ["30 2 * * *", 1440],
])("%s runs %d minutes apart at the closest", (text, minutes) => {
  expect(shortestGap(parseCron(text))).toBe(minutes);
});

test("time zones are names, not offsets, paths or nonsense", () => {
  expect(
    ["Europe/Berlin", "UTC", "America/Argentina/Ushuaia", "Etc/GMT+5"].filter(isTimeZone),
  ).toHaveLength(4);
  expect(
    ["+02:00", "Mars/Phobos", "", "../etc/passwd", "Europe/Berlin\n"].filter(isTimeZone),
  ).toEqual([]);
});
