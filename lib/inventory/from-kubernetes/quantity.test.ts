import { expect, test } from "vitest";
import { toBytes, toMillicores } from "./quantity.ts";

test.each([
  ["128Mi", 134_217_728],
  ["1Gi", 1_073_741_824],
  ["1.5Gi", 1_610_612_736],
  ["1k", 1000],
  ["1e3", 1000],
  ["1E", 1e18],
  ["2E3", 2000],
  ["100m", 1],
  ["1073741824", 1_073_741_824],
  [1024, 1024],
  ["0", 0],
])("%s is %d bytes", (quantity, bytes) => {
  expect(toBytes(quantity)).toBe(bytes);
});

test.each([
  ["100m", 100],
  ["0.1", 100],
  ["1", 1000],
  [2, 2000],
  ["1500u", 2],
  ["2.2", 2200],
])("%s is %d millicores", (quantity, millicores) => {
  expect(toMillicores(quantity)).toBe(millicores);
});

test.each([
  "",
  "abc",
  "1 Gi",
  "-1",
  "1Gii",
  "--1",
  ".",
  "1e",
  "NaN",
  null,
  undefined,
  {},
  -5,
  Number.NaN,
])("%s is no quantity, so nothing is claimed", (quantity) => {
  expect(toBytes(quantity)).toBeNull();
  expect(toMillicores(quantity)).toBeNull();
});
