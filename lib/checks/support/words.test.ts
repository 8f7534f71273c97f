import { expect, it } from "vitest";
import { counted, listed, placed, sorted } from "./words.ts";

it("counts in words that fit the number", () => {
  expect([counted(0, "pod"), counted(1, "pod"), counted(2, "policy", "policies")]).toEqual([
    "0 pods",
    "1 pod",
    "2 policies",
  ]);
});

it("lists as many names as a sentence carries", () => {
  const names = ["a", "b", "c", "d", "e"];
  expect([0, 1, 2, 3, 5].map((count) => listed(names.slice(0, count)))).toEqual([
    "none",
    "a",
    "a and b",
    "a, b and c",
    "a, b, c and 2 more",
  ]);
});

it("says each name once, always in the same order", () => {
  expect(sorted(["b", "B", "a", "b"])).toEqual(["B", "a", "b"]);
});

it("places an object in its namespace", () => {
  expect(placed({ namespace: "shop", name: "cart" })).toBe("shop/cart");
  expect(placed({ namespace: null, name: "worker" })).toBe("worker");
});
