import type { JsonObject, Labels } from "../json.ts";
import { chartLabels, ISTIO_SYSTEM } from "./chart.ts";
import type { ControlPlanePlan } from "./istiod.ts";
import { declare, type Site } from "./site.ts";

/** The injector's webhooks: of the revision, of its tags, and of the default. Source: istio/istio manifests/charts/istio-control/istio-discovery/templates. */
export function declareWebhooks(
  ground: Site,
  plan: ControlPlanePlan,
  suffix: string,
  service: string,
): void {
  const { revision, version, isDefault, tags = [] } = plan;
  declareWebhook(
    ground,
    `istio-sidecar-injector${suffix}`,
    service,
    version,
    { "istio.io/rev": revision },
    [...ruleOfRevision(revision), ...(isDefault && revision === "default" ? defaultRules() : [])],
  );

  const owned = isDefault && revision !== "default" ? ["default", ...tags] : tags;
  for (const tag of owned) {
    const labels = { "istio.io/rev": revision, "istio.io/tag": tag };
    const rules = tag === "default" ? defaultRules() : ruleOfRevision(tag);
    declareWebhook(ground, `istio-revision-tag-${tag}`, service, version, labels, rules);
  }
}

type Expression = {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
};

function ruleOfRevision(
  revision: string,
): readonly [string, readonly Expression[], readonly Expression[]][] {
  const notOptedOut = { key: "sidecar.istio.io/inject", operator: "NotIn", values: ["false"] };
  const noInjection = { key: "istio-injection", operator: "DoesNotExist" };
  return [
    [
      "rev.namespace",
      [{ key: "istio.io/rev", operator: "In", values: [revision] }, noInjection],
      [notOptedOut],
    ],
    [
      "rev.object",
      [{ key: "istio.io/rev", operator: "DoesNotExist" }, noInjection],
      [notOptedOut, { key: "istio.io/rev", operator: "In", values: [revision] }],
    ],
  ];
}

function defaultRules(): readonly [string, readonly Expression[], readonly Expression[]][] {
  return [
    [
      "namespace",
      [{ key: "istio-injection", operator: "In", values: ["enabled"] }],
      [{ key: "sidecar.istio.io/inject", operator: "NotIn", values: ["false"] }],
    ],
    [
      "object",
      [
        { key: "istio-injection", operator: "DoesNotExist" },
        { key: "istio.io/rev", operator: "DoesNotExist" },
      ],
      [
        { key: "sidecar.istio.io/inject", operator: "In", values: ["true"] },
        { key: "istio.io/rev", operator: "DoesNotExist" },
      ],
    ],
  ];
}

function declareWebhook(
  ground: Site,
  name: string,
  service: string,
  version: string,
  labels: Labels,
  rules: readonly [string, readonly Expression[], readonly Expression[]][],
): void {
  declare(ground, {
    resource: "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    name,
    labels: chartLabels("istiod", version, { app: "sidecar-injector", ...labels }),
    body: {
      webhooks: rules.map(([rule, namespaces, objects]) => ({
        name: `${rule}.sidecar-injector.istio.io`,
        clientConfig: {
          service: { namespace: ISTIO_SYSTEM, name: service, path: "/inject", port: 443 },
          caBundle: "c2FtcGxl",
        },
        rules: [
          {
            operations: ["CREATE"],
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            scope: "*",
          },
        ],
        failurePolicy: "Fail",
        matchPolicy: "Equivalent",
        namespaceSelector: { matchExpressions: namespaces.map(expression) },
        objectSelector: { matchExpressions: objects.map(expression) },
        sideEffects: "None",
        timeoutSeconds: 10,
        admissionReviewVersions: ["v1"],
        reinvocationPolicy: "Never",
      })),
    },
  });
}

function expression({ key, operator, values }: Expression): JsonObject {
  return { key, operator, values };
}
