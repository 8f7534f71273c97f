import { expect, test } from "vitest";
import { clusterOf, samePageOf } from "./cluster-path.ts";

test("the address names the cluster", () => {
  expect(clusterOf("/clusters/abc/namespaces/shop")).toBe("abc");
  expect(clusterOf("/clusters/a%20b")).toBe("a b");
  expect(clusterOf("/clusters/%")).toBe("%");
  expect(clusterOf("/checks/abc")).toBeNull();
  expect(clusterOf("/clusters/")).toBeNull();
});

test("switching clusters stays on the same kind of page where the other cluster has it", () => {
  expect(samePageOf("/clusters/abc/findings", "xyz")).toBe("/clusters/xyz/findings");
  expect(samePageOf("/clusters/abc/history", "xyz")).toBe("/clusters/xyz/history");
  expect(samePageOf("/clusters/abc/namespaces/shop", "xyz")).toBe("/clusters/xyz");
  expect(samePageOf("/checks", "xyz")).toBe("/clusters/xyz");
});
