import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Measure, valueAxis, valueText } from "./measure.ts";

const GIB = 1024 ** 3;
const texts = (high: number, measure: Measure, most = 4) => {
  const axis = valueAxis(high, measure, "en", most);
  return axis.ticks.map(axis.text);
};

test("a value says its unit, and a plain count needs none", () => {
  expect(valueText(61.2 * GIB, "bytes", "en")).toBe("61.2\u00a0GiB");
  expect(valueText(38_000, "millicores", "en")).toBe("38\u00a0vCPU");
  expect(valueText(0.63, "milliseconds", "de")).toBe("0,63\u00a0ms");
  expect(valueText(0.0012, "share", "en")).toBe("0.12\u00a0%");
  expect(valueText(1234, undefined, "en")).toBe("1,234");
});

describe("the axis of values", () => {
  test("has round numbers of one unit, binary ones for bytes", () => {
    expect(texts(61.2 * GIB, "bytes")).toEqual([
      "0\u00a0GiB",
      "25\u00a0GiB",
      "50\u00a0GiB",
      "75\u00a0GiB",
    ]);
    expect(texts(1.3 * GIB, "bytes")).toEqual([
      "0\u00a0GiB",
      "0.5\u00a0GiB",
      "1\u00a0GiB",
      "1.5\u00a0GiB",
    ]);
    expect(texts(900, "millicores")).toEqual(["0\u00a0mCPU", "500\u00a0mCPU", "1,000\u00a0mCPU"]);
    expect(texts(0.004, "share")).toEqual(["0\u00a0%", "0.2\u00a0%", "0.4\u00a0%"]);
    expect(texts(0, "milliseconds")).toEqual(["0\u00a0ms", "1\u00a0ms"]);
  });

  test("reaches above the highest value with few ticks, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e15, noNaN: true }),
        fc.constantFrom<Measure>("bytes", "millicores", "milliseconds", "per-second", "share"),
        fc.integer({ min: 2, max: 8 }),
        (high, measure, most) => {
          const { ticks, top } = valueAxis(high, measure, "en", most);
          expect(top).toBeGreaterThanOrEqual(high * (1 - 1e-6));
          expect(ticks.length).toBeLessThanOrEqual(most);
          expect(ticks[0]).toBe(0);
        },
      ),
    );
  });
});
