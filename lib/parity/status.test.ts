import { describe, expect, test } from "vitest";
import { featureById, KNOWN_MINORS } from "./features.ts";
import type { StatusRange } from "./model.ts";
import { ambientRelease, basisAt, standingOf, statusAt } from "./status.ts";

const range = (from: string, to: string | null, status: StatusRange["status"]): StatusRange => ({
  from,
  to,
  status,
  basis: "official",
});

const RANGES = [range("1.24", "1.26", "Alpha"), range("1.27", null, "Beta")];

describe("the status of a feature at a version", () => {
  test.each([
    ["1.24.0", "Alpha"],
    ["1.26.8-distroless", "Alpha"],
    ["1.27.3", "Beta"],
    ["1.31.1", "Beta"],
  ])("at %s it is %s", (version, status) => {
    expect(statusAt(RANGES, version)).toBe(status);
  });

  test("before its first release it is absent", () => {
    expect(statusAt(RANGES, "1.23.6")).toBe("absent");
  });

  test("it is unknown without a version, at one that is newer than what we know, and at one that is older", () => {
    expect(statusAt(RANGES, null)).toBe("unknown");
    expect(statusAt(RANGES, "latest")).toBe("unknown");
    expect(statusAt(RANGES, "1.99.0")).toBe("unknown");
    expect(statusAt(RANGES, "2.0.0")).toBe("unknown");
    expect(statusAt(RANGES, "1.20.0")).toBe("unknown");
  });

  test("what nobody confirmed is unknown, whatever it claims", () => {
    const [first] = RANGES;
    expect(first && statusAt([{ ...first, basis: "unverified" }], "1.25.0")).toBe("unknown");
    expect(first && basisAt([{ ...first, basis: "unverified" }], "1.25.0")).toBe("unverified");
  });

  test("mTLS is Beta with ambient in 1.22 and Stable from 1.24, as the project says", () => {
    const ambient = featureById("mtls")?.ambient ?? [];
    expect(KNOWN_MINORS.map((minor) => statusAt(ambient, minor)).slice(0, 4)).toEqual([
      "Beta",
      "Beta",
      "Stable",
      "Stable",
    ]);
    expect(ambientRelease("1.23")?.ambient).toBe("Beta");
    expect(ambientRelease("1.99")).toBeNull();
  });
});

test("a version stands to what we know in one of four ways", () => {
  expect(standingOf("1.27.3")).toEqual({ state: "known", column: "1.27" });
  expect(standingOf("1.32.0")).toEqual({ state: "newer", column: "1.32" });
  expect(standingOf("1.100.0")).toEqual({ state: "newer", column: "1.100" });
  expect(standingOf("1.9.0")).toEqual({ state: "older", column: "1.9" });
  expect(standingOf("<script>")).toEqual({ state: "unknown", column: null });
});
