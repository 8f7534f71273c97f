import { describe, expect, test } from "vitest";
import { sampleDocument } from "../db/testing/document.ts";
import { collectedFrom } from "../inventory/from-kubernetes/fixture.ts";
import { understand } from "../inventory/understand.ts";
import type { NamespaceVerdict, Recommendation, RecommendationRule } from "./model.ts";
import { recommend } from "./recommend.ts";
import { SITUATIONS, weighed } from "./situations.ts";

const rule = (id: string, holds: RecommendationRule["holds"]): RecommendationRule => ({
  rule: id,
  situation: id,
  holds,
  evidence: `Facts of ${id}.`,
  advice: "prepare",
});

const rows = (recommendation: Pick<Recommendation, "decidedBy" | "rules">) =>
  new Map(
    weighed({ advice: "prepare", sentence: "", ...recommendation }).map((row) => [row.rule, row]),
  );

describe("the table behind a recommendation", () => {
  test("has every row of the rules, the five that people ask about first", () => {
    expect(SITUATIONS.map(({ rule }) => rule).slice(0, 5)).toEqual(["A", "B", "C", "E", "F"]);
    const evaluated = advised("").rules.map(({ rule }) => rule);
    expect(SITUATIONS.map(({ rule }) => rule).toSorted()).toEqual(evaluated.toSorted());
  });

  test("says which row decided and why the others did not", () => {
    const found = rows({
      decidedBy: "E",
      rules: [
        rule("E", true),
        rule("B", true),
        rule("C", true),
        rule("A", false),
        rule("F", "could-not-tell"),
      ],
    });
    expect(found.get("E")).toMatchObject({
      decided: true,
      because: expect.stringMatching(/^It decided/),
    });
    expect(found.get("B")?.because).toBe('It holds too, but "Multi-cluster" comes before it.');
    expect(found.get("C")?.because).toMatch(/never decides for the whole cluster/);
    expect(found.get("A")?.because).toBe("It does not hold here.");
    expect(found.get("F")?.because).toMatch(/could not be told/);
  });

  test("a row that an older snapshot did not evaluate says so", () => {
    expect(rows({ decidedBy: null, rules: [] }).get("J")).toMatchObject({
      holds: "not-evaluated",
      evidence: "",
    });
  });
});

describe("control of what leaves the mesh", () => {
  const egress = (yaml: string, options?: Parameters<typeof collectedFrom>[1]) =>
    advised(yaml, options).rules.find(({ rule }) => rule === "J");

  test("a mesh or a Sidecar with REGISTRY_ONLY, or a route to an egress gateway, is one", () => {
    expect(
      egress(`
kind: Sidecar
apiVersion: networking.istio.io/v1
metadata: { name: default, namespace: shop }
spec: { outboundTrafficPolicy: { mode: REGISTRY_ONLY } }
`),
    ).toMatchObject({ holds: true, evidence: "REGISTRY_ONLY in 1 Sidecar." });
    expect(
      egress(`
kind: Gateway
apiVersion: networking.istio.io/v1
metadata: { name: out, namespace: istio-system }
spec: { selector: { istio: egressgateway }, servers: [] }
---
kind: VirtualService
apiVersion: networking.istio.io/v1
metadata: { name: api, namespace: shop }
spec: { hosts: [api.example.com], gateways: [mesh, istio-system/out], http: [] }
`),
    ).toMatchObject({ holds: true, evidence: expect.stringContaining("egress gateway") });
  });

  test("what could not be read is not absent", () => {
    expect(egress("", { unread: { sidecars: "not-permitted" } })?.holds).toBe("could-not-tell");
  });
});

test("a cluster in which nothing can move yet is not told to migrate", () => {
  const inventory = understand(collectedFrom(""), "2026-11-23T00:00:00Z");
  const sentenceFor = (verdict: NamespaceVerdict) => {
    const namespaces = sampleDocument({ namespaces: 3 }).namespaces.map((namespace) => ({
      ...namespace,
      verdict,
      need: "none" as const,
    }));
    return recommend(inventory, { namespaces, findings: [], undecided: new Set() }).sentence;
  };
  expect(sentenceFor("blocked")).toBe("None of 3 namespaces can move yet. 3 are blocked.");
  expect(sentenceFor("ready-with-work")).toBe(
    "Migrate namespace by namespace. 3 of 3 namespaces can move after some work.",
  );
});

function advised(yaml: string, options?: Parameters<typeof collectedFrom>[1]): Recommendation {
  const inventory = understand(collectedFrom(yaml, options), "2026-11-23T00:00:00Z");
  return recommend(inventory, { namespaces: [], findings: [], undecided: new Set() });
}
