import { expect, test } from "vitest";
import { compareAddress, compareHref, DEFAULT_THRESHOLD } from "./address.ts";

const ID = "0123456789abcdef";
const OTHER = "fedcba9876543210";

test("an empty address asks for what is usual", () => {
  expect(compareAddress(new URLSearchParams())).toEqual({
    from: undefined,
    to: undefined,
    fromCluster: undefined,
    toCluster: undefined,
    threshold: DEFAULT_THRESHOLD,
    filter: { q: "", direction: null, severity: null },
  });
  expect(compareHref("a", {})).toBe("/clusters/a/compare");
});

test("an address says all, and is read back as it was written", () => {
  const address = {
    from: ID,
    to: OTHER,
    fromCluster: undefined,
    toCluster: undefined,
    threshold: 25,
    filter: { q: "a & b", direction: "worse" as const, severity: "security" },
  };
  const href = compareHref("a", address);
  expect(compareAddress(new URL(href, "http://x").searchParams)).toEqual(address);
});

test("a snapshot says which cluster it is of, so the cluster is left out beside it", () => {
  expect(compareHref("a", { from: ID, fromCluster: OTHER, toCluster: OTHER })).toBe(
    `/clusters/a/compare?from=${ID}&toCluster=${OTHER}`,
  );
});

test.each([
  ["from=../x", '"from" does not name a snapshot.'],
  [`to=${ID}0`, '"to" does not name a snapshot.'],
  ["toCluster=:id", '"toCluster" does not name a cluster.'],
  ["threshold=0", "The threshold must be a whole number from 1 to 99999."],
  ["threshold=1e3", "The threshold must be a whole number from 1 to 99999."],
  ["direction=up", 'The direction must be "better" or "worse".'],
  ["severity=__proto__", "The severity must be one of blocker, warning, info, security."],
])("%s is refused in one sentence", (query, sentence) => {
  expect(compareAddress(new URLSearchParams(query))).toEqual({ sentence });
});
