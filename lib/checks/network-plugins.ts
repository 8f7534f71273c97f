import { labelOf } from "../inventory/labels.ts";
import type { ObjectRef, PlatformObject, Workload } from "../inventory/model.ts";
import type { CheckContext, Consulted, CouldNotTell } from "./define.ts";
import { listed, placed, sorted } from "./support/words.ts";

/** Plain Flannel enforces no NetworkPolicy: the objects have no effect. https://github.com/flannel-io/flannel */
export function policiesAreInert(workloads: readonly Workload[] | null): boolean {
  return daemonSets(workloads, FLANNEL).length > 0 && daemonSets(workloads, ENFORCING).length === 0;
}

/** Cilium's agent; null where another plugin runs. Cilium-based plugins of vendors go by other names and other rules. */
export function ciliumAgent(workloads: readonly Workload[] | null): ObjectRef | null {
  return daemonSets(workloads, CILIUM)[0]?.ref ?? null;
}

/**
 * Policies of Cilium and Calico that stand in these namespaces or speak for the whole cluster. Their rules are not
 * evaluated, so nothing may pass because of them.
 */
export function notEvaluated(
  namespaces: ReadonlySet<string>,
  { ciliumPolicies, calicoObjects }: Consulted<"ciliumPolicies" | "calicoObjects">,
  readInFull: CheckContext["readInFull"],
): CouldNotTell[] {
  if (namespaces.size === 0) return [];
  const unread = [
    ...(readInFull("ciliumPolicies") ? [] : ["ciliumnetworkpolicies.cilium.io"]),
    ...(readInFull("calicoObjects") ? [] : ["networkpolicies.crd.projectcalico.org"]),
  ].map((resource) => ({
    couldNotTell:
      "Policies of this network plugin could not be read and may block traffic as well.",
    resource,
  }));

  const others = [
    ...(ciliumPolicies ?? []).filter(canBlock),
    ...(calicoObjects ?? []).filter(({ ref }) => isCalicoPolicy(ref)),
  ].filter(({ ref }) => ref.namespace === null || namespaces.has(ref.namespace));
  const byResource = Map.groupBy(others, ({ ref }) => resourceOf(ref));
  return [
    ...unread,
    ...[...byResource].map(([resource, objects]) => ({
      couldNotTell: `The rules of ${listed(sorted(objects.map(({ ref }) => placed(ref))))} are not evaluated: check by hand what they admit.`,
      resource,
    })),
  ];
}

/** "ciliumnetworkpolicies.cilium.io" */
function resourceOf({ kind, group }: ObjectRef): string {
  return `${kind.toLowerCase().replace(/y$/, "ies")}.${group}`;
}

/** A policy of Cilium that only ever admits, such as an allowance for probes, takes nothing away. */
function canBlock({ fields }: PlatformObject): boolean {
  return labelOf(fields, "spec.enableDefaultDeny") !== "false";
}

/** Calico mirrors each Kubernetes NetworkPolicy under this prefix. */
function isCalicoPolicy({ kind, name }: ObjectRef): boolean {
  return kind.endsWith("NetworkPolicy") && !name.startsWith("knp.default.");
}

function daemonSets(
  workloads: readonly Workload[] | null,
  names: ReadonlySet<string>,
): readonly Workload[] {
  if (workloads === null) return [];
  return workloads.filter(({ ref }) => ref.kind === "DaemonSet" && names.has(ref.name));
}

const CILIUM = new Set(["cilium"]);
const FLANNEL = new Set(["kube-flannel-ds", "kube-flannel"]);
const ENFORCING = new Set([
  "antrea-agent",
  "calico-node",
  "canal",
  "cilium",
  "kube-router",
  "ovnkube-node",
  "weave-net",
]);
