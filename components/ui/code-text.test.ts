import { expect, test } from "vitest";
import { printableBlock } from "./code-text.ts";

test("a command keeps its lines and indentation", () => {
  expect(printableBlock("kubectl get ns\n\tshop\r\n")).toBe("kubectl get ns\n  shop\n");
});

test("what would hide a part of a pasted command is visible", () => {
  expect(printableBlock("kubectl \u001b[8mdelete\u001b[0m ns")).toBe(
    "kubectl \\u001b[8mdelete\\u001b[0m ns",
  );
});
