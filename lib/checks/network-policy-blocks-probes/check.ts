import type { AmbientComponent, Candidate } from "../../inventory/facts.ts";
import { labelOf } from "../../inventory/labels.ts";
import type { NetworkPolicy, ObjectRef, PlatformObject, Probe } from "../../inventory/model.ts";
import { ownersOf } from "../../inventory/services.ts";
import { type CouldNotTell, defineCheck, type Problem, type Remedy } from "../define.ts";
import { isAddressIn } from "../network-peers.ts";
import { ciliumAgent, notEvaluated, policiesAreInert } from "../network-plugins.ts";
import { admitsAddress, isolating } from "../network-policies.ts";
import { selectorSpec } from "../network-spelling.ts";
import { MOST_EVIDENCE, workloadsText } from "../policy-reach.ts";
import { meshCandidates } from "../support/mesh.ts";
import { manifest } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { suffixed } from "../waypoint-targets.ts";

/** Workloads with network probes that a policy isolates, and which of their probes no policy admits. */
interface Probed {
  readonly policy: NetworkPolicy;
  readonly workloads: readonly {
    readonly candidate: Candidate;
    readonly blocked: readonly Probe[];
  }[];
}

type Subject =
  | { readonly kind: "policy"; readonly probed: Probed }
  | { readonly kind: "not-evaluated"; readonly doubts: readonly CouldNotTell[] };

const CONSULTS = ["ambientComponents", "calicoObjects", "ciliumPolicies", "workloads"] as const;

export const networkPolicyBlocksProbes = defineCheck({
  id: "network-policy-blocks-probes",
  title: "NetworkPolicies admit the kubelet's probes",
  finds: "NetworkPolicies block kubelet probes",
  group: "workloads",
  severity: "blocker",
  reads: ["networkPolicies", "candidates", "meshNamespaces"],
  consults: CONSULTS,
  sources: [SOURCES.networkPolicy, SOURCES.platforms, SOURCES.codeCniIptables],

  subjects(slices, { readInFull }): readonly Subject[] {
    const addresses = probeAddresses(slices.ambientComponents);
    const policies = Map.groupBy(slices.networkPolicies, ({ ref }) => ref.namespace);
    const probing = meshCandidates(slices).filter(({ probes }) => probes.some(usesNetwork));
    const namespaces = new Set(probing.map(({ namespace }) => namespace));

    const doubts = notEvaluated(namespaces, slices, readInFull);
    const isolated = probedBy(probing, (namespace) => policies.get(namespace) ?? [], addresses);
    return [
      ...isolated.map((probed): Subject => ({ kind: "policy", probed })),
      ...(doubts.length > 0 ? [{ kind: "not-evaluated" as const, doubts }] : []),
    ];
  },

  inspect(subject, slices, { readInFull }) {
    if (subject.kind === "not-evaluated") return subject.doubts;
    const { probed } = subject;
    if (probed.workloads.every(({ blocked }) => blocked.length === 0)) return [];

    const addresses = probeAddresses(slices.ambientComponents);
    const cilium = ciliumAgent(slices.workloads);
    // An allowance may stand among the policies that were not read: the doubt about them is all there is to say.
    if (cilium !== null && !readInFull("ciliumPolicies")) return [];
    if (cilium !== null && admittedByCilium(probed.policy, slices.ciliumPolicies, addresses))
      return [];
    return [blocks(probed, addresses, cilium, policiesAreInert(slices.workloads))];
  },
});

/** Each workload once: under the first policy that isolates it, those for the whole namespace first. */
function probedBy(
  candidates: readonly Candidate[],
  policiesOf: (namespace: string) => readonly NetworkPolicy[],
  addresses: readonly string[],
): Probed[] {
  const byPolicy = new Map<NetworkPolicy, Probed["workloads"][number][]>();
  for (const candidate of candidates) {
    const { namespace, shape, probes } = candidate;
    const policies = isolating(policiesOf(namespace), "Ingress", shape.labels);
    const [speaker] = policies.toSorted(byBreadth);
    if (speaker === undefined) continue;

    const named = shape.containers.flatMap(({ ports }) => ports);
    const blocked = probes.filter(
      (probe) =>
        usesNetwork(probe) &&
        !addresses.some((address) => admitsAddress(policies, address, portOf(probe, named), named)),
    );
    const known = byPolicy.get(speaker);
    if (known) known.push({ candidate, blocked });
    else byPolicy.set(speaker, [{ candidate, blocked }]);
  }
  return [...byPolicy].map(([policy, workloads]) => ({ policy, workloads }));
}

function blocks(
  { policy, workloads }: Probed,
  addresses: readonly string[],
  cilium: ObjectRef | null,
  inert: boolean,
): Problem {
  const failing = workloads.filter(({ blocked }) => blocked.length > 0);
  const owners = ownersOf(failing.map(({ candidate }) => candidate));
  const [address = DEFAULT_ADDRESS] = addresses;
  return {
    severity: cilium !== null ? "blocker" : "warning",
    object: policy.ref,
    namespace: policy.ref.namespace,
    problem: `${policy.ref.name} isolates ${workloadsText(owners)} and nothing admits probes from ${address}.`,
    why: `istio-cni gives the kubelet's probes that source address. ${
      cilium !== null
        ? "Cilium drops them, and a pod whose probes fail gets no traffic or is restarted again and again."
        : inert
          ? "The network plugin of this cluster enforces no NetworkPolicy, so this waits for the day another one does."
          : "Many network plugins let link-local sources pass; where yours does not, pods whose probes fail get no traffic."
    }`,
    remedy: cilium !== null ? admitInCilium(addresses) : admit(policy, addresses),
    evidence: [
      ...(cilium === null
        ? []
        : [{ object: cilium, field: "metadata.name", value: "the network plugin is Cilium" }]),
      {
        object: policy.ref,
        field: "spec.podSelector",
        value: JSON.stringify(selectorSpec(policy.podSelector)),
      },
      ...failing.slice(0, MOST_EVIDENCE).map(({ candidate, blocked }) => ({
        object: candidate.owner,
        field: "probes",
        value: blocked.map(({ use, kind, port }) => `${use} ${kind} ${port}`).join(", "),
      })),
    ],
  };
}

/** The policy's own selector: an empty one would isolate pods that are open today. */
function admit(policy: NetworkPolicy, addresses: readonly string[]): Remedy {
  return {
    text: "Apply the policy below. It selects the same pods, so it isolates nobody who is not isolated already.",
    yaml: manifest({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: {
        name: suffixed(policy.ref.name, "-probes"),
        ...(policy.ref.namespace !== null && { namespace: policy.ref.namespace }),
      },
      spec: {
        podSelector: selectorSpec(policy.podSelector),
        policyTypes: ["Ingress"],
        ingress: [{ from: ranges(addresses).map((cidr) => ({ ipBlock: { cidr } })) }],
      },
    }),
  };
}

/** Without enableDefaultDeny the object would isolate every pod of the cluster. */
function admitInCilium(addresses: readonly string[]): Remedy {
  return {
    text: "Apply the policy below once per cluster. If this Cilium does not know enableDefaultDeny, do not apply it: it would isolate every pod; add the fromCIDR to the existing policies instead.",
    yaml: manifest({
      apiVersion: "cilium.io/v2",
      kind: "CiliumClusterwideNetworkPolicy",
      metadata: { name: "allow-ambient-probes" },
      spec: {
        enableDefaultDeny: { ingress: false, egress: false },
        endpointSelector: {},
        ingress: [{ fromCIDR: ranges(addresses) }],
      },
    }),
  };
}

/** What istio-cni rewrites the source to, in both families. Source: istio/istio cni/pkg/iptables/iptables.go. */
function probeAddresses(components: readonly AmbientComponent[] | null): string[] {
  const env = components?.find(({ component }) => component === "istio-cni")?.env ?? {};
  return [
    labelOf(env, "HOST_PROBE_SNAT_IP") || DEFAULT_ADDRESS,
    labelOf(env, "HOST_PROBE_SNAT_IPV6") || DEFAULT_IPV6,
  ];
}

function admittedByCilium(
  { ref }: NetworkPolicy,
  policies: readonly PlatformObject[] | null,
  addresses: readonly string[],
): boolean {
  return (policies ?? []).some(
    (policy) =>
      (policy.ref.namespace === null || policy.ref.namespace === ref.namespace) &&
      (labelOf(policy.fields, "spec.ingress.fromCIDR") ?? "")
        .split(" ")
        .some((cidr) => addresses.some((address) => isAddressIn(address, { cidr, except: [] }))),
  );
}

function usesNetwork({ kind }: Probe): boolean {
  return kind !== "exec";
}

function portOf(
  { port }: Probe,
  named: readonly { readonly name: string | null; readonly port: number }[],
): number | string {
  if (port === null) return "";
  return NUMBER.test(port) ? Number(port) : (named.find(({ name }) => name === port)?.port ?? port);
}

function ranges(addresses: readonly string[]): string[] {
  return addresses.map((address) => `${address}/${address.includes(":") ? 128 : 32}`);
}

function byBreadth(a: NetworkPolicy, b: NetworkPolicy): number {
  return demands(a) - demands(b) || (a.ref.name < b.ref.name ? -1 : 1);
}

function demands({ podSelector: { matchLabels, matchExpressions } }: NetworkPolicy): number {
  return Object.keys(matchLabels).length + matchExpressions.length;
}

const NUMBER = /^\d{1,5}$/;
const DEFAULT_ADDRESS = "169.254.7.127";
const DEFAULT_IPV6 = "fd16:9254:7127:1337:ffff:ffff:ffff:ffff";
