import { expect, test } from "vitest";
import { refusal } from "./parameters.ts";
import { PRICE_PRESETS } from "./prices.ts";

test.each(PRICE_PRESETS)(
  "prices of $cloud $region can be taken, and say when and where they were read",
  (preset) => {
    expect(refusal("usdPerVcpuHour", preset.usdPerVcpuHour)).toBeNull();
    expect(refusal("usdPerGibHour", preset.usdPerGibHour)).toBeNull();
    expect(preset.usdPerVcpuHour).toBeGreaterThan(0);
    expect(preset.usdPerGibHour).toBeGreaterThan(0);
    expect(preset.asOf).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    expect(preset.source.url).toMatch(/^https:\/\//);
  },
);

test("every preset has a name of its own", () => {
  const names = PRICE_PRESETS.map(({ cloud, region }) => `${cloud} ${region}`);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(PRICE_PRESETS.map(({ id }) => id)).size).toBe(names.length);
});
