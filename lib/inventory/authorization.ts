import type {
  AuthorizationVerdict,
  Candidate,
  ClassifiedPolicy,
  ControlPlane,
  IstioVersion,
} from "./facts.ts";
import { isOn } from "./labels.ts";
import type { AuthorizationPolicy, AuthorizationRule, RuleFields } from "./model.ts";
import { policyCovers } from "./policy-cover.ts";
import { ownersOf } from "./services.ts";
import { atLeast } from "./version.ts";

/**
 * What ztunnel would make of a policy. Sources: istio/istio pilot/pkg/serviceregistry/ambient/authorization.go (what is
 * stripped), istio/ztunnel src/rbac.rs (an empty match is never true).
 *
 * @param dryRunEnforced see enforcesDryRun.
 */
export function classify(
  policy: AuthorizationPolicy,
  dryRunEnforced: boolean,
): Pick<ClassifiedPolicy, "verdict" | "alsoBroad" | "l7Fields"> {
  const l7Fields = policy.rules.flatMap((rule, at) => l7FieldsOf(rule, `spec.rules[${at}]`));
  const { verdict, alsoBroad } = judge(policy, l7Fields.length, dryRunEnforced);
  return { verdict, alsoBroad, l7Fields };
}

/**
 * True when ztunnel enforces policies that only want to be tried. istiod checks the annotation from 1.25.2 on, and can be
 * told to send such policies from 1.29 on, which an older ztunnel then enforces. Source: istio/istio
 * pilot/pkg/serviceregistry/kube/controller/ambient/policies.go, releasenotes/notes/authz-dry-run-ambient.yaml.
 */
export function enforcesDryRun(
  planes: readonly Pick<ControlPlane, "version" | "env">[],
  ztunnels: readonly (IstioVersion | null)[],
): boolean {
  return planes.some(({ version, env }) => {
    if (version === null) return false;
    if (atLeast(version, "1.24") && !atLeast(version, "1.25.2")) return true;
    return (
      atLeast(version, "1.29") &&
      isOn(env, "AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY") &&
      ztunnels.some((ztunnel) => ztunnel !== null && !atLeast(ztunnel, "1.29"))
    );
  });
}

/**
 * @param isCandidate whether a namespace takes part: a policy of the root namespace covers those only.
 */
export function classifyPolicies(
  policies: readonly AuthorizationPolicy[],
  candidates: readonly Candidate[],
  rootNamespace: string,
  isCandidate: (namespace: string) => boolean,
  dryRunEnforced: boolean,
): readonly ClassifiedPolicy[] {
  const owners = new Map<readonly Candidate[], ClassifiedPolicy["covers"][number]["owners"]>();
  const ownersOnce = (covered: readonly Candidate[]) => {
    const known = owners.get(covered) ?? ownersOf(covered);
    owners.set(covered, known);
    return known;
  };

  return policies.map((policy) => ({
    policy,
    ...classify(policy, dryRunEnforced),
    covers:
      policy.targetRefs.length > 0
        ? []
        : policyCovers(policy.selector, policy.ref.namespace, candidates, rootNamespace)
            .filter(({ namespace }) => namespace === policy.ref.namespace || isCandidate(namespace))
            .map((cover) => ({
              namespace: cover.namespace,
              owners: ownersOnce(cover.candidates),
            })),
  }));
}

/** In this order; the first that holds decides. */
function judge(
  { targetRefs, dryRun, action, selector, rules }: AuthorizationPolicy,
  l7Fields: number,
  dryRunEnforced: boolean,
): { verdict: AuthorizationVerdict; alsoBroad: boolean } {
  if (targetRefs.length > 0) return plain("waypoint-only");
  if (dryRun && !dryRunEnforced) return plain("dry-run");
  if (action === "CUSTOM" || action === "AUDIT") return plain("unsupported-action");
  if (selector.state === "empty") return plain("empty-selector");
  // A policy without rules, the usual "allow nothing", lands here: it means the same at ztunnel.
  if (l7Fields === 0) return plain("l4");

  if (action === "ALLOW") {
    const closed = rules.every((rule) => l7FieldsOf(rule, "").length > 0);
    return plain(closed ? "l7-allow-closed" : "l7-allow-partial");
  }
  return judgeDeny(rules.map(effectOf));
}

/** Of a policy with at least one L7 field: when every rule fires whole, that field widened an entry. */
function judgeDeny(effects: readonly RuleEffect[]): {
  verdict: AuthorizationVerdict;
  alsoBroad: boolean;
} {
  const firing = effects.filter(({ fires }) => fires);
  if (firing.length === 0) return plain("l7-deny-noop");

  const broad = firing.some(({ widened }) => widened);
  const leaks = firing.length < effects.length || firing.some(({ lostEntries }) => lostEntries);
  return leaks ? { verdict: "l7-deny-partial", alsoBroad: broad } : plain("l7-deny-broad");
}

interface RuleEffect {
  /** False when some clause has only entries of which nothing is left. */
  readonly fires: boolean;
  readonly lostEntries: boolean;
  readonly widened: boolean;
}

/** Clauses are ANDed; a rule without any clause matches everything. */
function effectOf({ from, to, when }: AuthorizationRule): RuleEffect {
  const clauses = [
    to.map((entry) => entryState(entry, OPERATION)),
    from.map((entry) => entryState(entry, SOURCE)),
    ...when.map(({ key }): EntryState[] => [L4_CONDITIONS.has(key) ? "intact" : "empty"]),
  ].filter((clause) => clause.length > 0);

  return {
    fires: clauses.every((clause) => clause.some((state) => state !== "empty")),
    lostEntries: clauses.some((clause) => clause.includes("empty")),
    widened: clauses.some((clause) => clause.includes("widened")),
  };
}

type EntryState = "intact" | "widened" | "empty";

interface Layers {
  readonly l4: ReadonlySet<string>;
  /** Neither enforced nor reported by the conversion for ztunnel. */
  readonly ignored: ReadonlySet<string>;
}

function entryState(entry: RuleFields, { l4, ignored }: Layers): EntryState {
  const fields = Object.keys(entry);
  if (!fields.some((name) => l4.has(name))) return "empty";
  return fields.every((name) => l4.has(name) || ignored.has(name)) ? "intact" : "widened";
}

function l7FieldsOf(
  { from, to, when }: AuthorizationRule,
  path: string,
): ClassifiedPolicy["l7Fields"] {
  const inEntry = (entry: RuleFields, { l4, ignored }: Layers, entryPath: string) =>
    Object.entries(entry)
      .filter(([name]) => !l4.has(name) && !ignored.has(name))
      .map(([name, values]) => ({ path: `${entryPath}.${name}`, values }));

  return [
    ...from.flatMap((entry, at) => inEntry(entry, SOURCE, `${path}.from[${at}].source`)),
    ...to.flatMap((entry, at) => inEntry(entry, OPERATION, `${path}.to[${at}].operation`)),
    ...when.flatMap(({ key }, at) =>
      L4_CONDITIONS.has(key) ? [] : [{ path: `${path}.when[${at}].key`, values: [key] }],
    ),
  ];
}

function plain(verdict: AuthorizationVerdict): {
  verdict: AuthorizationVerdict;
  alsoBroad: boolean;
} {
  return { verdict, alsoBroad: false };
}

const OPERATION: Layers = { l4: new Set(["ports", "notPorts"]), ignored: new Set() };

const SOURCE: Layers = {
  l4: new Set([
    "principals",
    "notPrincipals",
    "namespaces",
    "notNamespaces",
    "serviceAccounts",
    "notServiceAccounts",
    "ipBlocks",
    "notIpBlocks",
  ]),
  ignored: new Set(["trustDomains", "notTrustDomains"]),
};

const L4_CONDITIONS = new Set([
  "source.ip",
  "source.namespace",
  "source.principal",
  "destination.ip",
  "destination.port",
]);
