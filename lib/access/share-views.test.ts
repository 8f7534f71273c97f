import { expect, test } from "vitest";
import { createViews } from "./share-views.ts";

test("views are written down together, with the time of the last one", async () => {
  const written: unknown[] = [];
  const views = createViews(async (...row) => {
    written.push(row);
  }, 3_600_000);
  views.count("a", "10:00");
  views.count("a", "10:01");
  views.count("b", "10:02");
  await views.flush();
  await views.flush();
  expect(written).toEqual([
    ["a", 2, "10:01"],
    ["b", 1, "10:02"],
  ]);
});

test("a view that cannot be written down breaks nothing", async () => {
  const views = createViews(() => Promise.reject(new Error("no database")), 3_600_000);
  views.count("a", "10:00");
  await expect(views.flush()).resolves.toBeUndefined();
});
