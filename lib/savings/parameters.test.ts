import fc from "fast-check";
import { expect, test } from "vitest";
import { assume, PARAMETER_NAMES, parameter, refusal } from "./parameters.ts";
import { PRICE_PRESETS } from "./prices.ts";

test("every default is within its own range", () => {
  for (const name of PARAMETER_NAMES) {
    const { fallback } = parameter(name);
    if (fallback !== null) expect(refusal(name, fallback), name).toBeNull();
  }
});

test("a number out of range is refused with the range", () => {
  expect(refusal("realisation", 1.2)).toBe(
    "Share of freed requests that removes nodes has to be between 0 and 1.",
  );
  expect(refusal("nodes", 20_001)).toBe(
    "Nodes that run ztunnel has to be between 0 and 20,000 nodes.",
  );
  expect(refusal("nodes", 2.5)).toBe("Nodes that run ztunnel has to be a whole number.");
  expect(refusal("ztunnelMem", Number.NaN)).toContain("has to be a number");
});

test("what is given counts first, then what the cluster tells, then the default", () => {
  expect(assume({ ztunnelMem: 300 }, { ztunnelMem: 400 }).ztunnelMem).toBe(300);
  expect(assume({}, { ztunnelMem: 400 }).ztunnelMem).toBe(400);
  expect(assume().ztunnelMem).toBe(512);
  expect(assume().nodes).toBeNull();
});

test("what cannot be taken is never in force", () => {
  fc.assert(
    fc.property(fc.constantFrom(...PARAMETER_NAMES), fc.double(), (name, value) => {
      const inForce = assume({ [name]: value })[name];
      expect(inForce).toBe(refusal(name, value) === null ? value : parameter(name).fallback);
    }),
  );
});

test("prices that are offered can be taken", () => {
  for (const { usdPerVcpuHour, usdPerGibHour, asOf } of PRICE_PRESETS) {
    expect(refusal("usdPerVcpuHour", usdPerVcpuHour)).toBeNull();
    expect(refusal("usdPerGibHour", usdPerGibHour)).toBeNull();
    expect(asOf).toMatch(/^20\d\d-\d\d$/);
  }
});
