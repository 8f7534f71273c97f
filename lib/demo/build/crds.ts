import { KINDS, type Kind, resourceName } from "../kinds.ts";
import { declare, type Site } from "./site.ts";

/** Bundle version and channel of the Gateway API CRDs, with exceptions by plural. */
export interface GatewayApiBundle {
  readonly version: string;
  readonly channel: "standard" | "experimental";
  readonly except?: Readonly<Record<string, string>>;
}

/** Declares the CustomResourceDefinitions of every custom kind that the cluster installs. */
export function declareCrds(
  ground: Site,
  notInstalled: readonly string[],
  gatewayApi: GatewayApiBundle,
): void {
  for (const kind of KINDS) {
    if (kind.custom && !notInstalled.includes(resourceName(kind)))
      declareCrd(ground, kind, gatewayApi);
  }
}

function declareCrd(ground: Site, kind: Kind, gatewayApi: GatewayApiBundle): void {
  const { group, plural, versions } = kind;
  const fromGatewayApi = group === "gateway.networking.k8s.io";
  declare(ground, {
    resource: "customresourcedefinitions.apiextensions.k8s.io",
    name: resourceName(kind),
    ageDays: 420,
    ...(fromGatewayApi
      ? {}
      : { labels: { "app.kubernetes.io/part-of": "istio", chart: "istio", release: "istio" } }),
    annotations: fromGatewayApi
      ? {
          "api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/gateway-api/pull/3328",
          "gateway.networking.k8s.io/bundle-version": `v${gatewayApi.except?.[plural] ?? gatewayApi.version}`,
          "gateway.networking.k8s.io/channel": gatewayApi.channel,
        }
      : { "helm.sh/resource-policy": "keep" },
    body: {
      spec: {
        group,
        names: {
          plural,
          singular: kind.kind.toLowerCase(),
          kind: kind.kind,
          listKind: `${kind.kind}List`,
          shortNames: kind.shortNames,
          categories: kind.categories,
        },
        scope: kind.namespaced ? "Namespaced" : "Cluster",
        versions: versions.map((name, index) => ({
          name,
          served: true,
          storage: index === 0,
          schema: {
            openAPIV3Schema: {
              type: "object",
              description: `Sample schema of ${kind.kind}.`,
              properties: {
                spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
              },
            },
          },
          subresources: { status: {} },
        })),
        conversion: { strategy: "None" },
      },
      status: {
        conditions: [
          {
            type: "NamesAccepted",
            status: "True",
            reason: "NoConflicts",
            message: "no conflicts found",
          },
          {
            type: "Established",
            status: "True",
            reason: "InitialNamesAccepted",
            message: "the initial names have been accepted",
          },
        ],
        acceptedNames: { plural, kind: kind.kind, listKind: `${kind.kind}List` },
        storedVersions: [versions[0]],
      },
    },
  });
}
