import { expect, test } from "vitest";
import { CHECKS, clusterDestinations, currentDestination, FLEET } from "./navigation.ts";

const all = [FLEET, ...clusterDestinations("abc"), CHECKS];

test.each([
  ["/", "Fleet"],
  ["/clusters/abc", "Report"],
  ["/clusters/abc/namespaces/shop", "Report"],
  ["/clusters/abc/findings", "Findings"],
  ["/checks/waypoint-required-missing", "Checks"],
])("%s belongs to %s", (pathname, label) => {
  expect(currentDestination(pathname, all)?.label).toBe(label);
});

test("a page outside of the rail marks nothing", () => {
  expect(currentDestination("/connect", all)).toBeNull();
  expect(currentDestination("/clusters/abcd", all)).toBeNull();
});
