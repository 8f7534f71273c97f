import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { inventoryFrom } from "../inventory/fixture.ts";
import { checkById } from "./catalogue.ts";
import type { Finding } from "./define.ts";

describe("the copy of an AuthorizationPolicy", () => {
  it("targets the Services in front of the selected pods", () => {
    expect(copiesOf(SHOP + policy())).toEqual([[{ group: "", kind: "Service", name: "cart" }]]);
  });

  it("targets the waypoint when the policy is for the whole namespace", () => {
    expect(copiesOf(SHOP + policy({ selector: "" }))).toEqual([
      [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "waypoint" }],
    ]);
  });

  it("targets the class of waypoints for the whole mesh, from 1.25 on", () => {
    const mesh = policy({ namespace: "istio-system", selector: "" });
    expect(copiesOf(istiod("1.25.0") + SHOP + mesh)).toEqual([
      [{ group: "gateway.networking.k8s.io", kind: "GatewayClass", name: "istio-waypoint" }],
    ]);
    expect(copiesOf(istiod("1.24.6") + SHOP + mesh)).toEqual([
      [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "waypoint" }],
    ]);
  });

  it("is split where a policy would name more than 16 targets", () => {
    const services = Array.from({ length: 20 }, (_, at) => service(`cart-${at}`)).join("");
    expect(copiesOf(POD + services + policy()).map((targets) => targets.length)).toEqual([16, 4]);
  });

  it("has rules of its own for each Service whose ports differ", () => {
    const [finding] = findings(
      POD +
        service("one", 80) +
        service("two", 90) +
        policy({ operation: 'ports: ["8080"], methods: [GET]' }),
    );
    const copies = objectsOf(finding).filter(({ spec }) => spec.targetRefs !== undefined);
    expect(copies.map(({ metadata }) => metadata.name)).toEqual(["p-waypoint", "p-waypoint-2"]);
    expect(copies.map(({ spec }) => spec.rules[0].to[0].operation.ports)).toEqual([["80"], ["90"]]);
  });

  it("carries the dry-run annotation", () => {
    const [finding] = findings(
      istiod("1.24.0") + SHOP + policy({ annotations: 'istio.io/dry-run: "true"' }),
    );
    expect(objectsOf(finding)[0]?.metadata.annotations).toMatchObject({
      "istio.io/dry-run": "true",
    });
  });
});

describe("the policy that lets the waypoint through", () => {
  it("names it in the trust domain of the mesh, by its own service account", () => {
    const yaml = `${SHOP}${istiod("1.27.3")}${meshConfig("trustDomain: corp.example")}${waypoint("gate")}${policy()}`;
    expect(principalsIn(findings(yaml)[0])).toEqual(["corp.example/ns/shop/sa/gate"]);
  });

  it("says so when the trust domain is assumed", () => {
    expect(findings(SHOP + policy())[0]?.remedy.text).toContain("cluster.local is assumed");
    const known = `${SHOP}${istiod("1.27.3")}${meshConfig("trustDomain: corp.example")}${policy()}`;
    expect(findings(known)[0]?.remedy.text).not.toContain("assumed");
  });

  it("keeps the rules that ztunnel can read for callers that address pods", () => {
    const [finding] = findings(
      SHOP + policy({ more: "- from: [{ source: { namespaces: [monitoring] } }]" }),
    );
    expect(opening(finding)?.spec.rules).toEqual([
      { from: [{ source: { principals: ["cluster.local/ns/shop/sa/waypoint"] } }] },
      { from: [{ source: { namespaces: ["monitoring"] } }] },
    ]);
  });

  it("never comes with a DENY policy: it would lock direct callers out", () => {
    const [finding] = findings(SHOP + policy({ action: "DENY" }), "authz-l7-deny-noop");
    expect(opening(finding)).toBeUndefined();
    expect(objectsOf(finding)).toHaveLength(1);
  });

  it("names the other ALLOW policies of these pods, which have to move along", () => {
    const yaml = `${SHOP}${policy()}${policy({ name: "other", operation: 'ports: ["8080"]' })}`;
    expect(findings(yaml)[0]?.remedy.text).toContain("Move other in the same step");
  });
});

describe("the command that deploys a waypoint", () => {
  const needed = (labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { ${labels} } }
---
${SHOP}${policy()}`;

  it("pins it to a named revision, and never enrols the namespace", () => {
    const options = { unread: { mutatingWebhooks: "not-permitted" } } as const;
    const commandFor = (labels: string) =>
      findings(needed(labels), "waypoint-required-missing", options)[0]?.remedy.command;
    expect(commandFor("istio.io/rev: canary")).toBe(
      "istioctl waypoint apply --namespace=shop --for=service --revision=canary --wait",
    );
    expect(commandFor("istio-injection: enabled")).toBe(
      "istioctl waypoint apply --namespace=shop --for=service --wait",
    );
  });

  it("asks for one for workloads where pods are called by their own address", () => {
    const [finding] = findings(POD + policy(), "waypoint-required-missing");
    expect(finding?.remedy.command).toContain("--for=workload");
  });
});

describe("the policy that opens the tunnel", () => {
  it("admits the pods of the waypoint besides the callers", () => {
    const yaml = `${SHOP}${policy()}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: cart, namespace: shop }
spec:
  podSelector: { matchLabels: { app: cart } }
  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 8080 }] }]
`;
    const [finding] = findings(yaml, "network-policy-blocks-hbone");
    expect(objectsOf(finding)[0]?.spec.ingress[0].from).toEqual([
      { podSelector: { matchLabels: { app: "web" } } },
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } },
        podSelector: { matchLabels: { "gateway.networking.k8s.io/gateway-name": "waypoint" } },
      },
    ]);
  });
});

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: cart-1, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: cart, image: cart }, { name: istio-proxy, image: "istio/proxyv2:1.27.3", args: [proxy, sidecar] }] }
status: { phase: Running }
---
`;

const SHOP = POD + service("cart");

function service(name: string, port = 80): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { clusterIP: 10.96.0.1, selector: { app: cart }, ports: [{ port: ${port}, targetPort: 8080 }] }
---
`;
}

function policy({
  name = "p",
  namespace = "shop",
  selector = "selector: { matchLabels: { app: cart } }",
  action = "ALLOW",
  operation = "methods: [GET]",
  annotations = "",
  more = "",
} = {}): string {
  return `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: ${namespace}, annotations: { ${annotations} } }
spec:
  ${selector}
  action: ${action}
  rules:
  - to: [{ operation: { ${operation} } }]
  ${more}
---
`;
}

function waypoint(serviceAccount: string): string {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: way, namespace: shop, annotations: { gateway.istio.io/service-account: ${serviceAccount} } }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE }]
---
`;
}

function istiod(version: string): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, labels: { app: istiod, istio.io/rev: default } }
spec:
  selector: { matchLabels: { app: istiod } }
  template:
    metadata: { labels: { app: istiod } }
    spec: { containers: [{ name: discovery, image: "istio/pilot:${version}" }] }
---
`;
}

function meshConfig(mesh: string): string {
  return `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "${mesh}" }
---
`;
}

function findings(
  yaml: string,
  id = "authz-l7-allow-at-ztunnel",
  options: Parameters<typeof inventoryFrom>[1] = {},
): readonly Finding[] {
  const verdict = checkById(id)?.judge(inventoryFrom(yaml, options));
  return verdict?.outcome === "failed" ? verdict.findings : [];
}

function objectsOf(finding: Finding | undefined) {
  return parseAllDocuments(finding?.remedy.yaml ?? "").map((document) => document.toJS());
}

function copiesOf(yaml: string) {
  return findings(yaml)
    .flatMap(objectsOf)
    .flatMap(({ spec }) => (spec.targetRefs === undefined ? [] : [spec.targetRefs]));
}

function opening(finding: Finding | undefined) {
  return objectsOf(finding).find(({ metadata }) => metadata.name.endsWith("-from-waypoint"));
}

function principalsIn(finding: Finding | undefined) {
  return opening(finding)?.spec.rules[0].from[0].source.principals;
}
