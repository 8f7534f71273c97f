import { expect, test } from "vitest";
import { field, yamlIn } from "./yaml-text.ts";

test("settings kept as text are read", () => {
  expect(field(yamlIn({ mesh: "trustDomain: example.org\n" }, "mesh"), "trustDomain")).toBe(
    "example.org",
  );
});

test.each([
  [
    "aliases that unfold",
    `a: &a [x, x]\n${Array.from({ length: 200 }, (_, at) => `b${at}: *a`).join("\n")}`,
  ],
  ["a thousand levels", "[".repeat(1000)],
  ["text that is no YAML", "a: [b\nc: }"],
])("%s are refused, not read", (_, mesh) => {
  expect(yamlIn({ mesh }, "mesh")).toBeUndefined();
});

test("a text made to keep a parser busy is over at once", () => {
  yamlIn({ mesh: "? ".repeat(100_000) }, "mesh");
  expect(yamlIn({ mesh: "a: 1" }, "mesh")).toEqual({ a: 1 });
});

test("a merge key cannot reach a prototype", () => {
  yamlIn({ mesh: "__proto__: { polluted: true }\n<<: { __proto__: { polluted: true } }" }, "mesh");
  expect("polluted" in {}).toBe(false);
});
