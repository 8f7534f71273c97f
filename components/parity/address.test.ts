import { expect, test } from "vitest";
import { parityAddress, parityHref } from "./address.ts";

test("an address keeps what a page knows and drops the rest", () => {
  expect(
    parityAddress({
      view: "used",
      layer: "L7",
      q: "x".repeat(500),
      other: "y",
      status: ["a", "b"],
    }),
  ).toMatchObject({ view: "used", layer: "L7", q: "x".repeat(100), status: undefined });
  expect(parityAddress({ view: "constructor" }).view).toBeUndefined();
});

test("a point in time stays in every link, and an open feature is its anchor", () => {
  expect(parityHref("/clusters/a/parity?at=7", { view: "all", feature: "retries" })).toBe(
    "/clusters/a/parity?at=7&view=all&feature=retries#feature-retries",
  );
  expect(parityHref("/parity", {})).toBe("/parity");
});
