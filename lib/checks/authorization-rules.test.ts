import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { inventoryFrom } from "../inventory/fixture.ts";
import type { AuthorizationPolicy, AuthorizationRule, ServicePort } from "../inventory/model.ts";
import { byHand, normalised, spelled, withServicePorts } from "./authorization-rules.ts";

describe("spelled", () => {
  it("writes rules that are read back as they were", () => {
    fc.assert(
      fc.property(fc.array(rules, { maxLength: 4 }), (all) => {
        expect(normalised(readBack(all))).toBe(normalised(all));
      }),
    );
  });
});

describe("normalised", () => {
  it("does not depend on the order of rules, entries and values", () => {
    fc.assert(
      fc.property(fc.array(rules), (all) => {
        const turned = all.toReversed().map(({ from, to, when }) => ({
          from: from.toReversed().map(turnedFields),
          to: to.toReversed().map(turnedFields),
          when: when.toReversed(),
        }));
        expect(normalised(turned)).toBe(normalised(all));
      }),
    );
  });

  it("tells a rule that matches everything from no rule", () => {
    expect(normalised([{ from: [], to: [], when: [] }])).not.toBe(normalised([]));
  });

  it("tells sources from operations, and one entry of two fields from two entries", () => {
    const one = rule({ to: [{ ports: ["80"], methods: ["GET"] }] });
    const two = rule({ to: [{ ports: ["80"] }, { methods: ["GET"] }] });
    expect(normalised([one])).not.toBe(normalised([two]));
    expect(normalised([rule({ from: [{ namespaces: ["a"] }] })])).not.toBe(
      normalised([rule({ from: [{ notNamespaces: ["a"] }] })]),
    );
  });
});

describe("withServicePorts", () => {
  it("turns the port of the pod into that of the Service, wherever it stands", () => {
    const before = rule({
      to: [{ ports: ["8080"], methods: ["GET"] }, { notPorts: ["9090"] }],
      when: [{ key: "destination.port", values: ["8080"], notValues: ["9090"] }],
    });
    expect(withServicePorts([before], { ports: [port(80, "8080"), port(90, "9090")] }, [])).toEqual(
      [
        {
          from: [],
          to: [{ ports: ["80"], methods: ["GET"] }, { notPorts: ["90"] }],
          when: [{ key: "destination.port", values: ["80"], notValues: ["90"] }],
        },
      ],
    );
  });

  it("resolves a named target port through the pods", () => {
    const named = [{ name: "web", port: 8080 }];
    const service = { ports: [port(80, "web")] };
    expect(portsAfter(["8080"], service, named)).toEqual(["80"]);
    expect(portsAfter(["8080"], service, [])).toEqual(["8080"]);
  });

  it("names every Service port that leads to the pod's", () => {
    const service = { ports: [port(80, "8080"), port(8000, "8080")] };
    expect(portsAfter(["8080"], service, [])).toEqual(["80", "8000"]);
  });

  it("keeps a port that the Service does not lead to", () => {
    expect(portsAfter(["9999"], { ports: [port(80, "8080")] }, [])).toEqual(["9999"]);
  });

  it("changes nothing where Service and pod use the same ports", () => {
    fc.assert(
      fc.property(fc.array(rules), (all) => {
        const same = { ports: ["80", "8080", "9090"].map((one) => port(Number(one), one)) };
        expect(normalised(withServicePorts(all, same, []))).toBe(normalised(all));
      }),
    );
  });
});

describe("byHand", () => {
  it("names conditions whose meaning changes at a waypoint", () => {
    const condition = { key: "destination.ip", values: ["10.0.0.1"], notValues: [] };
    expect(byHand([rule({ when: [condition] })])).toHaveLength(1);
    expect(byHand([rule({ from: [{ remoteIpBlocks: ["10.0.0.0/8"] }] })])).toHaveLength(1);
    expect(byHand([rule({ from: [{ ipBlocks: ["10.0.0.0/8"] }] })])).toEqual([]);
  });
});

function rule(part: Partial<AuthorizationRule>): AuthorizationRule {
  return { from: [], to: [], when: [], ...part };
}

function port(number: number, targetPort: string): ServicePort {
  return { name: "p", port: number, targetPort, protocol: "TCP", appProtocol: null };
}

function portsAfter(
  ports: string[],
  service: { ports: ServicePort[] },
  named: { name: string; port: number }[],
) {
  return withServicePorts([rule({ to: [{ ports }] })], service, named)[0]?.to[0]?.["ports"];
}

function readBack(all: readonly AuthorizationRule[]): readonly AuthorizationRule[] {
  const inventory = inventoryFrom(
    stringify({
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: { name: "p", namespace: "shop" },
      spec: { rules: spelled(all) },
    }),
  );
  const slice = inventory.slices.authorizationPolicies;
  const [policy]: readonly AuthorizationPolicy[] = slice.read === "complete" ? slice.items : [];
  if (policy === undefined) throw new Error("The policy was not read.");
  return policy.rules;
}

function turnedFields(fields: Readonly<Record<string, readonly string[]>>) {
  return Object.fromEntries(
    Object.entries(fields)
      .toReversed()
      .map(([field, values]) => [field, values.toReversed()]),
  );
}

const values = fc.uniqueArray(fc.constantFrom("80", "8080", "9090", "a", "*", "true", "1.5"), {
  minLength: 1,
});
const entries = (...fields: string[]) =>
  fc.array(fc.dictionary(fc.constantFrom(...fields), values, { minKeys: 1 }), { maxLength: 3 });
const rules: fc.Arbitrary<AuthorizationRule> = fc.record({
  from: entries("principals", "notNamespaces", "requestPrincipals", "ipBlocks"),
  to: entries("ports", "notPorts", "methods", "paths"),
  when: fc.array(
    fc.record({
      key: fc.constantFrom("destination.port", "request.headers[x]", "source.ip"),
      values,
      notValues: fc.constantFrom([], ["9090"]),
    }),
    { maxLength: 2 },
  ),
});
