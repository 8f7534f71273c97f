import { ambientSelected, type EnrollmentRules, labelsSelect } from "./enrollment.ts";
import type { Candidate, MeshNamespace, PodCounts } from "./facts.ts";
import { type InjectionRules, injectionOf, NEW_POD } from "./injection.ts";
import type { Pod } from "./model.ts";
import type { Place } from "./places.ts";
import {
  hboneCapable,
  isCandidateShape,
  isGatewayClass,
  isInfrastructureClass,
  isSidecarClass,
  type PodGroup,
} from "./pods.ts";

export interface NamespaceContext {
  readonly injection: InjectionRules;
  readonly enrollment: EnrollmentRules;
  readonly rootNamespaces: ReadonlySet<string>;
  /** Namespaces that hold istiod, istio-cni or ztunnel. */
  readonly systemNamespaces: ReadonlyMap<string, string>;
  readonly takenAt: string;
}

/** What the labels of one namespace say, and its pods by mode. */
export function meshNamespace(
  place: Place,
  groups: readonly PodGroup[],
  candidates: readonly Candidate[],
  context: NamespaceContext,
): MeshNamespace {
  const { name } = place;
  const injection = injectionOf(context.injection, place, NEW_POD);
  const pods = countPods(place, groups, context);
  const ambient = ambientByLabels(place, candidates, context.enrollment);
  const system = exclusion(name, context);
  const excluded = injection.injected || ambient.all ? null : system;

  return {
    name,
    labels: place.assumed === null ? place.labels : {},
    excluded,
    gatewayOnly:
      pods.live > 0 &&
      groups.every(({ source, shape }) => source === "template" || isGatewayClass(shape.class)),
    injection,
    ambient: ambient.all,
    partial: ambient.partial,
    candidate:
      ambient.all ||
      (excluded === null &&
        (injection.injected || pods.sidecar > 0 || candidates.some(isInjectedTemplate))),
    pods,
  };
}

/** A template that brings its own sidecar, with no pod of it running now. */
function isInjectedTemplate({ source, sidecar }: Candidate): boolean {
  return source === "template" && sidecar;
}

/**
 * Ambient when the namespace's labels enrol a pod without labels of its own, or when every candidate is selected one by
 * one; some but not all is only partial, so that a single labelled pod does not speak for the rest.
 */
function ambientByLabels(
  place: Place,
  candidates: readonly Candidate[],
  enrollment: EnrollmentRules,
): { readonly all: boolean; readonly partial: MeshNamespace["partial"] } {
  if (labelsSelect(enrollment, place, {})) return { all: true, partial: null };

  let selected = 0;
  let total = 0;
  for (const { source, shape, pods } of candidates) {
    const weight = source === "template" ? 1 : pods.length;
    total += weight;
    if (labelsSelect(enrollment, place, shape.labels)) selected += weight;
  }
  if (selected === 0) return { all: false, partial: null };
  return selected === total
    ? { all: true, partial: null }
    : { all: false, partial: { selected, candidates: total } };
}

function countPods(
  place: Place,
  groups: readonly PodGroup[],
  { enrollment, takenAt }: NamespaceContext,
): PodCounts {
  const counts = { ...NO_PODS };
  const youngSince = Date.parse(takenAt) - GRACE_MILLISECONDS;

  for (const { shape, pods } of groups) {
    const count = pods.length;
    counts.live += count;
    if (isInfrastructureClass(shape.class)) counts.infrastructure += count;
    if (isCandidateShape(shape)) counts.candidates += count;
    if (isSidecarClass(shape.class)) {
      counts.sidecar += count;
      if (hboneCapable(shape)) counts.sidecarHbone += count;
    }

    switch (shape.class) {
      case "ambient":
        counts.ambient += count;
        break;
      case "ambient-pending":
        counts.pending += count;
        break;
      case "sidecar-stale":
      case "proxyless-grpc":
        if (!shape.hostNetwork) counts.stuck += count;
        break;
      case "plain":
        if (ambientSelected(enrollment, place, shape)) {
          const young = pods.filter((pod) => isYoung(pod, youngSince)).length;
          counts.pending += young;
          counts.plainSelected += count - young;
        }
    }
  }
  return counts;
}

/** istio-cni needs a moment to enrol a pod that has just started. */
function isYoung({ createdAt }: Pod, since: number): boolean {
  return createdAt !== null && Date.parse(createdAt) > since;
}

/** Why a namespace of this name is left out, unless its labels ask for injection or ambient; null when it is not. */
export function exclusion(
  name: string,
  {
    rootNamespaces,
    systemNamespaces,
  }: Pick<NamespaceContext, "rootNamespaces" | "systemNamespaces">,
): string | null {
  if (SYSTEM_NAMES.has(name)) return "A system namespace of Kubernetes or its network.";
  if (rootNamespaces.has(name)) return "The root namespace of the mesh.";

  const component = systemNamespaces.get(name);
  if (component !== undefined) return `It holds ${component}.`;

  const platform = SYSTEM_PREFIXES.find((prefix) => name.startsWith(prefix));
  return platform === undefined ? null : `A namespace of the platform (${platform}*).`;
}

const GRACE_MILLISECONDS = 60_000;

const NO_PODS = {
  sidecar: 0,
  sidecarHbone: 0,
  ambient: 0,
  pending: 0,
  plainSelected: 0,
  stuck: 0,
  candidates: 0,
  infrastructure: 0,
  live: 0,
};

const SYSTEM_NAMES = new Set([
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "local-path-storage",
  "calico-system",
  "calico-apiserver",
  "tigera-operator",
  "cilium",
  "cilium-secrets",
]);

const SYSTEM_PREFIXES = ["gke-managed-", "openshift-"];
