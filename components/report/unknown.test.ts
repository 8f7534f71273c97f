import { describe, expect, test } from "vitest";
import type { CoverageRow, NamespaceRecord } from "@/lib/snapshot/document.ts";
import { unknownIn } from "./unknown.ts";

const kind = (outcome: CoverageRow["outcome"]) => [
  { resource: "namespaces", outcome } as CoverageRow,
];
const namespace = (verdict: NamespaceRecord["verdict"], need: NamespaceRecord["need"]) =>
  ({ verdict, need }) as NamespaceRecord;

describe("what a snapshot cannot tell", () => {
  test("sums over namespaces say nothing where namespaces could not be listed", () => {
    expect(unknownIn({ coverage: kind("not-permitted"), namespaces: [] }).namespaces).toBe(true);
    expect(unknownIn({ coverage: kind("read"), namespaces: [] }).namespaces).toBe(false);
    expect(unknownIn({ coverage: [], namespaces: [] }).namespaces).toBe(true);
  });

  test("a namespace outside the mesh is not counted as one whose need is unknown", () => {
    const namespaces = [
      namespace("could-not-tell", "could-not-tell"),
      namespace("ready", "none"),
      namespace(null, "could-not-tell"),
    ];
    expect(unknownIn({ coverage: kind("read"), namespaces }).need).toBe(1);
  });
});
