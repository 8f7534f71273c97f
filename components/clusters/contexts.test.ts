import { expect, test } from "vitest";
import { type ContextChoice, matching } from "./contexts.ts";

const choice = (context: string, current = false): ContextChoice => ({
  context,
  server: `https://${context}.example:6443`,
  user: "admin",
  current,
  runs: null,
});
const contexts = [choice("prod-eu"), choice("prod-us", true), choice("staging")];
const found = (sought: string) => matching(contexts, sought).map(({ context }) => context);

test("every typed word must occur, in the name, the server or the user", () => {
  expect(found("EU admin")).toEqual(["prod-eu"]);
  expect(found("staging.example")).toEqual(["staging"]);
  expect(found("nowhere")).toEqual([]);
});

test("the context that kubectl uses comes first, the others keep their order", () => {
  expect(found("")).toEqual(["prod-us", "prod-eu", "staging"]);
});
