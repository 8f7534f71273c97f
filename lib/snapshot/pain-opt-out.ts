import type { Inventory, MeshNamespace } from "../inventory/facts.ts";
import { labelOf } from "../inventory/labels.ts";
import { rootNamespaceKnown, rootNamespaceOf } from "../inventory/mesh-config.ts";
import type { Labels, ObjectRef, Pod, PodShape, PolicyMeta } from "../inventory/model.ts";
import { isInfrastructureClass, isSidecarClass, live } from "../inventory/pods.ts";
import { covering } from "../inventory/policy-cover.ts";
import { refKey } from "../inventory/refs.ts";
import { itemsOf } from "../migration/policies.ts";
import {
  MOST_OPT_OUTS,
  MOST_POLICIES,
  type OptOut,
  type OptOutPain,
  type OptOutWay,
} from "./pain-model.ts";

/**
 * Who is out of the mesh, or goes around its proxy, because a label or an annotation says so, and which policies select
 * these pods without being enforced there: an opt-out is silent. System namespaces and parts of the mesh do not count,
 * nor who was never asked in.
 */
export function optOutPain(inventory: Inventory): OptOutPain {
  const found = optOuts(inventory);
  const policies = notEnforced(inventory, found);
  const sum = (ways: readonly OptOutWay[], some = found) =>
    some.filter(({ way }) => ways.includes(way)).reduce((total, { pods }) => total + pods, 0);
  const objects = found
    .map(({ shapes: _, ...each }, index): OptOut => {
      const selecting = policies?.[index] ?? [];
      return {
        ...each,
        policies: selecting.slice(0, MOST_POLICIES),
        policyCount: selecting.length,
      };
    })
    .sort((a, b) => b.pods - a.pods || (refKey(a.object) < refKey(b.object) ? -1 : 1));

  return {
    pods: sum(WHOLE),
    partly: sum(IN_PART),
    namespaces: found.filter(({ object }) => object.kind === "Namespace").length,
    unprotected:
      policies &&
      sum(
        UNGUARDED,
        found.filter((_, at) => policies[at]?.length !== 0),
      ),
    policies: policies && new Set(policies.flat().map(refKey)).size,
    captured: sum(["pod-injection", "namespace-injection"]),
    stayOut: sum(["pod-ambient", "namespace-ambient", "host-network"]),
    objects: objects.slice(0, MOST_OPT_OUTS),
    objectCount: objects.length,
  };
}

const WHOLE: readonly OptOutWay[] = [
  "namespace-injection",
  "namespace-ambient",
  "pod-injection",
  "pod-ambient",
  "host-network",
];
const IN_PART: readonly OptOutWay[] = ["inbound-traffic", "outbound-traffic"];
const UNGUARDED: readonly OptOutWay[] = [...WHOLE, "inbound-traffic"];

type Found = Omit<OptOut, "policies" | "policyCount"> & { readonly shapes: Set<PodShape> };

function optOuts(inventory: Inventory): readonly Found[] {
  const namespaces = new Map(
    itemsOf(inventory, "meshNamespaces").map((namespace) => [namespace.name, namespace]),
  );
  const found = new Map<string, { -readonly [K in keyof Found]: Found[K] }>();
  for (const pod of itemsOf(inventory, "pods")) {
    const namespace = namespaces.get(pod.namespace);
    if (namespace === undefined || namespace.excluded !== null) continue;
    if (!live(pod) || isInfrastructureClass(pod.shape.class)) continue;
    const out = wayOut(pod, namespace);
    if (out === null) continue;

    const object = out.wholeNamespace ? namespaceRef(pod.namespace) : (pod.owner ?? podRef(pod));
    const key = `${refKey(object)} ${out.way} ${out.says}`;
    const known = found.get(key);
    if (known) {
      known.pods += 1;
      known.shapes.add(pod.shape);
    } else {
      const { way, says } = out;
      const shapes = new Set([pod.shape]);
      found.set(key, { way, object, namespace: pod.namespace, pods: 1, says, shapes });
    }
  }
  return [...found.values()];
}

interface WayOut {
  readonly way: OptOutWay;
  readonly says: string;
  readonly wholeNamespace?: true;
}

/** The first of them that holds: each pod is out once. */
function wayOut({ shape }: Pod, { labels, injection, ambient }: MeshNamespace): WayOut | null {
  if (isSidecarClass(shape.class)) return aroundProxy(shape.annotations);
  const isAsked = injection.injected || ambient;
  if (isAsked && shape.hostNetwork) return { way: "host-network", says: "hostNetwork: true" };
  if (injection.injected) {
    const inject = INJECT.find((key) => saidOf(shape, key) === "false");
    return inject ? { way: "pod-injection", says: `${inject}=false` } : null;
  }
  if (ambient) {
    return labelOf(shape.labels, MODE) === "none"
      ? { way: "pod-ambient", says: `${MODE}=none` }
      : null;
  }
  // What enrols one pod of a namespace says nothing about the others.
  if (shape.class === "ambient" || shape.class === "ambient-pending") return null;
  if (labelOf(labels, MODE) === "none") {
    return { way: "namespace-ambient", says: `${MODE}=none`, wholeNamespace: true };
  }
  return labelOf(labels, "istio-injection") === "disabled"
    ? { way: "namespace-injection", says: "istio-injection=disabled", wholeNamespace: true }
    : null;
}

const MODE = "istio.io/dataplane-mode";
const INJECT = ["sidecar.istio.io/inject"] as const;

/** The label decides over the annotation, which is the older way. */
function saidOf({ labels, annotations }: PodShape, key: string): string | undefined {
  return labelOf(labels, key) ?? labelOf(annotations, key);
}

/**
 * Annotations that lead traffic around the sidecar; inbound first, since that is where policies are enforced.
 * https://istio.io/latest/docs/reference/config/annotations/
 */
function aroundProxy(annotations: Labels): WayOut | null {
  for (const { name, way, leavesOut } of AROUND) {
    const key = `traffic.sidecar.istio.io/${name}`;
    const value = labelOf(annotations, key)?.trim();
    if (value !== undefined && leavesOut(value))
      return { way, says: `${key}=${value.slice(0, 80)}` };
  }
  return null;
}

const something = (value: string) => value !== "";
const notAll = (value: string) => value !== "*";

const AROUND = [
  { name: "excludeInboundPorts", way: "inbound-traffic", leavesOut: something },
  { name: "includeInboundPorts", way: "inbound-traffic", leavesOut: notAll },
  { name: "excludeOutboundPorts", way: "outbound-traffic", leavesOut: something },
  { name: "excludeOutboundIPRanges", way: "outbound-traffic", leavesOut: something },
  { name: "includeOutboundIPRanges", way: "outbound-traffic", leavesOut: notAll },
  { name: "excludeInterfaces", way: "outbound-traffic", leavesOut: something },
] as const;

const POLICY_SLICES = [
  "authorizationPolicies",
  "peerAuthentications",
  "requestAuthentications",
] as const;

function policiesRead({ slices }: Inventory): boolean {
  return POLICY_SLICES.every((name) => slices[name].read === "complete");
}

/**
 * For each opt-out the policies that select pods of it; its sidecar, if it has one, still guards what goes out. null when
 * policies were unread, or nobody knows which namespace's policies hold for the whole mesh and another would select more.
 */
function notEnforced(inventory: Inventory, found: readonly Found[]): readonly ObjectRef[][] | null {
  if (!policiesRead(inventory)) return null;
  const members = found.flatMap(({ way, namespace, shapes }, at) =>
    UNGUARDED.includes(way) ? [...shapes].map((shape) => ({ namespace, shape, at })) : [],
  );
  const coversOf = covering(members);
  const { meshConfigs } = inventory.slices;
  const known = rootNamespaceKnown(meshConfigs.read === "unread" ? null : meshConfigs.items);
  const root = rootNamespaceOf(itemsOf(inventory, "meshConfigs"));
  const selecting = found.map((): ObjectRef[] => []);
  for (const { ref, selector } of enforcedPolicies(inventory)) {
    const covers = coversOf(selector, ref.namespace, root);
    if (!known && coversOf(selector, ref.namespace, ref.namespace ?? root).length > covers.length) {
      return null;
    }
    const hit = new Set(covers.flatMap(({ candidates }) => candidates.map(({ at }) => at)));
    for (const at of hit) selecting[at]?.push(ref);
  }
  return selecting;
}

/** Those that a proxy of the pods they select would enforce: not trials, and mTLS only where plain text is refused. */
function enforcedPolicies(inventory: Inventory): readonly Pick<PolicyMeta, "ref" | "selector">[] {
  const isForPods = ({ targetRefs }: PolicyMeta) => targetRefs.length === 0;
  return [
    ...itemsOf(inventory, "authorizationPolicies").filter(
      (policy) => isForPods(policy) && !policy.dryRun && policy.action !== "AUDIT",
    ),
    ...itemsOf(inventory, "peerAuthentications").filter(
      ({ mode, portLevel }) => mode === "STRICT" || Object.values(portLevel).includes("STRICT"),
    ),
    ...itemsOf(inventory, "requestAuthentications").filter(isForPods),
  ];
}

function namespaceRef(name: string): ObjectRef {
  return { group: "", kind: "Namespace", namespace: null, name };
}

function podRef({ namespace, name }: Pod): ObjectRef {
  return { group: "", kind: "Pod", namespace, name };
}
