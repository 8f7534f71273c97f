import type { AmbientComponent } from "../../inventory/facts.ts";
import type { ResourceQuota } from "../../inventory/model.ts";
import type { CouldNotTell, Problem } from "../define.ts";
import { manifest } from "../support/shell.ts";
import { sorted } from "../support/words.ts";
import { type Subject, unread } from "./subject.ts";

/** GKE admits the priority class of the agents only where a quota asks for it, except in kube-system. */
export function inspectQuota(
  { agents, plane }: Subject,
  quotas: readonly ResourceQuota[] | null,
): (Problem | CouldNotTell)[] {
  const running = agents.length === 2 && agents.every(isFullyReady);
  if (running) return [];
  if (plane?.installMethod === "managed") return [VENDOR_RUNS];
  if (quotas === null) return [unread("resourcequotas", "Resource quotas")];

  const planned = plane?.ref.namespace ?? "istio-system";
  const namespaces = sorted(
    agents.length === 0 ? [planned] : agents.map(({ ref }) => ref.namespace ?? planned),
  );
  return namespaces
    .filter((namespace) => namespace !== "kube-system")
    .filter(
      (namespace) =>
        !quotas.some(
          ({ ref, priorityClasses }) =>
            ref.namespace === namespace && priorityClasses.includes(NODE_CRITICAL),
        ),
    )
    .map((namespace) => ({
      severity: "blocker",
      facet: "gke-quota",
      object: { group: "", kind: "Namespace", namespace: null, name: namespace },
      namespace: null,
      problem: `GKE refuses the pods of istio-cni and ztunnel in ${namespace}: no ResourceQuota there admits ${NODE_CRITICAL}.`,
      why: "Both agents use this priority class; outside kube-system GKE only admits it where a quota asks for it, so nodes would stay without an agent.",
      remedy: {
        text: "Create this quota before the agents are installed, or install them with global.platform=gke (Istio 1.25 or newer), which brings it along.",
        yaml: manifest({
          apiVersion: "v1",
          kind: "ResourceQuota",
          metadata: { name: "ambient-critical-pods", namespace },
          spec: {
            hard: { pods: "1000" },
            scopeSelector: {
              matchExpressions: [
                { scopeName: "PriorityClass", operator: "In", values: [NODE_CRITICAL] },
              ],
            },
          },
        }),
      },
      evidence: [
        {
          object: { group: "", kind: "Namespace", namespace: null, name: namespace },
          field: `ResourceQuotas that admit ${NODE_CRITICAL}`,
          value: "none",
        },
      ],
    }));
}

function isFullyReady({ desired, ready }: AmbientComponent): boolean {
  return desired !== null && ready !== null && desired > 0 && ready >= desired;
}

const VENDOR_RUNS: CouldNotTell = {
  couldNotTell: "A vendor runs this control plane and decides where its node agents go.",
  resource: "daemonsets.apps",
};

const NODE_CRITICAL = "system-node-critical";
