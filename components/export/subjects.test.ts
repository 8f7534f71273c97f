import { expect, test } from "vitest";
import { exportHref, subjectOf } from "./subjects.ts";

test.each([
  ["/clusters/a", "namespaces"],
  ["/clusters/a/", "namespaces"],
  ["/clusters/a/findings", "findings"],
  ["/clusters/a/parity", "parity"],
  ["/clusters/a/history", "history"],
  ["/clusters/a/compare", "compare"],
  ["/clusters/a/recommendation", null],
  ["/clusters/a/namespaces", null],
  ["/clusters/a/namespaces/findings", null],
  ["/clusters/a/constructor", null],
  ["/clusters/a/usage", null],
  ["/clusters/a/performance", "usage"],
])("%s exports %s", (pathname, subject) => {
  expect(subjectOf(pathname)).toBe(subject);
});

test("a page of several views exports what its view shows", () => {
  expect(subjectOf("/clusters/a/performance", "latency")).toBe("latency");
  expect(subjectOf("/clusters/a/performance", "moves")).toBe("moves");
  expect(subjectOf("/clusters/a/performance", "published")).toBeNull();
});

test("an export is narrowed as the page is, and not by how the page looks", () => {
  const parameters = new URLSearchParams("severity=blocker&finding=x&group=object&q=a%26b&at=");
  expect(exportHref("a b", "findings", "csv", parameters)).toBe(
    "/api/clusters/a%20b/export/findings?format=csv&q=a%26b&severity=blocker",
  );
});
