import type { AmbientComponent, IstioVersion } from "./facts.ts";
import { matchesSelector, namespaceLabels } from "./labels.ts";
import type { LabelSelector, Labels, PodShape } from "./model.ts";
import type { Place } from "./places.ts";
import { atLeast } from "./version.ts";
import { field, listOf, toSelector, yamlIn } from "./yaml-text.ts";

/** How istio-cni chooses pods: entries are ORed, the two selectors of one entry are ANDed. */
export interface EnrollmentRules {
  readonly entries: readonly {
    readonly pod: LabelSelector;
    readonly namespace: LabelSelector;
  }[];
  readonly excludedNamespaces: ReadonlySet<string>;
  /** The install replaced the default selector. */
  readonly custom: boolean;
}

/** @param cni the istio-cni DaemonSet, or null when there is none or it could not be read. */
export function enrollmentRules(cni: AmbientComponent | null): EnrollmentRules {
  const config = cni?.config ?? {};
  const entries = customEntries(config);
  const custom = entries !== null && selectorIsKnown(cni?.version ?? null);

  return {
    entries: custom ? entries : DEFAULT_ENTRIES,
    excludedNamespaces: new Set(agentExcludes(cni) ? excludedIn(config) : []),
    custom,
  };
}

/**
 * Whether istio-cni would enrol the pod. On the host's network it never succeeds, whatever the selector says. Source:
 * istio/istio cni/pkg/util/enablement_selector.go, cni/pkg/nodeagent/podcgroupns_linux.go.
 */
export function ambientSelected(
  rules: EnrollmentRules,
  place: Pick<Place, "name" | "labels">,
  shape: Pick<PodShape, "labels" | "annotations" | "hostNetwork" | "class">,
): boolean {
  if (shape.annotations["sidecar.istio.io/status"] !== undefined) return false;
  if (shape.hostNetwork || shape.class === "ztunnel") return false;
  return labelsSelect(rules, place, shape.labels);
}

/** What the labels ask for, leaving aside that a sidecar would keep the pod out today. */
export function labelsSelect(
  { entries, excludedNamespaces }: EnrollmentRules,
  { name, labels }: Pick<Place, "name" | "labels">,
  podLabels: Labels,
): boolean {
  if (excludedNamespaces.has(name)) return false;
  const seen = namespaceLabels(name, labels);
  return entries.some(
    ({ pod, namespace }) => matchesSelector(namespace, seen) && matchesSelector(pod, podLabels),
  );
}

function customEntries(config: Labels): EnrollmentRules["entries"] | null {
  const parsed = yamlIn(config, "AMBIENT_ENABLEMENT_SELECTOR");
  if (!Array.isArray(parsed) || parsed.length === 0) return null;

  const entries = listOf(parsed).map((entry) => ({
    pod: toSelector(field(entry, "podSelector")),
    namespace: toSelector(field(entry, "namespaceSelector")),
  }));
  return entries.flatMap(({ pod, namespace }) =>
    pod === null || namespace === null ? [] : [{ pod, namespace }],
  );
}

function excludedIn(config: Labels): readonly string[] {
  const text = config.EXCLUDE_NAMESPACES ?? config.EXCLUDED_NAMESPACES ?? "kube-system";
  return text.split(",").map((name) => name.trim());
}

/** The node agent reads the list from 1.30 on; before, only the CNI plugin did, for sidecars. */
function agentExcludes(cni: AmbientComponent | null): boolean {
  return cni?.version ? atLeast(cni.version, "1.30") : false;
}

function selectorIsKnown(version: IstioVersion | null): boolean {
  return version === null || atLeast(version, "1.27");
}

const EVERYTHING: LabelSelector = { matchLabels: {}, matchExpressions: [] };
const MODE = "istio.io/dataplane-mode";

const DEFAULT_ENTRIES: EnrollmentRules["entries"] = [
  { pod: { matchLabels: { [MODE]: "ambient" }, matchExpressions: [] }, namespace: EVERYTHING },
  {
    pod: {
      matchLabels: {},
      matchExpressions: [{ key: MODE, operator: "NotIn", values: ["none"] }],
    },
    namespace: { matchLabels: { [MODE]: "ambient" }, matchExpressions: [] },
  },
];
