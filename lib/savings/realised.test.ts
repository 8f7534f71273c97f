import { expect, test } from "vitest";
import { realisedSaving } from "./realised.ts";

test("what moved is told against its sidecars when they were first seen", () => {
  const first = realisedSaving(new Map(), {
    sidecars: [
      ["shop", 1000],
      ["cart", 500],
    ],
    moved: [["born-ambient", 0]],
  });
  expect(first.saving).toBeNull();

  const grown = realisedSaving(first.baseline, {
    sidecars: [
      ["shop", 3000],
      ["new", 70],
    ],
    moved: [],
  });
  expect(grown.saving).toBeNull();
  expect([...grown.baseline]).toEqual(
    expect.arrayContaining([
      ["shop", 1000],
      ["cart", 500],
      ["new", 70],
    ]),
  );

  const { saving } = realisedSaving(grown.baseline, {
    sidecars: [["new", 70]],
    moved: [
      ["shop", 256],
      ["cart", 600],
      ["born-ambient", 256],
    ],
  });
  expect(saving).toBe(1000 - 256 + (500 - 600));
});

test("a namespace that is gone, and one that has sidecars again, saved nothing", () => {
  const { baseline } = realisedSaving(new Map(), {
    sidecars: [
      ["shop", 1000],
      ["cart", 500],
    ],
    moved: [],
  });
  expect(realisedSaving(baseline, { sidecars: [["cart", 500]], moved: [] }).saving).toBeNull();
});
