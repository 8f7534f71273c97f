import { expect, test } from "vitest";
import type { Finding } from "../checks/define.ts";
import type { MeshNamespace } from "../inventory/facts.ts";
import { type JudgedCheck, type VerdictFacts, verdictOf } from "./verdict.ts";

const shop: MeshNamespace = {
  name: "shop",
  labels: { "istio-injection": "enabled" },
  excluded: null,
  gatewayOnly: false,
  injection: { injected: true, revision: "default", because: "Label istio-injection=enabled." },
  ambient: false,
  partial: null,
  candidate: true,
  pods: {
    sidecar: 2,
    sidecarHbone: 2,
    ambient: 0,
    pending: 0,
    plainSelected: 0,
    stuck: 0,
    candidates: 2,
    infrastructure: 0,
    live: 2,
  },
};

const facts = (change: Partial<VerdictFacts> = {}): VerdictFacts => ({
  namespace: shop,
  phase: "ready",
  podsKnown: true,
  own: [],
  cluster: [],
  undecided: [],
  need: null,
  needKnown: true,
  ...change,
});

const finding = (check: string, change: Partial<Finding> = {}): Finding => ({
  check,
  fingerprint: check,
  severity: "blocker",
  object: { group: "", kind: "Namespace", namespace: null, name: "shop" },
  namespace: "shop",
  problem: "Something is wrong.",
  why: "It matters.",
  remedy: { text: "Mend it." },
  evidence: [],
  ...change,
});

const undecided = (id: string, group: JudgedCheck["check"]["group"]): JudgedCheck => ({
  check: { id, title: id, group, severity: "blocker" },
  verdict: { outcome: "undetermined", unread: [] },
});

test("nothing found and everything read is ready", () => {
  expect(verdictOf(facts()).verdict).toBe("ready");
});

test("an unread security check keeps a namespace out of ready", () => {
  const { verdict, because } = verdictOf(
    facts({ undecided: [undecided("authz-l7-deny-noop", "security")] }),
  );
  expect(verdict).toBe("could-not-tell");
  expect(because).toContain("authz-l7-deny-noop");
});

test("an unread cluster check alone is work for the cluster, not doubt about the namespace", () => {
  expect(verdictOf(facts({ undecided: [undecided("ztunnel-node-gap", "platform")] })).verdict).toBe(
    "ready-with-work",
  );
});

test("a certain blocker wins over doubt", () => {
  const result = verdictOf(
    facts({
      own: [finding("network-policy-blocks-hbone")],
      undecided: [undecided("authz-custom-action", "security")],
    }),
  );
  expect(result.verdict).toBe("blocked");
});

test("a blocker that the migration removes is work", () => {
  const own = [finding("authz-l7-deny-noop", { removedByMigration: true })];
  expect(verdictOf(facts({ own })).verdict).toBe("ready-with-work");
});

test("a rate limit in an EnvoyFilter stays on sidecars", () => {
  const own = [finding("envoyfilter-unsupported", { facet: "rate-limit" })];
  expect(verdictOf(facts({ own })).verdict).toBe("stay-on-sidecar");
});

test("virtual machines stay on sidecars", () => {
  expect(verdictOf(facts({ own: [finding("vm-workloads")] })).verdict).toBe("stay-on-sidecar");
});

test("a cluster without ztunnel makes work, an Istio that is too old blocks", () => {
  const missing = finding("ztunnel-node-gap", { namespace: null });
  expect(verdictOf(facts({ phase: "sidecar", cluster: [missing] })).verdict).toBe(
    "ready-with-work",
  );
  const old = finding("istio-version-minimum", { namespace: null });
  expect(verdictOf(facts({ phase: "sidecar", cluster: [missing, old] })).verdict).toBe("blocked");
});

test("a need that is only a lower bound is doubt", () => {
  expect(verdictOf(facts({ needKnown: false })).verdict).toBe("could-not-tell");
});

test("sidecars without HBONE need one restart", () => {
  expect(verdictOf(facts({ phase: "sidecar" }))).toMatchObject({ verdict: "ready-with-work" });
});

test("ambient without the waypoint it needs is blocked, not under way", () => {
  expect(verdictOf(facts({ phase: "drift-no-waypoint" }))).toMatchObject({
    verdict: "blocked",
    advice: "finish",
  });
});

test("gateways and strangers carry no verdict", () => {
  const gateways = { ...shop, gatewayOnly: true };
  expect(verdictOf(facts({ namespace: gateways })).verdict).toBeNull();
  expect(verdictOf(facts({ namespace: gateways, podsKnown: false })).verdict).not.toBeNull();
  expect(verdictOf(facts({ phase: null, podsKnown: false }))).toMatchObject({
    verdict: "could-not-tell",
    because: expect.stringContaining("not all of its pods"),
  });
  expect(verdictOf(facts({ phase: "not-in-mesh" })).verdict).toBeNull();
});
