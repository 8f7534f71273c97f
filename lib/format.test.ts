import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bytes,
  count,
  counted,
  cpu,
  dayText,
  duration,
  exactTime,
  finePercent,
  latency,
  momentText,
  percent,
  perSecond,
  pickLocale,
  printable,
  quantityText,
  relativeTime,
} from "./format.ts";

const GIB = 1024 ** 3;

describe("sizes", () => {
  test("bytes carry binary prefixes and at most three significant digits below a thousand", () => {
    expect(bytes(0, "en")).toEqual({ value: "0", unit: "B" });
    expect(bytes(61.23 * GIB, "en")).toEqual({ value: "61.2", unit: "GiB" });
    expect(bytes(1.875 * GIB, "en")).toEqual({ value: "1.88", unit: "GiB" });
    expect(bytes(640 * GIB, "en")).toEqual({ value: "640", unit: "GiB" });
  });

  test("a size just under a unit is not shown as 1,024 of the smaller one", () => {
    expect(bytes(GIB - 1, "en")).toEqual({ value: "1", unit: "GiB" });
  });

  test("the visitor's locale decides the decimal sign", () => {
    expect(quantityText(bytes(61.2 * GIB, "de"))).toBe("61,2\u00a0GiB");
  });

  test("CPU is millicores below one core and cores from there on", () => {
    expect(cpu(250, "en")).toEqual({ value: "250", unit: "mCPU" });
    expect(cpu(38_000, "en")).toEqual({ value: "38", unit: "vCPU" });
    expect(cpu(1250, "en")).toEqual({ value: "1.25", unit: "vCPU" });
  });
});

describe("requests", () => {
  test("latency is milliseconds below a second, and never 1,000 of them", () => {
    expect(latency(0.634, "en")).toEqual({ value: "0.63", unit: "ms" });
    expect(latency(48.21, "en")).toEqual({ value: "48.2", unit: "ms" });
    expect(latency(999.7, "en")).toEqual({ value: "1", unit: "s" });
    expect(latency(1250, "de")).toEqual({ value: "1,25", unit: "s" });
  });

  test("a rate or a share of failures that is some is never 0, and not all is never 100 %", () => {
    expect(perSecond(0, "en").value).toBe("0");
    expect(perSecond(0.001, "en").value).toBe("<0.01");
    expect(perSecond(1250.4, "en").value).toBe("1,250");
    expect(finePercent(0, "en").value).toBe("0");
    expect(finePercent(0.00001, "en").value).toBe("<0.01");
    expect(finePercent(0.00123, "en").value).toBe("0.12");
    expect(finePercent(0.99999, "en").value).toBe("99.9");
    expect(finePercent(1, "en").value).toBe("100");
  });
});

describe("shares and counts", () => {
  test("counts read as the locale writes them, loaded or not", () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 31),
        fc.constantFrom("en", "en-GB", "en-IN", "de", "fr"),
        (n, locale) => {
          const expected = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(n);
          expect(count(n, locale)).toBe(expected);
        },
      ),
    );
  });

  test("figures read in English as where its rules are loaded", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e13, noNaN: true }), fc.nat(12_000), (much, little) => {
        for (const amount of [much, little, little / 1000, -1 - little]) {
          expect(bytes(amount, "en")).toEqual(bytes(amount, "en-AU"));
          expect(cpu(amount, "en")).toEqual(cpu(amount, "en-AU"));
          expect(latency(amount, "en")).toEqual(latency(amount, "en-AU"));
          expect(duration(amount, "en")).toBe(duration(amount, "en-AU"));
        }
      }),
    );
  });

  test("a share is 100 % only when nothing is left", () => {
    expect(percent(0.999, "en").value).toBe("99");
    expect(percent(1, "en").value).toBe("100");
  });

  test("a share of something is never 0 %", () => {
    expect(percent(0.004, "en").value).toBe("<1");
    expect(percent(0, "en").value).toBe("0");
  });

  test("one is singular, every other number plural, with grouping", () => {
    expect(counted(1, "cluster", "clusters", "en")).toBe("1 cluster");
    expect(counted(0, "cluster", "clusters", "en")).toBe("0 clusters");
    expect(counted(12_000, "pod", "pods", "en")).toBe("12,000 pods");
  });
});

describe("times", () => {
  const now = Date.parse("2026-11-22T10:42:00Z");

  test.each([
    ["2026-11-22T10:41:30Z", "just now"],
    ["2026-11-22T10:38:00Z", "4 min ago"],
    ["2026-11-22T08:00:00Z", "2 h ago"],
    ["2026-11-19T10:00:00Z", "3 d ago"],
    ["2026-01-02T10:00:00Z", "on 2 Jan 2026"],
  ])("%s is %s", (iso, said) => {
    expect(relativeTime(iso, now)).toBe(said);
  });

  test("a clock that runs ahead does not announce the future", () => {
    expect(relativeTime("2026-11-22T11:00:00Z", now)).toBe("just now");
  });

  test("an exact time says its zone", () => {
    expect(exactTime("2026-11-22T10:42:05.123Z")).toBe("22 Nov 2026, 10:42:05 UTC");
  });

  test("a point in time is named by its day and minute", () => {
    expect(momentText("2026-11-03T10:42:59.999Z")).toBe("3 Nov 2026, 10:42 UTC");
    expect(dayText("2026-11-03T23:59:59.999Z")).toBe("3 Nov 2026");
    expect(momentText("soon")).toBe("an unknown time");
    expect(dayText("soon")).toBe("an unknown day");
  });

  test("a time that is none says so", () => {
    expect(relativeTime("soon", now)).toBe("at an unknown time");
    expect(exactTime("soon")).toBe("unknown time");
  });

  test.each([
    [400, "0.4 s"],
    [41_000, "41 s"],
    [192_000, "3 min 12 s"],
    [7_500_000, "2 h 5 min"],
    [-5, "0 s"],
  ])("%i ms is %s", (ms, said) => {
    expect(duration(ms, "en")).toBe(said);
  });
});

describe("text from clusters", () => {
  test("characters that hide or reorder text become visible", () => {
    expect(printable("shop\u202egnp.exe\u0007")).toBe("shop\\u202egnp.exe\\u0007");
    expect(printable("a\u200bb\u{e0041}")).toBe("a\\u200bb\\u{e0041}");
  });

  test("a 64 KB label is cut", () => {
    expect(printable("x".repeat(65_536), 100)).toHaveLength(100);
  });

  test("no control character survives, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});

describe("locale", () => {
  test("the first language that can be formatted wins", () => {
    expect(pickLocale("xx-nope;q=1, de-CH;q=0.9, en;q=0.8")).toBe("de-CH");
  });

  test.each([null, "", "*", "'; drop table", "a".repeat(10_000)])(
    "%s falls back to en",
    (header) => {
      expect(pickLocale(header)).toBe("en");
    },
  );
});
