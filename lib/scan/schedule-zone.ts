/** Wall clocks: which instants a time zone's clock shows a given date and time at. */

/** A date and time as a clock on the wall shows it, as milliseconds since 1970 if that clock stood in UTC. */
export type WallTime = number;

/** Whether the runtime knows this IANA name ("Europe/Berlin"). Offsets such as "+02:00" are not names. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What the clock of a zone shows at an instant (milliseconds), to the second. */
export function wallTime(instant: number, timeZone: string): WallTime {
  const parts = new Map<string, number>();
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) {
    if (type !== "literal") parts.set(type, Number(value));
  }
  const of = (type: string) => parts.get(type) ?? Number.NaN;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

/**
 * The instants at which a zone's clock shows this time: one, two when the hour exists twice, none when it is skipped.
 * Earliest first.
 */
export function instantsOf(wall: WallTime, timeZone: string): readonly number[] {
  const [before, after] = offsetsAround(wall, timeZone);
  const candidates = before === after ? [wall - before] : [wall - before, wall - after];
  return candidates
    .filter((instant) => wallTime(instant, timeZone) === wall)
    .toSorted((one, other) => one - other);
}

/**
 * The first instant at which a zone's clock shows this time. A time that is skipped is moved by what was skipped: on
 * the night when 2:00 is followed by 3:00, 2:30 is 3:30.
 */
export function firstInstantOf(wall: WallTime, timeZone: string): number {
  return instantsOf(wall, timeZone)[0] ?? wall - offsetsAround(wall, timeZone)[0];
}

const DAY = 86_400_000;

/** What the clock was ahead of UTC a day before and is a day after: no zone changes twice in between. */
function offsetsAround(wall: WallTime, timeZone: string): readonly [number, number] {
  const offset = (instant: number) => wallTime(instant, timeZone) - instant;
  return [offset(wall - DAY), offset(wall + DAY)];
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, made);
  return made;
}
