import { existsSync, globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { collectedFrom } from "../inventory/from-kubernetes/fixture.ts";
import { understand } from "../inventory/understand.ts";
import { usesIn } from "./fixture.ts";
import { OBJECTS_KEPT } from "./model.ts";
import { featureUses } from "./uses.ts";

const MESH = `
kind: Namespace
apiVersion: v1
metadata: { name: shop, labels: { istio-injection: enabled } }
---
`;

const sidecar = (name: string, more = "") => `
kind: Pod
metadata:
  name: ${name}-x
  namespace: shop
  annotations: { sidecar.istio.io/status: "{}" }
  labels: { pod-template-hash: x }
  ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: ${name}-x, controller: true }]
spec: { ${more} containers: [{ name: app }, { name: istio-proxy }] }
---
`;

test("an object outside of the mesh proves nothing, unless unread pods may bring its namespace in", () => {
  const calls = `
kind: Namespace
apiVersion: v1
metadata: { name: data }
---
kind: Service
apiVersion: v1
metadata: { name: db, namespace: data }
spec: { selector: { app: db }, ports: [{ port: 80, appProtocol: grpc }] }
---
`;
  const broken = (namespace: string) => `
kind: Pod
apiVersion: v1
metadata: { name: broken, namespace: ${namespace} }
spec: 5
---
`;
  const cluster = MESH + sidecar("cart") + calls;
  const used = (yaml: string) => usesIn(yaml)("grpc-streaming").used;
  expect(used(cluster)).toBe("not-used");
  expect(used(cluster + broken("shop"))).toBe("not-used");
  expect(used(cluster + broken("data"))).toBe("could-not-tell");
});

describe("what proves a use", () => {
  test("sidecars prove mutual TLS, told by the workloads that own the pods", () => {
    expect(usesIn(MESH + sidecar("cart") + sidecar("cart") + sidecar("web"))("mtls")).toEqual({
      feature: "mtls",
      used: "used",
      objects: [
        { group: "", kind: "Namespace", namespace: null, name: "shop" },
        { group: "apps", kind: "Deployment", namespace: "shop", name: "cart" },
        { group: "apps", kind: "Deployment", namespace: "shop", name: "web" },
      ],
      objectCount: 3,
      namespaces: ["shop"],
      unread: [],
    });
  });

  test("a gateway pod is no sidecar", () => {
    const gateway = sidecar("gw").replace(
      "annotations: {",
      "annotations: { inject.istio.io/templates: gateway,",
    );
    expect(usesIn(gateway)("mtls").used).toBe("not-used");
  });

  test("a VirtualService of the mesh is one without gateways, or with mesh among them", () => {
    const virtualService = (name: string, gateways: string) => `
kind: VirtualService
apiVersion: networking.istio.io/v1
metadata: { name: ${name}, namespace: shop }
spec: { hosts: [x], ${gateways} http: [{ retries: { attempts: 2 }, timeout: 1s, fault: {}, mirror: { host: y } }] }
---
`;
    const uses = usesIn(
      MESH +
        virtualService("plain", "") +
        virtualService("both", "gateways: [mesh, edge],") +
        virtualService("empty", "gateways: [],") +
        virtualService("ingress", "gateways: [edge],"),
    );
    for (const feature of ["retries", "timeouts", "fault-injection", "mirroring", "virtualservice"])
      expect(uses(feature).objects.map(({ name }) => name)).toEqual(["both", "empty", "plain"]);
    expect(uses("direct-response").used).toBe("not-used");
  });

  test("an AuthorizationPolicy with several HTTP attributes is one object", () => {
    const uses = usesIn(`${MESH}
kind: AuthorizationPolicy
apiVersion: security.istio.io/v1
metadata: { name: admin, namespace: shop }
spec:
  rules:
    - to: [{ operation: { methods: [GET], paths: [/x] } }]
      from: [{ source: { requestPrincipals: ["*"] } }]
      when: [{ key: "request.headers[x]", values: [y] }]
---
kind: AuthorizationPolicy
apiVersion: security.istio.io/v1
metadata: { name: deny-all, namespace: shop }
spec: {}
---
kind: AuthorizationPolicy
apiVersion: security.istio.io/v1
metadata: { name: edge, namespace: shop }
spec: { selector: { matchLabels: { istio: ingressgateway } }, action: CUSTOM, rules: [{}] }
`);
    expect(uses("authz-l7")).toMatchObject({ used: "used", objectCount: 1, namespaces: ["shop"] });
    expect(uses("authz-l4").objects.map(({ name }) => name)).toEqual(["deny-all"]);
    expect(uses("authz-custom").used).toBe("not-used");
  });

  test("a policy that targets a Gateway counts where that namespace has a waypoint", () => {
    const yaml = (namespace: string) => `${MESH}
kind: RequestAuthentication
apiVersion: security.istio.io/v1
metadata: { name: jwt, namespace: shop }
spec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: wp }], jwtRules: [] }
---
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: { name: wp, namespace: ${namespace} }
spec: { gatewayClassName: istio-waypoint, listeners: [] }
`;
    expect(usesIn(yaml("shop"))("request-authentication").used).toBe("used");
    expect(usesIn(yaml("other"))("request-authentication").used).toBe("not-used");
  });

  test("a policy in the root namespace counts for the whole mesh", () => {
    const uses = usesIn(`${MESH}
kind: PeerAuthentication
apiVersion: security.istio.io/v1
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: DISABLE } } }
`);
    expect(uses("peer-authentication")).toMatchObject({ used: "used", meshWide: true });
    expect(uses("peer-authentication-disable")).toMatchObject({ used: "used", meshWide: true });
    expect(uses("peer-authentication-port").objectCount).toBe(1);
  });

  test("settings of the mesh are found in Istio's ConfigMap, an empty one is none", () => {
    const mesh = (text: string) => `
kind: ConfigMap
apiVersion: v1
metadata: { name: istio, namespace: istio-system }
data: { mesh: ${JSON.stringify(text)} }
`;
    expect(usesIn(mesh("accessLogFile: /dev/stdout\n"))("access-logs")).toMatchObject({
      used: "used",
      namespaces: [],
    });
    expect(usesIn(mesh('accessLogFile: ""\n'))("access-logs").used).toBe("not-used");
    expect(
      usesIn(mesh("outboundTrafficPolicy:\n  mode: REGISTRY_ONLY"))("egress-control").used,
    ).toBe("used");
  });

  test("an EnvoyFilter that adds rate limiting is both, one for gateways is neither", () => {
    const filter = (context: string) => `${MESH}
kind: EnvoyFilter
apiVersion: networking.istio.io/v1alpha3
metadata: { name: limit, namespace: shop }
spec:
  configPatches: [{ applyTo: HTTP_FILTER, match: { context: ${context} }, patch: { value: { name: envoy.filters.http.local_ratelimit } } }]
`;
    const inbound = usesIn(filter("SIDECAR_INBOUND"));
    expect([inbound("envoyfilter").used, inbound("rate-limiting").used]).toEqual(["used", "used"]);
    expect(usesIn(filter("GATEWAY"))("envoyfilter").used).toBe("not-used");
  });

  test("a template that runs no pod uses what its pods will use", () => {
    const uses = usesIn(`${MESH}
kind: CronJob
apiVersion: batch/v1
metadata: { name: report, namespace: shop }
spec: { jobTemplate: { spec: { template: { spec: { hostNetwork: true, containers: [{ name: app }] } } } } }
`);
    expect(uses("host-network").objects).toMatchObject([{ kind: "CronJob", name: "report" }]);
    expect(uses("jobs").used).toBe("used");
  });

  test("pods and Services of applications count only where the mesh is", () => {
    const uses = usesIn(`${MESH}${sidecar("cart")}
kind: Namespace
apiVersion: v1
metadata: { name: outside }
---
kind: Service
apiVersion: v1
metadata: { name: db, namespace: outside }
spec: { ports: [{ name: mysql, port: 3306 }] }
---
kind: Pod
apiVersion: v1
metadata: { name: proxy, namespace: kube-system }
spec: { hostNetwork: true, containers: [{ name: proxy }] }
`);
    expect(uses("server-first-tcp").used).toBe("not-used");
    expect(uses("host-network").used).toBe("not-used");
  });

  test("two revisions are a canary, one is not", () => {
    const namespace = (name: string, rev: string) => `
kind: Namespace
apiVersion: v1
metadata: { name: ${name}, labels: { istio.io/rev: ${rev} } }
---
`;
    const canary = usesIn(namespace("a", "1-27") + namespace("b", "1-28"))("dataplane-canary");
    expect(canary).toMatchObject({ used: "used", objectCount: 2, namespaces: [] });
    expect(usesIn(namespace("a", "1-27") + namespace("b", "1-27"))("dataplane-canary").used).toBe(
      "not-used",
    );
  });

  test("remote secrets on one flat network are the topology that cannot be carried over", () => {
    const secret = `
kind: Secret
apiVersion: v1
metadata: { name: east, namespace: istio-system, labels: { istio/multiCluster: "true" } }
---
`;
    const gateway = `
kind: Service
apiVersion: v1
metadata: { name: eastwest, namespace: istio-system, labels: { topology.istio.io/network: east } }
spec: {}
`;
    const flat = usesIn(secret);
    expect([
      flat("multicluster-singlenetwork").used,
      flat("multicluster-multinetwork").used,
    ]).toEqual(["used", "not-used"]);
    const networks = usesIn(secret + gateway);
    expect([
      networks("multicluster-singlenetwork").used,
      networks("multicluster-multinetwork").used,
    ]).toEqual(["not-used", "used"]);
  });
});

describe("what could not be read", () => {
  test("a kind that was refused leaves its features untold, and says so", () => {
    const use = usesIn(MESH, { unread: { wasmPlugins: "not-permitted" } })("wasm");
    expect(use).toMatchObject({
      used: "could-not-tell",
      unread: [{ resource: "wasmplugins.extensions.istio.io", reason: "not-permitted" }],
    });
  });

  test("another object can still prove the use", () => {
    const use = usesIn(MESH, { unread: { pods: "not-permitted" } })("mtls");
    expect(use).toMatchObject({ used: "used", unread: [{ resource: "pods" }] });
  });

  test("what has to be absent, but could not be read, excludes nothing", () => {
    const secret = `
kind: Secret
apiVersion: v1
metadata: { name: east, namespace: istio-system, labels: { istio/multiCluster: "true" } }
`;
    expect(
      usesIn(secret, { unread: { services: "failed" } })("multicluster-singlenetwork"),
    ).toMatchObject({ used: "could-not-tell", objectCount: 0, unread: [{ resource: "services" }] });
    expect(usesIn("", { unread: { services: "failed" } })("multicluster-singlenetwork").used).toBe(
      "not-used",
    );
  });

  test("an object too large to be searched leaves a doubt with its name", () => {
    const deep = `${"[".repeat(120)}${"]".repeat(120)}`;
    const use = usesIn(`${MESH}
kind: EnvoyFilter
apiVersion: networking.istio.io/v1alpha3
metadata: { name: odd, namespace: shop }
spec: { configPatches: [{ patch: { value: ${deep} } }] }
`)("rate-limiting");
    expect(use).toMatchObject({
      used: "could-not-tell",
      unread: [{ reason: "unparsed", object: { name: "odd" } }],
    });
  });

  test("an object that could not be understood still proves what it shows", () => {
    const use = usesIn(`${MESH}
kind: Sidecar
apiVersion: networking.istio.io/v1
metadata: { name: default, namespace: shop }
spec: { egress: none }
`)("sidecar-resource");
    expect(use).toMatchObject({ used: "used", objectCount: 1 });
  });

  test("a feature without any trace in the API is never said to be unused", () => {
    expect(usesIn("")("xfcc")).toMatchObject({ used: "could-not-tell", unread: [] });
  });

  test("records that nobody searched tell nothing", () => {
    const collected = collectedFrom(MESH);
    expect(featureUses(collected, understand(collected, "2026-11-23T00:00:00Z"))).toBeNull();
  });

  test("records that were searched by older rules say what to do", () => {
    const collected = { ...collectedFrom(MESH), witnessed: { rules: [], groups: [] } };
    const uses = featureUses(collected, understand(collected, "2026-11-23T00:00:00Z"));
    expect(uses?.find(({ feature }) => feature === "wasm")).toMatchObject({
      used: "could-not-tell",
      unread: [{ detail: expect.stringContaining("Import them again") }],
    });
  });
});

describe("many objects", () => {
  test("all are counted, the first are named, every namespace is listed", () => {
    const yaml = Array.from(
      { length: 130 },
      (_, index) => `
kind: WasmPlugin
apiVersion: extensions.istio.io/v1alpha1
metadata: { name: "w${index}", namespace: "team-${index % 2}" }
spec: { url: oci://x }
`,
    ).join("---\n");
    const use = usesIn(yaml)("wasm");
    expect(use.objectCount).toBe(130);
    expect(use.objects).toHaveLength(OBJECTS_KEPT);
    expect(use.namespaces).toEqual(["team-0", "team-1"]);
  });

  test("in a dump the last object of a name decides", () => {
    const mode = (mode: string) => `
kind: PeerAuthentication
apiVersion: security.istio.io/v1
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: ${mode} } }
---
`;
    const uses = usesIn(mode("DISABLE") + mode("STRICT"), { input: "dump" });
    expect(uses("peer-authentication-disable").used).toBe("not-used");
    expect(uses("peer-authentication").objectCount).toBe(1);
  });

  test("hostile names are only names", () => {
    const uses = usesIn(`
kind: WasmPlugin
apiVersion: extensions.istio.io/v1alpha1
metadata: { name: __proto__, namespace: constructor, labels: { __proto__: x } }
spec: { url: oci://x }
`);
    expect(uses("wasm")).toMatchObject({ objectCount: 1, namespaces: ["constructor"] });
  });
});

const CORPUS = "../shared/corpus";

describe.skipIf(!existsSync(CORPUS))("manifests of the project", () => {
  test("Bookinfo and its routing rules use what they show, and nothing else", () => {
    const yaml = globSync(`${CORPUS}/bookinfo/{*,networking/*}.yaml`)
      .map((path) => readFileSync(path, "utf8"))
      .join("\n---\n");
    const uses = usesIn(yaml, { otherKinds: "ignored" });
    const used = (feature: string) => uses(feature).used;
    for (const feature of [
      "http-traffic-management",
      "virtualservice",
      "destinationrule-subsets",
      "fault-injection",
      "serviceentry",
      "ingress-to-ambient",
    ])
      expect([feature, used(feature)]).toEqual([feature, "used"]);
    for (const feature of ["wasm", "authz-l7", "peer-authentication-disable", "spire", "windows"])
      expect([feature, used(feature)]).toEqual([feature, "not-used"]);
  });

  test("injected manifests show their sidecars and their host network", () => {
    const yaml = globSync(`${CORPUS}/injected/*.yaml`)
      .map((path) => readFileSync(path, "utf8"))
      .join("\n---\n");
    const uses = usesIn(yaml, { otherKinds: "ignored" });
    for (const feature of ["mtls", "host-network", "jobs", "capture-annotations"])
      expect([feature, uses(feature).used]).toEqual([feature, "used"]);
  });
});
