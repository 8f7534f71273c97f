import { expect, test } from "vitest";
import { headlineCases, waypointsForArticle } from "./headline.ts";

const cases = new Map(headlineCases().map((each) => [each.id, each]));

function percent(id: string): number {
  const found = cases.get(id);
  if (!found) throw new Error(`There is no case ${id}.`);
  return Math.round(found.saved * 1000) / 10;
}

/** Bytes, to the third digit of a GB. */
const GB = 1e9;
const GIB = 1024 ** 3;

test.each([
  // 500 * 60 MB = 30 GB; 3 * 12 MB = 0.036 GB; 29.964 / 30 = 99.88 %
  ["A", 30 * GB, 0.036 * GB, 99.9],
  // 0.036 GB + 10 * 2 * 60 MB = 1.236 GB; 28.764 / 30 = 95.88 %
  ["B", 30 * GB, 1.236 * GB, 95.9],
  // 0.036 GB + 75 * 2 * 60 MB = 9.036 GB; 20.964 / 30 = 69.88 %
  ["C", 30 * GB, 9.036 * GB, 69.9],
  // 500 * 128 MiB = 62.5 GiB; 3 * (512 + 100) MiB = 1836 MiB = 1.79 GiB; 62,164 / 64,000 = 97.13 %
  ["D", 62.5 * GIB, (1836 / 1024) * GIB, 97.1],
  // 3 * (2048 + 100) MiB = 6444 MiB = 6.29 GiB; 57,556 / 64,000 = 89.93 %
  ["D′", 62.5 * GIB, (6444 / 1024) * GIB, 89.9],
  // 1836 MiB + 10 * 2 * 128 MiB = 4396 MiB = 4.29 GiB; 59,604 / 64,000 = 93.13 %
  ["D″", 62.5 * GIB, (4396 / 1024) * GIB, 93.1],
  // 500 * 50 MB = 25 GB; 6444 MiB = 6.757 GB; 18.243 / 25 = 72.97 %
  ["E", 25 * GB, 6444 * 1024 ** 2, 73],
  // 6444 MiB + 2048 MiB = 8492 MiB = 8.905 GB; 16.095 / 25 = 64.38 %
  ["E′", 25 * GB, 8492 * 1024 ** 2, 64.4],
  // 150 * 60 MB + 3 * 12 MB = 9.036 GB; 20.964 / 30 = 69.88 %
  ["F", 30 * GB, 9.036 * GB, 69.9],
  // 500 * 0.6 vCPU = 300 vCPU; 3 * 0.3 + 10 * 0.6 = 6.9 vCPU; 293.1 / 300 = 97.7 %
  ["G", 300_000, 6900, 97.7],
  // 2 * 0.20 vCPU = 0.40 vCPU; 2 * 0.06 vCPU = 0.12 vCPU; 0.28 / 0.40 = 70 %
  ["H", 400, 120, 70],
])("case %s is as worked out by hand", (id, sidecar, ambient, saved) => {
  expect(cases.get(id)?.sidecar).toBeCloseTo(sidecar, 0);
  expect(cases.get(id)?.ambient).toBeCloseTo(ambient, 0);
  expect(percent(id)).toBe(saved);
});

test("no other case is there", () => {
  expect(cases.size).toBe(11);
});

test("70 % of memory takes so many waypoints", () => {
  // (0.3 * 500 * 60 - 3 * 12) / 60 = 149.4
  expect(waypointsForArticle("usage")).toBe(149);
  // (0.3 * 500 * 128 - 3 * (512 + 100)) / 128 = 135.7
  expect(waypointsForArticle("requests", { cniIsNew: true })).toBe(136);
  // (0.3 * 500 * 128 - 3 * 512) / 128 = 138
  expect(waypointsForArticle("requests", { cniIsNew: false })).toBe(138);
});
