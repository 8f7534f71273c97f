import { expect, test } from "vitest";
import {
  addressAt,
  clusterDestinations,
  currentDestination,
  EVERYWHERE,
  FLEET,
} from "./navigation.ts";

const all = [FLEET, ...clusterDestinations("abc"), ...EVERYWHERE];

test.each([
  ["/", "/"],
  ["/clusters/abc", "/clusters/abc"],
  ["/clusters/abc/namespaces/shop", "/clusters/abc"],
  ["/clusters/abc/recommendation", "/clusters/abc"],
  ["/clusters/abc/findings", "/clusters/abc/findings"],
  ["/clusters/abc/history", "/clusters/abc/history"],
  ["/history", "/history"],
  ["/savings", "/savings"],
  ["/checks/waypoint-required-missing", "/checks"],
])("%s belongs to %s", (pathname, href) => {
  expect(currentDestination(pathname, all)?.href).toBe(href);
});

test("a page outside of the rail marks nothing", () => {
  expect(currentDestination("/connect", all)).toBeNull();
  expect(currentDestination("/clusters/abcd", all)).toBeNull();
});

test("the point in time goes along among a cluster's pages, and among those of the fleet", () => {
  const addresses = (pathname: string, at: string | null) =>
    all
      .map((destination) => addressAt(destination, { pathname, at }))
      .filter((a) => a.includes("?"));

  expect(addresses("/clusters/abc/findings", "snapshot1")).toEqual([
    "/clusters/abc?at=snapshot1",
    "/clusters/abc/findings?at=snapshot1",
    "/clusters/abc/parity?at=snapshot1",
    "/clusters/abc/performance?at=snapshot1",
    "/clusters/abc/history?at=snapshot1",
  ]);
  expect(addresses("/history", "2026-11-03T10:42:00.000Z")).toEqual([
    "/?at=2026-11-03T10%3A42%3A00.000Z",
    "/parity?at=2026-11-03T10%3A42%3A00.000Z",
    "/savings?at=2026-11-03T10%3A42%3A00.000Z",
    "/history?at=2026-11-03T10%3A42%3A00.000Z",
  ]);
  expect(addresses("/clusters/abc", null)).toEqual([]);
});
