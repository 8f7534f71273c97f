import { expect, it } from "vitest";
import { oncePer } from "./once.ts";

it("works once per list, even when the answer is nothing", () => {
  let worked = 0;
  const lengthOf = oncePer((list: readonly string[]) => {
    worked++;
    return list.length === 0 ? undefined : list.length;
  });
  const [empty, one] = [[], ["a"]];
  expect([lengthOf(empty), lengthOf(empty), lengthOf(one), lengthOf(one)]).toEqual([
    undefined,
    undefined,
    1,
    1,
  ]);
  expect(worked).toBe(2);
});
