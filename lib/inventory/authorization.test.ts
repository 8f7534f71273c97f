import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classify, enforcesDryRun } from "./authorization.ts";
import { type FixtureOptions, inventoryFrom } from "./fixture.ts";
import type { AuthorizationPolicy, AuthorizationRule, RuleFields } from "./model.ts";
import { parseIstioVersion } from "./version.ts";
import { istiodYaml, itemsOf, namespaceYaml, workloadYaml, yaml } from "./yaml-builders.ts";

const policyYaml = (spec: object, { namespace = "shop", annotations = {} } = {}) =>
  JSON.stringify({
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: "policy", namespace, annotations },
    spec,
  });

const classified = (document: string, options?: FixtureOptions) => {
  const [found] = itemsOf(inventoryFrom(document, options).slices.classifiedPolicies);
  if (!found) throw new Error("The fixture should hold a policy");
  return found;
};

const verdictOf = (spec: object) => classified(policyYaml(spec)).verdict;

const from = (...sources: readonly object[]) => ({ from: sources.map((source) => ({ source })) });
const to = (...operations: readonly object[]) => ({
  to: operations.map((operation) => ({ operation })),
});
const when = (key: string) => ({ when: [{ key, values: ["x"] }] });
const alice = { principals: ["cluster.local/ns/a/sa/alice"] };

describe("worked examples", () => {
  it.each([
    ["DENY by path alone", { action: "DENY", rules: [to({ paths: ["/admin"] })] }, "l7-deny-noop"],
    [
      "DENY by identity and method: the method clause is empty",
      { action: "DENY", rules: [{ ...from(alice), ...to({ methods: ["POST"] }) }] },
      "l7-deny-noop",
    ],
    [
      "DENY by identity, method and port: any method on that port",
      {
        action: "DENY",
        rules: [{ ...from(alice), ...to({ methods: ["POST"], ports: ["8080"] }) }],
      },
      "l7-deny-broad",
    ],
    [
      "ALLOW by identity and method",
      { action: "ALLOW", rules: [{ ...from(alice), ...to({ methods: ["GET"] }) }] },
      "l7-allow-closed",
    ],
  ])("%s", (_what, spec, verdict) => {
    expect(verdictOf(spec)).toBe(verdict);
  });
});

describe("verdicts in their order", () => {
  const l7 = { rules: [to({ paths: ["/"] })] };
  const target = { targetRefs: [{ kind: "Service", group: "", name: "cart" }] };

  it("waypoint-only before everything else", () => {
    expect(verdictOf({ action: "CUSTOM", selector: {}, ...target, ...l7 })).toBe("waypoint-only");
    expect(verdictOf({ targetRef: target.targetRefs[0], ...l7 })).toBe("waypoint-only");
  });

  it.each(["1", "t", "T", "TRUE", "true", "True"])("dry-run when the annotation is %s", (value) => {
    const document = policyYaml(
      { action: "CUSTOM", ...l7 },
      { annotations: { "istio.io/dry-run": value } },
    );
    expect(classified(document).verdict).toBe("dry-run");
  });

  it.each(["false", "yes", ""])("not dry-run when the annotation is %j", (value) => {
    const document = policyYaml({ ...l7 }, { annotations: { "istio.io/dry-run": value } });
    expect(classified(document).verdict).toBe("l7-allow-closed");
  });

  it("unsupported-action before an empty selector", () => {
    expect(verdictOf({ action: "CUSTOM", provider: { name: "opa" }, selector: {}, ...l7 })).toBe(
      "unsupported-action",
    );
    expect(verdictOf({ action: "AUDIT", ...l7 })).toBe("unsupported-action");
  });

  it("empty-selector before HTTP fields, whatever the action", () => {
    expect(verdictOf({ selector: {}, ...l7 })).toBe("empty-selector");
    expect(verdictOf({ selector: { matchLabels: {} }, action: "DENY" })).toBe("empty-selector");
  });
});

describe("ALLOW", () => {
  it.each([
    ["nothing: it means the same at ztunnel", {}, "l4"],
    ["everything", { rules: [{}] }, "l4"],
    ["by identity and port", { rules: [{ ...from(alice), ...to({ ports: ["80"] }) }] }, "l4"],
    [
      "by HTTP in every rule",
      { rules: [to({ paths: ["/"] }), to({ hosts: ["a"] })] },
      "l7-allow-closed",
    ],
    ["by HTTP in some rules", { rules: [to({ paths: ["/"] }), from(alice)] }, "l7-allow-partial"],
    [
      "by HTTP in one entry of one rule",
      { rules: [from(alice, { requestPrincipals: ["*"] })] },
      "l7-allow-closed",
    ],
  ])("%s", (_what, spec, verdict) => {
    expect(verdictOf(spec)).toBe(verdict);
  });
});

describe("DENY", () => {
  const deny = (...rules: readonly object[]) => ({ action: "DENY", rules });

  it.each([
    ["nothing", deny(), "l4", false],
    ["everything", deny({}), "l4", false],
    ["by identity", deny(from(alice)), "l4", false],
    [
      "every rule a no-op",
      deny(to({ paths: ["/a"] }), when("request.headers[x]")),
      "l7-deny-noop",
      false,
    ],
    ["one rule a no-op", deny(to({ paths: ["/a"] }), from(alice)), "l7-deny-partial", false],
    [
      "one entry lost",
      deny(from(alice, { remoteIpBlocks: ["10.0.0.0/8"] })),
      "l7-deny-partial",
      false,
    ],
    [
      "one entry lost, another widened",
      deny(to({ paths: ["/a"] }, { methods: ["GET"], ports: ["80"] })),
      "l7-deny-partial",
      true,
    ],
    [
      "a no-op rule's widened entry denies nobody",
      deny(
        { ...to({ methods: ["GET"], ports: ["80"] }), ...when("request.headers[x]") },
        from(alice),
      ),
      "l7-deny-partial",
      false,
    ],
    ["only widened", deny(from({ ...alice, notRequestPrincipals: ["*"] })), "l7-deny-broad", false],
    [
      "a condition on HTTP beside an identity",
      deny({ ...from(alice), ...when("request.auth.claims[a]") }),
      "l7-deny-noop",
      false,
    ],
  ])("%s", (_what, spec, verdict, alsoBroad) => {
    expect(classified(policyYaml(spec))).toMatchObject({ verdict, alsoBroad });
  });
});

describe("which fields ztunnel knows", () => {
  it.each(["ports", "notPorts"])("operation %s", (field) => {
    expect(verdictOf({ rules: [to({ [field]: ["80"] })] })).toBe("l4");
  });
  it.each(["hosts", "notHosts", "methods", "notMethods", "paths", "notPaths"])(
    "not operation %s",
    (field) => {
      expect(verdictOf({ rules: [to({ [field]: ["x"] })] })).toBe("l7-allow-closed");
    },
  );
  it.each([
    "principals",
    "notPrincipals",
    "namespaces",
    "notNamespaces",
    "serviceAccounts",
    "notServiceAccounts",
    "ipBlocks",
    "notIpBlocks",
  ])("source %s", (field) => {
    expect(verdictOf({ rules: [from({ [field]: ["x"] })] })).toBe("l4");
  });
  it.each(["requestPrincipals", "notRequestPrincipals", "remoteIpBlocks", "notRemoteIpBlocks"])(
    "not source %s",
    (field) => {
      expect(verdictOf({ rules: [from({ [field]: ["x"] })] })).toBe("l7-allow-closed");
    },
  );
  it.each(["trustDomains", "notTrustDomains"])(
    "source %s is ignored, which another check reports",
    (field) => {
      expect(verdictOf({ action: "DENY", rules: [from({ [field]: ["x"] })] })).toBe("l4");
    },
  );
  it.each([
    "source.ip",
    "source.namespace",
    "source.principal",
    "destination.ip",
    "destination.port",
  ])("condition %s", (key) => {
    expect(verdictOf({ rules: [when(key)] })).toBe("l4");
  });
  it.each([
    "request.headers[x-user]",
    "request.auth.claims[groups]",
    "remote.ip",
    "connection.sni",
    "source.serviceAccount",
    "source.trustDomain",
    "experimental.envoy.filters.network.mysql_proxy[db.table]",
  ])("not condition %s", (key) => {
    expect(verdictOf({ rules: [when(key)] })).toBe("l7-allow-closed");
  });
});

it("names every HTTP field by its path", () => {
  const rules = [
    from(alice),
    {
      ...from({ ...alice, requestPrincipals: ["*"] }),
      ...to({ paths: ["/a", "/b"] }),
      ...when("remote.ip"),
    },
  ];
  expect(classified(policyYaml({ rules })).l7Fields).toEqual([
    { path: "spec.rules[1].from[0].source.requestPrincipals", values: ["*"] },
    { path: "spec.rules[1].to[0].operation.paths", values: ["/a", "/b"] },
    { path: "spec.rules[1].when[0].key", values: ["remote.ip"] },
  ]);
});

describe("what a policy covers", () => {
  const injected = { "istio-injection": "enabled" };
  const coversOf = (policy: string) =>
    classified(
      yaml(
        namespaceYaml("shop", injected),
        namespaceYaml("lab", injected),
        namespaceYaml("outside"),
        workloadYaml("Deployment", "web"),
        workloadYaml("Deployment", "cart"),
        workloadYaml("Deployment", "web", { namespace: "lab" }),
        workloadYaml("Deployment", "web", { namespace: "outside" }),
        policy,
      ),
      { input: "dump" },
    ).covers.map(({ namespace, owners }) => [namespace, owners.map(({ name }) => name)]);

  it("is its namespace, narrowed by its selector", () => {
    expect(coversOf(policyYaml({}))).toEqual([["shop", ["web", "cart"]]]);
    expect(coversOf(policyYaml({ selector: { matchLabels: { app: "cart" } } }))).toEqual([
      ["shop", ["cart"]],
    ]);
  });

  it("is every namespace of the mesh for a policy in the root namespace", () => {
    expect(coversOf(policyYaml({}, { namespace: "istio-system" }))).toEqual([
      ["shop", ["web", "cart"]],
      ["lab", ["web"]],
    ]);
  });

  it("is nothing when it has targets", () => {
    expect(coversOf(policyYaml({ targetRefs: [{ kind: "Service", name: "cart" }] }))).toEqual([]);
  });
});

describe("enforcesDryRun", () => {
  const flag = { AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY: "true" };
  it.each([
    ["1.24.6", {}, "1.24.6", true],
    ["1.25.0", {}, "1.25.0", true],
    ["1.25.1", {}, "1.25.1", true],
    ["1.25.2", {}, "1.25.2", false],
    ["1.28.0", flag, "1.28.0", false],
    ["1.29.0", flag, "1.29.0", false],
    ["1.29.0", flag, "1.28.3", true],
    ["1.29.0", {}, "1.28.3", false],
  ])("istiod %s %j with ztunnel %s: %s", (istiod, env, ztunnel, expected) => {
    const plane = { version: parseIstioVersion(istiod), env };
    expect(enforcesDryRun([plane], [parseIstioVersion(ztunnel)])).toBe(expected);
  });

  it("judges a dry-run policy as if the annotation were absent on such a version", () => {
    const policy = policyYaml(
      { rules: [to({ paths: ["/"] })] },
      { annotations: { "istio.io/dry-run": "true" } },
    );
    const old = istiodYaml({ image: "docker.io/istio/pilot:1.24.2" });
    expect(classified(yaml(policy, old)).verdict).toBe("l7-allow-closed");
    expect(classified(yaml(policy, istiodYaml())).verdict).toBe("dry-run");
  });
});

describe("for any policy", () => {
  const fields = (...names: readonly string[]) =>
    fc.dictionary(fc.constantFrom(...names), fc.constant(["x"]), { maxKeys: 3 });
  const l4Source = fields("principals", "notNamespaces", "ipBlocks");
  const anySource = fields(
    "principals",
    "notNamespaces",
    "requestPrincipals",
    "remoteIpBlocks",
    "trustDomains",
  );
  const l4Operation = fields("ports", "notPorts");
  const anyOperation = fields("ports", "notPorts", "paths", "methods");
  const conditionsOn = (...keys: readonly string[]) =>
    fc.array(
      fc.record({
        key: fc.constantFrom(...keys),
        values: fc.constant(["x"]),
        notValues: fc.constant([]),
      }),
      {
        maxLength: 2,
      },
    );
  const rule = (
    source: fc.Arbitrary<RuleFields>,
    operation: fc.Arbitrary<RuleFields>,
    keys: readonly string[],
  ) =>
    fc.record({
      from: fc.array(source, { maxLength: 3 }),
      to: fc.array(operation, { maxLength: 3 }),
      when: conditionsOn(...keys),
    });
  const l4Rule = rule(l4Source, l4Operation, ["source.ip", "destination.port"]);
  const anyRule = rule(anySource, anyOperation, ["source.ip", "remote.ip"]);

  const policy = (
    action: AuthorizationPolicy["action"],
    rules: readonly AuthorizationRule[],
  ): AuthorizationPolicy => ({
    ref: { group: "security.istio.io", kind: "AuthorizationPolicy", namespace: "shop", name: "p" },
    labels: {},
    annotations: {},
    createdAt: null,
    selector: { state: "absent" },
    targetRefs: [],
    conditions: [],
    provider: null,
    dryRun: false,
    action,
    rules,
  });
  const verdict = (action: "ALLOW" | "DENY", rules: readonly AuthorizationRule[]) =>
    classify(policy(action, rules), false);

  it("without HTTP fields is l4", () => {
    fc.assert(
      fc.property(fc.constantFrom("ALLOW", "DENY"), fc.array(l4Rule), (action, rules) => {
        expect(verdict(action, rules).verdict).toBe("l4");
      }),
    );
  });

  it("adding an HTTP field anywhere never leaves it l4", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("ALLOW", "DENY"),
        fc.array(anyRule),
        anyRule,
        fc.constantFrom(...(["from", "to", "when"] as const)),
        fc.nat(),
        (action, others, changed, where, seed) => {
          const added: AuthorizationRule = {
            ...changed,
            ...(where === "from" ? { from: [...changed.from, { requestPrincipals: ["x"] }] } : {}),
            ...(where === "to" ? { to: [...changed.to, { paths: ["/x"] }] } : {}),
            ...(where === "when"
              ? { when: [...changed.when, { key: "remote.ip", values: ["x"], notValues: [] }] }
              : {}),
          };
          const before: readonly AuthorizationRule[] = others;
          const rules = before.toSpliced(seed % (others.length + 1), 0, added);
          const found = verdict(action, rules);
          expect(found.verdict).not.toBe("l4");
          expect(found.l7Fields.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it("the order of its rules does not matter", () => {
    fc.assert(
      fc.property(fc.constantFrom("ALLOW", "DENY"), fc.array(anyRule), (action, rules) => {
        const { verdict: one, alsoBroad } = verdict(action, rules);
        expect(verdict(action, rules.toReversed())).toMatchObject({ verdict: one, alsoBroad });
      }),
    );
  });

  it("a DENY rule without HTTP fields beside others keeps some of it alive", () => {
    fc.assert(
      fc.property(fc.array(anyRule), (rules) => {
        const alive: AuthorizationRule = { from: [{ principals: ["x"] }], to: [], when: [] };
        expect(verdict("DENY", [...rules, alive]).verdict).not.toBe("l7-deny-noop");
      }),
    );
  });
});
