import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from "../inventory/model.ts";
import {
  admitsAddress,
  closedRules,
  type Direction,
  isolates,
  isolating,
  opensTunnel,
} from "./network-policies.ts";

const PROBES = "169.254.7.127";
const selector = { matchLabels: {}, matchExpressions: [] };

describe("isolates", () => {
  it("follows policyTypes, and without it isolates ingress always and egress only with egress rules", () => {
    expect(isolates(policy({ policyTypes: ["Egress"] }), "Ingress")).toBe(false);
    expect(isolates(policy({ policyTypes: [] }), "Ingress")).toBe(true);
    expect(isolates(policy({ policyTypes: null }), "Ingress")).toBe(true);
    expect(isolates(policy({ policyTypes: null }), "Egress")).toBe(false);
    expect(isolates(policy({ policyTypes: null, egress: [rule([])] }), "Egress")).toBe(true);
  });

  it("selects every pod of the namespace with an empty selector", () => {
    expect(isolating([policy({})], "Ingress", { app: "web" })).toHaveLength(1);
  });
});

describe("opensTunnel", () => {
  it.each<[string, NetworkPolicyPort[], boolean]>([
    ["no ports", [], true],
    ["15008", [tcp("15008")], true],
    ["every TCP port", [tcp(null)], true],
    ["a range around it", [tcp("15000", 15010)], true],
    ["a range below it", [tcp("8000", 9000)], false],
    ["another port", [tcp("8080")], false],
    ["15008 over UDP", [{ protocol: "UDP", port: "15008", endPort: null }], false],
    ["a named port", [tcp("hbone")], false],
  ])("%s", (_name, ports, open) => {
    expect(opensTunnel({ peers: [], ports })).toBe(open);
  });
});

describe("closedRules", () => {
  it("reports a peer that only the application's port admits", () => {
    const closed = closedRules([policy({ ingress: [rule([tcp("8080")], [web])] })], "Ingress");
    expect(closed).toMatchObject([{ index: 0, peers: [web] }]);
  });

  it("is not fooled by a rule that opens the tunnel to somebody else", () => {
    const policies = [
      policy({ ingress: [rule([tcp("8080")], [web])] }),
      policy({ ingress: [rule([], [monitoring])] }),
    ];
    expect(closedRules(policies, "Ingress")).toHaveLength(1);
  });

  it("accepts an opening in another policy of the same pod", () => {
    const policies = [
      policy({ ingress: [rule([tcp("8080")], [web])] }),
      policy({ ingress: [rule([tcp("15008")], [web, monitoring])] }),
    ];
    expect(closedRules(policies, "Ingress")).toEqual([]);
  });

  it("has nothing to say about rules that carry no TCP, or only DNS", () => {
    const dns = [{ protocol: "UDP", port: "53", endPort: null }, tcp("53")];
    expect(closedRules([policy({ egress: [rule(dns)] })], "Egress")).toEqual([]);
    expect(closedRules([policy({ ingress: [rule(dns.slice(0, 1))] })], "Ingress")).toEqual([]);
    expect(closedRules([policy({ ingress: [rule(dns)] })], "Ingress")).toHaveLength(1);
  });

  it("finds nothing wrong with a default-deny that has no rule", () => {
    fc.assert(
      fc.property(fc.array(fc.constant(policy({})), { maxLength: 5 }), directions, (all, way) => {
        expect(closedRules(all, way)).toEqual([]);
      }),
    );
  });

  it("is always cleared by a rule that opens 15008 to every peer", () => {
    fc.assert(
      fc.property(fc.array(policies), directions, (all, way) => {
        const opened = [
          ...all,
          policy(
            way === "Ingress"
              ? { ingress: [rule([tcp("15008")])] }
              : { egress: [rule([tcp("15008")])] },
          ),
        ];
        expect(closedRules(opened, way)).toEqual([]);
      }),
    );
  });

  it("is always cleared by opening 15008 to the very peers it reports", () => {
    fc.assert(
      fc.property(fc.array(policies), directions, (all, way) => {
        const remedies = closedRules(all, way).map(({ rule: closed }) => ({
          ...closed,
          ports: [tcp("15008")],
        }));
        const remedy = policy(way === "Ingress" ? { ingress: remedies } : { egress: remedies });
        expect(closedRules([...all, remedy], way)).toEqual([]);
      }),
    );
  });

  it("never gets worse by a further opening", () => {
    fc.assert(
      fc.property(fc.array(policies), rules, directions, (all, extra, way) => {
        const opening = { ...extra, ports: [] };
        const more = policy(way === "Ingress" ? { ingress: [opening] } : { egress: [opening] });
        const before = closedRules(all, way).flatMap(({ peers }) => peers).length;
        const after = closedRules([...all, more], way).flatMap(({ peers }) => peers).length;
        expect(after).toBeLessThanOrEqual(before);
      }),
    );
  });

  it("says nothing where every rule already admits every port", () => {
    fc.assert(
      fc.property(fc.array(policies), directions, (all, way) => {
        const portless = all.map(({ ingress, egress, ...rest }) => ({
          ...rest,
          ingress: ingress.map((one) => ({ ...one, ports: [] })),
          egress: egress.map((one) => ({ ...one, ports: [] })),
        }));
        expect(closedRules(portless, way)).toEqual([]);
      }),
    );
  });
});

describe("admitsAddress", () => {
  const named = [{ name: "http", port: 8080 }];
  const everywhere = block("0.0.0.0/0");

  it.each<[string, NetworkPolicyRule, number | string, boolean]>([
    ["no peers, no ports", rule([]), 8080, true],
    ["a block around it", rule([tcp("8080")], [everywhere]), 8080, true],
    ["its very address", rule([], [block(`${PROBES}/32`)]), 8080, true],
    ["a block that excepts it", rule([], [block("0.0.0.0/0", `${PROBES}/32`)]), 8080, false],
    ["all pods of all namespaces", rule([], [allPods]), 8080, false],
    ["another port", rule([tcp("9090")]), 8080, false],
    ["a range of ports", rule([tcp("8000", 9000)]), 8080, true],
    ["the port by its name", rule([tcp("http")]), 8080, true],
    ["a name the pod does not have", rule([tcp("grpc")]), 8080, false],
    ["an unresolved name that is the same", rule([tcp("odd")]), "odd", true],
    ["UDP", rule([{ protocol: "UDP", port: "8080", endPort: null }]), 8080, false],
  ])("%s", (_name, one, port, admitted) => {
    expect(admitsAddress([policy({ ingress: [one] })], PROBES, port, named)).toBe(admitted);
  });
});

const web: NetworkPolicyPeer = {
  podSelector: { matchLabels: { app: "web" }, matchExpressions: [] },
  namespaceSelector: null,
  ipBlock: null,
};
const monitoring: NetworkPolicyPeer = {
  podSelector: null,
  namespaceSelector: { matchLabels: { name: "monitoring" }, matchExpressions: [] },
  ipBlock: null,
};
const allPods: NetworkPolicyPeer = {
  podSelector: null,
  namespaceSelector: selector,
  ipBlock: null,
};

function block(cidr: string, ...except: string[]): NetworkPolicyPeer {
  return { podSelector: null, namespaceSelector: null, ipBlock: { cidr, except } };
}

function tcp(port: string | null, endPort: number | null = null): NetworkPolicyPort {
  return { protocol: "TCP", port, endPort };
}

function rule(ports: NetworkPolicyPort[], peers: NetworkPolicyPeer[] = []): NetworkPolicyRule {
  return { ports, peers };
}

function policy(part: Partial<NetworkPolicy>): NetworkPolicy {
  return {
    ref: { group: "networking.k8s.io", kind: "NetworkPolicy", namespace: "shop", name: "p" },
    labels: {},
    annotations: {},
    createdAt: null,
    podSelector: selector,
    policyTypes: ["Ingress", "Egress"],
    ingress: [],
    egress: [],
    ...part,
  };
}

const directions = fc.constantFrom<Direction[]>("Ingress", "Egress");
const labels = fc.dictionary(fc.constantFrom("app", "tier"), fc.constantFrom("a", "b"));
const selectors = labels.map((matchLabels) => ({ matchLabels, matchExpressions: [] }));
const peers: fc.Arbitrary<NetworkPolicyPeer> = fc.oneof(
  fc.record({
    podSelector: fc.option(selectors),
    namespaceSelector: fc.option(selectors),
    ipBlock: fc.constant(null),
  }),
  fc
    .constantFrom("10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0", "::/0", "broken")
    .map((cidr) => block(cidr)),
);
const ports = fc.record({
  protocol: fc.constantFrom("TCP", "UDP"),
  port: fc.constantFrom("53", "8080", "15008", "http", null),
  endPort: fc.constantFrom(20000, null),
});
const rules = fc.record({ peers: fc.array(peers), ports: fc.array(ports) });
const policies = fc
  .record({ ingress: fc.array(rules), egress: fc.array(rules) })
  .map((part) => policy(part));
