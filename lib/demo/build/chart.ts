import type { Json, Labels } from "../json.ts";
import type { DemoNode } from "./nodes.ts";
import type { Site } from "./site.ts";

/** What the charts of one Istio install have in common. */
export const ISTIO_SYSTEM = "istio-system";

export const HELM = {
  "meta.helm.sh/release-name": "istio",
  "meta.helm.sh/release-namespace": ISTIO_SYSTEM,
};

export function chartLabels(name: string, version: string, extra: Labels): Labels {
  return {
    "app.kubernetes.io/instance": "istio",
    "app.kubernetes.io/managed-by": "Helm",
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/part-of": "istio",
    "app.kubernetes.io/version": version,
    "helm.sh/chart": `${name}-${version}`,
    "install.operator.istio.io/owning-resource": "unknown",
    ...extra,
  };
}

export function generalNodes({ nodes }: Site): readonly DemoNode[] {
  return nodes.filter(({ pool }) => pool === "general");
}

export function variables(values: Labels): readonly Json[] {
  return [
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
    { name: "POD_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } },
    {
      name: "POD_NAMESPACE",
      valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } },
    },
  ];
}
