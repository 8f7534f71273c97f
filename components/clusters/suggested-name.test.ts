import { expect, test } from "vitest";
import { suggestedName } from "./suggested-name.ts";

test.each([
  [["prod.tar.gz"], "prod"],
  [["must-gather/a/b.yaml", "must-gather/c.yaml"], "must-gather"],
  [["apps/shop.yaml", "other/x.yaml"], "dump"],
  [["shop.yaml", "cart.yaml"], "dump"],
  [[".yaml"], "dump"],
  [[], "dump"],
])("%j is called %s", (files, name) => {
  expect(suggestedName(files)).toBe(name);
});
