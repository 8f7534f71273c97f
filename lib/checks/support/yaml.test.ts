import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { toYaml } from "./yaml.ts";

const text = fc.oneof(
  fc.constantFrom(
    "shop",
    "istio.io/use-waypoint",
    "true",
    "Null",
    "15008",
    "",
    "1e3",
    "a-",
    "-",
    "a: b",
  ),
  fc.constantFrom(
    "a\nb",
    "*",
    "y",
    "0x1F",
    "apps/v1",
    "~",
    " x",
    "x ",
    "#",
    "a #b",
    "spiffe://td/ns",
    "_",
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 6 }),
);

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie("value")), { maxLength: 4 }).map(Object.fromEntries),
  ),
}));

test("plain data is written as the yaml package writes it", () => {
  fc.assert(
    fc.property(value, (data) => {
      expect(toYaml(data)).toBe(stringify(data, { lineWidth: 0, aliasDuplicateObjects: false }));
    }),
    { numRuns: 2000 },
  );
});

test("what is undefined is left out", () => {
  expect(toYaml({ a: undefined, b: { c: undefined }, d: "e" })).toBe("b: {}\nd: e\n");
});
