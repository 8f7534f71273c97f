/**
 * Numbers, sizes, times and hostile text as the visitor reads them. Pure: the locale and the time are arguments, and
 * the server and the browser answer the same text for the same arguments.
 */

/** A figure and its unit, apart, so that the unit can stand in a lighter tone. `unit` is "" for plain counts. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

/** "61.2 GiB": both parts as one text, with a no-break space. */
export function quantityText({ value, unit }: Quantity): string {
  return unit === "" ? value : `${value}\u00a0${unit}`;
}

const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;

/** Bytes with a binary prefix: three significant digits at most, never 1,024 of a smaller unit. */
export function bytes(size: number, locale: string): Quantity {
  let amount = size;
  let step = 0;
  while (Math.abs(rounded(amount)) >= 1024 && step < BINARY.length - 1) {
    amount /= 1024;
    step += 1;
  }
  return { value: figure(rounded(amount), locale), unit: BINARY[step] ?? "B" };
}

/** CPU from millicores: "250 mCPU" below one core, "38 vCPU" from there on. */
export function cpu(millicores: number, locale: string): Quantity {
  if (Math.abs(millicores) < 1000) {
    return { value: figure(Math.round(millicores), locale), unit: "mCPU" };
  }
  return { value: figure(rounded(millicores / 1000), locale), unit: "vCPU" };
}

/** Time that a request took, from milliseconds: "0.63 ms", "48 ms", "1.25 s". */
export function latency(milliseconds: number, locale: string): Quantity {
  const inSeconds = Math.abs(rounded(milliseconds)) >= 1000;
  const amount = inSeconds ? milliseconds / 1000 : milliseconds;
  return { value: figure(rounded(amount), locale), unit: inSeconds ? "s" : "ms" };
}

/** Events per second: "0.04 /s", "1,250 /s". Some is never 0. */
export function perSecond(rate: number, locale: string): Quantity {
  if (rate > 0 && rate < 0.005) return { value: "<0.01", unit: "/s" };
  return { value: figure(rounded(rate), locale), unit: "/s" };
}

/**
 * A share that is small where all is well, such as that of failed requests: "0.12 %". Some is never 0, and 100 is all.
 * @param share from 0 to 1
 */
export function finePercent(share: number, locale: string): Quantity {
  if (share > 0 && share < 0.0001) return { value: "<0.01", unit: "%" };
  const amount = rounded(share * 100);
  return { value: figure(share < 1 ? Math.min(99.9, amount) : amount, locale), unit: "%" };
}

/** A whole number with the locale's grouping. */
export function count(amount: number, locale: string): string {
  return numberText(amount, locale, 0);
}

/** "1 cluster", "3 clusters". */
export function counted(amount: number, one: string, many: string, locale: string): string {
  return `${count(amount, locale)} ${amount === 1 ? one : many}`;
}

/**
 * A share as whole percent that never overstates: 100 only when it is all of it, "<1" rather than 0 when it is some.
 * @param share from 0 to 1
 */
export function percent(share: number, locale: string): Quantity {
  if (share > 0 && share < 0.01) return { value: "<1", unit: "%" };
  const whole = share < 1 ? Math.min(99, Math.round(share * 100)) : Math.round(share * 100);
  return { value: count(whole, locale), unit: "%" };
}

/** How long something took or has taken, from milliseconds: "0.4 s", "41 s", "3 min 12 s", "2 h 5 min". */
export function duration(milliseconds: number, locale: string): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 10_000) return `${numberText(Math.floor(ms / 100) / 10, locale, 1)} s`;

  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;

  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joined(`${minutes} min`, seconds % 60, "s");
  return joined(`${count(Math.floor(minutes / 60), locale)} h`, minutes % 60, "min");
}

/** "just now", "4 min ago", "2 h ago", "3 d ago"; older than 30 days its date. A time ahead of `now` is "just now". */
export function relativeTime(iso: string, now: number): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return "at an unknown time";

  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days <= 30 ? `${days} d ago` : `on ${dateText(new Date(then))}`;
}

/** "22 Nov 2026, 10:42:05 UTC" */
export function exactTime(iso: string): string {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return "unknown time";
  return `${dateText(then)}, ${then.toISOString().slice(11, 19)} UTC`;
}

/** "3 Nov 2026, 10:42 UTC": a point in time as a page names it. */
export function momentText(iso: string): string {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return "an unknown time";
  return `${dateText(then)}, ${then.toISOString().slice(11, 16)} UTC`;
}

/** "3 Nov 2026", the day in UTC. */
export function dayText(iso: string): string {
  const then = new Date(iso);
  return Number.isNaN(then.getTime()) ? "an unknown day" : dateText(then);
}

/**
 * Text from a cluster, made safe to read: control characters and those that reorder or hide text become visible
 * escapes such as \u202e, and what is longer than `limit` characters ends in an ellipsis.
 */
export function printable(text: string, limit = 253): string {
  const kept = text.length > limit ? `${text.slice(0, Math.max(0, limit - 1))}…` : text;
  return kept.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0xfffd;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** Takes the first supported language of an Accept-Language header; "en" when none is. */
export function pickLocale(acceptLanguage: string | null): string {
  const wanted = (acceptLanguage ?? "").slice(0, 500).split(",");
  for (const entry of wanted) {
    const tag = entry.split(";")[0]?.trim() ?? "";
    if (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(tag)) {
      const [supported] = supportedLocales(tag);
      if (supported !== undefined) return supported;
    }
  }
  return "en";
}

/** C0, C1, zero-width and bidirectional controls, line separators, lone surrogates, tags and private use. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;

const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
] as const;

function rounded(amount: number): number {
  const size = Math.abs(amount);
  if (size >= 100) return Math.round(amount);
  return Math.round(amount * (size >= 10 ? 10 : 100)) / (size >= 10 ? 10 : 100);
}

function figure(amount: number, locale: string): string {
  return numberText(amount, locale, 2);
}

/** With the locale's grouping and mark, and so many decimals at most. */
export function numberText(amount: number, locale: string, decimals: number): string {
  if (WITH_COMMAS.has(locale)) {
    const [plain, whole = "", part = ""] = PLAIN.exec(String(amount)) ?? [];
    if (plain !== undefined && part.length <= decimals + 1)
      return `${whole.replace(THOUSANDS, ",")}${part}`;
  }
  return numbers(locale, decimals).format(amount);
}

/** Where most visitors come from, a browser need not load its rules for numbers before the page answers. */
const WITH_COMMAS: ReadonlySet<string> = new Set(["en", "en-US", "en-GB"]);

/** Digits that JavaScript writes exactly as these locales do, but for the commas. */
const PLAIN = /^(\d{1,15})(\.\d+)?$/;

const THOUSANDS = /\B(?=(?:\d{3})+$)/g;

const formats = new Map<string, Intl.NumberFormat>();

function numbers(locale: string, digits: number): Intl.NumberFormat {
  const key = `${locale} ${digits}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
  formats.set(key, made);
  return made;
}

function joined(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first} ${rest} ${unit}`;
}

function dateText(date: Date): string {
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function supportedLocales(tag: string): string[] {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag);
  } catch {
    return [];
  }
}
