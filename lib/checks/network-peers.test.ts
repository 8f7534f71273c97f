import { describe, expect, it } from "vitest";
import type { LabelSelector, Labels, NetworkPolicyPeer } from "../inventory/model.ts";
import { covers, isAddressIn, isOutsideCluster, selects } from "./network-peers.ts";

describe("covers", () => {
  it("lets everyone cover every peer, and nothing else cover everyone", () => {
    expect(covers("everyone", pods({ app: "a" }))).toBe(true);
    expect(covers("everyone", "everyone")).toBe(true);
    expect(covers(peer({ namespaceSelector: labels({}) }), "everyone")).toBe(false);
    expect(covers(block("0.0.0.0/0"), "everyone")).toBe(false);
  });

  it("compares pod selectors by their demands", () => {
    expect(covers(pods({ app: "a" }), pods({ app: "a", tier: "web" }))).toBe(true);
    expect(covers(pods({ app: "a", tier: "web" }), pods({ app: "a" }))).toBe(false);
    expect(covers(pods({}), pods({ app: "a" }))).toBe(true);
    expect(covers(pods({ app: "a" }), pods({ app: "b" }))).toBe(false);
  });

  it("reads an expression as the same demand whatever the order of its values", () => {
    const either = (...values: string[]) => expression("In", values);
    expect(covers(either("a", "b"), either("b", "a"))).toBe(true);
    expect(covers(either("a", "b"), either("a"))).toBe(false);
  });

  it("knows that all namespaces include the policy's own, and not the other way round", () => {
    const everywhere = peer({ namespaceSelector: labels({}) });
    expect(covers(everywhere, pods({ app: "a" }))).toBe(true);
    expect(covers(pods({}), everywhere)).toBe(false);
    expect(covers(peer({ namespaceSelector: labels({ team: "a" }) }), pods({ app: "a" }))).toBe(
      false,
    );
  });

  it("narrows a namespace peer by its pod selector", () => {
    const team = peer({ namespaceSelector: labels({ team: "a" }) });
    const teamWeb = { ...team, podSelector: labels({ app: "web" }) };
    expect(covers(team, teamWeb)).toBe(true);
    expect(covers(teamWeb, team)).toBe(false);
  });

  it("compares address blocks, exceptions included", () => {
    expect(covers(block("10.0.0.0/8"), block("10.1.0.0/16"))).toBe(true);
    expect(covers(block("10.1.0.0/16"), block("10.0.0.0/8"))).toBe(false);
    expect(covers(block("10.0.0.0/8", "10.1.0.0/16"), block("10.0.0.0/8"))).toBe(false);
    expect(covers(block("10.0.0.0/8", "10.1.0.0/16"), block("10.2.0.0/16"))).toBe(true);
    expect(covers(block("10.0.0.0/8", "10.1.2.0/24"), block("10.0.0.0/8", "10.1.0.0/16"))).toBe(
      true,
    );
    expect(covers(block("::/0"), block("10.0.0.0/8"))).toBe(false);
  });

  it("never mixes addresses with pods", () => {
    expect(covers(block("0.0.0.0/0"), pods({}))).toBe(false);
    expect(covers(pods({}), block("10.0.0.0/8"))).toBe(false);
  });

  it("proves nothing from a broken block", () => {
    expect(covers(block("10.0.0.0/8"), block("10.0.0.0/33"))).toBe(false);
    expect(covers(block("10.0.0.0/8", "nonsense"), block("10.0.0.0/8"))).toBe(false);
  });
});

describe("selects", () => {
  const web = {
    namespace: "shop",
    namespaceLabels: { "kubernetes.io/metadata.name": "shop", team: "a" },
    labels: { app: "web" },
  };

  it("means pods of the policy's own namespace when no namespace is named", () => {
    expect(selects(pods({ app: "web" }), "shop", web)).toBe(true);
    expect(selects(pods({ app: "web" }), "bank", web)).toBe(false);
  });

  it("means pods of the named namespaces wherever the policy stands", () => {
    expect(selects(peer({ namespaceSelector: labels({ team: "a" }) }), "bank", web)).toBe(true);
    expect(selects(peer({ namespaceSelector: labels({ team: "b" }) }), "bank", web)).toBe(false);
  });

  it("does not guess which pods have an address", () => {
    expect(selects(block("0.0.0.0/0"), "shop", web)).toBe(false);
  });

  it("takes no label from the prototype of objects", () => {
    expect(selects(pods({ constructor: "x" }), "shop", web)).toBe(false);
  });
});

describe("isOutsideCluster", () => {
  it.each([
    ["203.0.113.0/24", true],
    ["0.0.0.0/0", false],
    ["10.0.0.0/8", false],
    ["10.20.30.0/24", false],
    ["10.20.30.40/32", true],
    ["fd00::1/128", true],
    ["100.64.0.0/16", false],
    ["2001:db8::/32", true],
    ["fd00::/8", false],
    ["::/0", false],
    ["not-an-address", false],
  ])("%s: %s", (cidr, outside) => {
    expect(isOutsideCluster({ cidr, except: [] })).toBe(outside);
  });

  it("knows the usual way to write the internet", () => {
    const except = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
    expect(isOutsideCluster({ cidr: "0.0.0.0/0", except })).toBe(true);
    expect(isOutsideCluster({ cidr: "0.0.0.0/0", except: except.slice(1) })).toBe(false);
  });
});

describe("isAddressIn", () => {
  it.each([
    ["169.254.7.127", "169.254.7.127/32", [], true],
    ["169.254.7.127", "0.0.0.0/0", [], true],
    ["169.254.7.127", "0.0.0.0/0", ["169.254.0.0/16"], false],
    ["169.254.7.127", "0.0.0.0/0", ["169.254.169.254/32"], true],
    ["169.254.7.127", "10.0.0.0/8", [], false],
    ["fd16:9254:7127:1337:ffff:ffff:ffff:ffff", "::/0", [], true],
    ["fd16:9254:7127:1337:ffff:ffff:ffff:ffff", "0.0.0.0/0", [], false],
    ["nonsense", "0.0.0.0/0", [], false],
  ])("%s in %s without %s: %s", (address, cidr, except, inside) => {
    expect(isAddressIn(address, { cidr, except })).toBe(inside);
  });
});

function peer(part: Partial<NetworkPolicyPeer>): NetworkPolicyPeer {
  return { podSelector: null, namespaceSelector: null, ipBlock: null, ...part };
}

function pods(matchLabels: Labels): NetworkPolicyPeer {
  return peer({ podSelector: labels(matchLabels) });
}

function block(cidr: string, ...except: string[]): NetworkPolicyPeer {
  return peer({ ipBlock: { cidr, except } });
}

function labels(matchLabels: Labels): LabelSelector {
  return { matchLabels, matchExpressions: [] };
}

function expression(operator: "In", values: string[]): NetworkPolicyPeer {
  return peer({
    podSelector: { matchLabels: {}, matchExpressions: [{ key: "app", operator, values }] },
  });
}
