import { describe, expect, expectTypeOf, it } from "vitest";
import type { Namespace, Service, Slice, Unread } from "../inventory/model.ts";
import { defineCheck, type Problem } from "./define.ts";
import { complete, handMade } from "./support/hand-made.ts";

const unlabelled = defineCheck({
  id: "namespace-unlabelled",
  title: "Every namespace has an owner",
  finds: "A sample fails",
  group: "topology",
  severity: "warning",
  reads: ["namespaces", "services"],
  sources: [],
  subjects: ({ namespaces }) => namespaces.filter(({ deleting }) => !deleting),
  inspect(namespace, { services }) {
    if (namespace.labels.owner === "unclear") {
      return [{ couldNotTell: "The owner is unclear.", resource: "namespaces" }];
    }
    return namespace.labels.owner === undefined ? [problemWith(namespace, services.length)] : [];
  },
});

describe("defineCheck", () => {
  it("gives a check the slices it declares, and their types", () => {
    defineCheck({
      ...outline,
      reads: ["services"],
      subjects(slices) {
        expectTypeOf(slices.services).toEqualTypeOf<readonly Service[]>();
        expectTypeOf<keyof typeof slices>().toEqualTypeOf<"services">();
        return slices.services;
      },
      inspect(service) {
        expectTypeOf(service).toEqualTypeOf<Service>();
        return [];
      },
    });
  });

  it("does not compile when a check reads a slice it did not declare", () => {
    const careless = defineCheck({
      ...outline,
      reads: ["services"],
      // @ts-expect-error: `pods` was not declared in `reads`
      subjects: ({ pods }) => pods,
      inspect: () => [],
    });
    expect(() => careless.judge(handMade())).toThrow(TypeError);
  });

  it("does not compile when inspect reaches for an undeclared slice either", () => {
    defineCheck({
      ...outline,
      reads: ["services"],
      subjects: ({ services }) => services,
      // @ts-expect-error: `gateways` was not declared in `reads`
      inspect: (_service, { gateways }) => gateways,
    });
  });

  it("hands a check nothing but what it declared, at run time too", () => {
    let seen: string[] = [];
    const curious = defineCheck({
      ...outline,
      reads: ["services"],
      subjects(slices) {
        seen = Object.keys(slices);
        return [];
      },
      inspect: () => [],
    });
    curious.judge(handMade());
    expect(seen).toEqual(["services"]);
  });
});

describe("judging", () => {
  it("passes when every subject was examined and none has a problem", () => {
    const inventory = handMade({ namespaces: complete([namespace("shop", { owner: "ann" })]) });
    expect(unlabelled.judge(inventory)).toEqual({ outcome: "passed", examined: 1 });
  });

  it("fails with the findings, addressed by check and fingerprint", () => {
    const verdict = unlabelled.judge(handMade({ namespaces: complete([namespace("shop")]) }));
    expect(verdict).toMatchObject({
      outcome: "failed",
      examined: 1,
      unread: [],
      findings: [
        { check: "namespace-unlabelled", fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) },
      ],
    });
  });

  it("has nothing to check only when all it reads was complete", () => {
    expect(unlabelled.judge(handMade())).toEqual({ outcome: "not-applicable" });
    expect(unlabelled.judge(handMade({ services: partial([]) }))).toEqual({
      outcome: "undetermined",
      unread: [REFUSED],
    });
  });

  it("cannot tell when a slice was not read, even if another one shows a problem", () => {
    const inventory = handMade({
      namespaces: complete([namespace("shop")]),
      services: { read: "unread", unread: [REFUSED] },
    });
    expect(unlabelled.judge(inventory)).toEqual({ outcome: "undetermined", unread: [REFUSED] });
  });

  it("proves a problem from what was read in part, and says that there may be more", () => {
    const inventory = handMade({ namespaces: partial([namespace("shop")]) });
    expect(unlabelled.judge(inventory)).toMatchObject({ outcome: "failed", unread: [REFUSED] });
  });

  it("never passes on what was read in part", () => {
    const inventory = handMade({ namespaces: partial([namespace("shop", { owner: "ann" })]) });
    expect(unlabelled.judge(inventory)).toEqual({ outcome: "undetermined", unread: [REFUSED] });
  });

  it("is undetermined when it could not decide about a subject, and failed when it found something besides", () => {
    const unclear = namespace("shop", { owner: "unclear" });
    const doubt = { resource: "namespaces", reason: "unparsed", detail: "The owner is unclear." };
    expect(unlabelled.judge(handMade({ namespaces: complete([unclear]) }))).toEqual({
      outcome: "undetermined",
      unread: [doubt],
    });
    expect(
      unlabelled.judge(handMade({ namespaces: complete([unclear, namespace("pay")]) })),
    ).toMatchObject({ outcome: "failed", examined: 2, unread: [doubt] });
  });

  it("says of a doubt what the reader said of the resource", () => {
    const row = { resource: "namespaces", kind: "Namespace", outcome: "not-permitted" } as const;
    const coverage = [{ ...row, objects: 0, detail: "Not permitted.", restarted: false }];
    const namespaces = complete([namespace("shop", { owner: "unclear" })]);
    expect(unlabelled.judge(handMade({ namespaces }, { coverage }))).toMatchObject({
      unread: [{ resource: "namespaces", reason: "not-permitted" }],
    });
  });

  it("merges findings of one fingerprint: the most severe speaks, with the evidence of all", () => {
    const twice = defineCheck({
      ...outline,
      reads: ["namespaces"],
      subjects: ({ namespaces }) => namespaces,
      inspect: (subject) => [
        { ...problemWith(subject, 1), severity: "info" },
        { ...problemWith(subject, 2), severity: "blocker" },
      ],
    });
    expect(twice.judge(handMade({ namespaces: complete([namespace("shop")]) }))).toMatchObject({
      findings: [{ severity: "blocker", evidence: [{ value: "2" }, { value: "1" }] }],
    });
  });

  it("orders findings: security blockers, blockers, warnings, infos", () => {
    const ranks = ["info", "warning", "blocker", "security"] as const;
    const ordered = defineCheck({
      ...outline,
      reads: ["namespaces"],
      subjects: () => ranks,
      inspect: (rank): Problem[] => [
        {
          ...problemWith(namespace(rank), 0),
          severity: rank === "security" ? "blocker" : rank,
          security: rank === "security",
        },
      ],
    });
    const verdict = ordered.judge(handMade());
    const names = verdict.outcome === "failed" ? verdict.findings.map(({ namespace: n }) => n) : [];
    expect(names).toEqual(["security", "blocker", "warning", "info"]);
  });
});

describe("a check for some Istio versions", () => {
  const recent = defineCheck({
    ...outline,
    reads: ["namespaces"],
    versions: { from: "1.27", to: "1.29" },
    subjects: ({ namespaces }) => namespaces,
    inspect: () => [],
  });
  const namespaces = complete([namespace("shop")]);

  it.each([
    [["1.26.9"], "not-applicable"],
    [["1.27.0"], "passed"],
    [["1.29.5"], "passed"],
    [["1.30.0"], "not-applicable"],
    [["1.26.9", "1.28.1"], "passed"],
    [["unknown"], "undetermined"],
    [["1.30.0", "unknown"], "undetermined"],
  ])("with control planes %j it is %s", (versions, outcome) => {
    const controlPlanes = complete(versions.map(controlPlane));
    expect(recent.judge(handMade({ namespaces, controlPlanes })).outcome).toBe(outcome);
  });

  it("cannot tell when control planes were not read", () => {
    const controlPlanes = { read: "unread", unread: [REFUSED] } as const;
    expect(recent.judge(handMade({ namespaces, controlPlanes })).outcome).toBe("undetermined");
  });
});

const REFUSED: Unread = { resource: "services", reason: "not-permitted", detail: "Not permitted." };

const outline = {
  id: "sample",
  title: "A sample holds",
  finds: "A sample fails",
  group: "topology",
  severity: "warning",
  sources: [],
} as const;

function partial<T>(items: readonly T[]): Slice<T> {
  return { read: "partial", items, unread: [REFUSED] };
}

function namespace(name: string, labels: Record<string, string> = {}): Namespace {
  return {
    ref: { group: "", kind: "Namespace", namespace: null, name },
    labels,
    annotations: {},
    createdAt: null,
    deleting: false,
  };
}

function problemWith({ ref }: Namespace, value: number): Problem {
  return {
    severity: "warning",
    object: ref,
    namespace: ref.name,
    problem: "Has no owner.",
    why: "Nobody can be asked.",
    remedy: { text: "Label it." },
    evidence: [{ object: ref, field: "metadata.labels.owner", value: String(value) }],
  };
}

function controlPlane(text: string) {
  const [major, minor, patch] = text.split(".").map(Number);
  const known = major !== undefined && minor !== undefined && patch !== undefined;
  return {
    ref: { group: "apps", kind: "Deployment", namespace: "istio-system", name: "istiod" },
    revision: "default",
    tags: [],
    isDefault: true,
    version: known ? { major, minor, patch, prerelease: "", text } : null,
    vendor: null,
    external: false,
    ambient: true,
    env: {},
    installMethod: "helm",
  } as const;
}
