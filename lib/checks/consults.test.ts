import { describe, expect, expectTypeOf, it } from "vitest";
import type { Namespace } from "../inventory/model.ts";
import { defineCheck } from "./define.ts";
import { complete, handMade } from "./support/hand-made.ts";

const shop: Namespace = {
  ref: { group: "", kind: "Namespace", namespace: null, name: "shop" },
  labels: {},
  annotations: {},
  createdAt: null,
  deleting: false,
};

const unread = {
  read: "unread",
  unread: [{ resource: "services", reason: "not-permitted", detail: "Forbidden." }],
} as const;

describe("a consulted slice", () => {
  it("may be null in the eyes of the compiler", () => {
    defineCheck({
      ...outline,
      subjects(slices) {
        expectTypeOf(slices.namespaces).toEqualTypeOf<readonly Namespace[]>();
        expectTypeOf(slices.services).toExtend<readonly unknown[] | null>();
        expectTypeOf(slices.services).not.toExtend<readonly unknown[]>();
        return slices.namespaces;
      },
      inspect: () => [],
    });
  });

  it("is null when it could not be read, and the check still decides", () => {
    const verdict = check.judge(handMade({ namespaces: complete([shop]), services: unread }));
    expect(verdict).toMatchObject({ outcome: "failed", findings: [{ problem: "No services." }] });
  });

  it("is a list when it was read", () => {
    const verdict = check.judge(handMade({ namespaces: complete([shop]) }));
    expect(verdict).toMatchObject({ findings: [{ problem: "0 services." }] });
  });
});

const outline = {
  id: "sample",
  title: "A sample holds",
  finds: "A sample fails",
  group: "topology",
  severity: "info",
  reads: ["namespaces"],
  consults: ["services"],
  sources: [],
} as const;

const check = defineCheck({
  ...outline,
  subjects: ({ namespaces }) => namespaces,
  inspect: ({ ref }, { services }) => [
    {
      severity: "info",
      object: ref,
      namespace: ref.name,
      problem: services === null ? "No services." : `${services.length} services.`,
      why: "It matters.",
      remedy: { text: "Look." },
      evidence: [],
    },
  ],
});
