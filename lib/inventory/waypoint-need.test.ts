import { describe, expect, it } from "vitest";
import type { WaypointNeed } from "./facts.ts";
import { inventoryFrom } from "./fixture.ts";
import type { Labels } from "./model.ts";
import { itemsOf, namespaceYaml, podYaml, workloadYaml, yaml } from "./yaml-builders.ts";

const istio = (
  group: string,
  kind: string,
  spec: object,
  { name = kind.toLowerCase(), namespace = "shop" } = {},
) =>
  JSON.stringify({ apiVersion: `${group}.istio.io/v1`, kind, metadata: { name, namespace }, spec });

const security = (kind: string, spec: object, place = {}) => istio("security", kind, spec, place);
const networking = (kind: string, spec: object, place = {}) =>
  istio("networking", kind, spec, place);

const serviceYaml = (name: string, spec: object = {}, labels: Labels = {}) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "shop", labels },
    spec: { selector: { app: name }, ports: [{ port: 80, name: "tcp" }], ...spec },
  });

/** cart and web with a TCP Service each: nothing here needs a waypoint. */
const SHOP = yaml(
  namespaceYaml("shop", { "istio-injection": "enabled" }),
  workloadYaml("Deployment", "cart"),
  workloadYaml("Deployment", "web"),
  serviceYaml("cart"),
  serviceYaml("web"),
);

const needOf = (...documents: readonly string[]): WaypointNeed => {
  const { waypointNeeds } = inventoryFrom(yaml(SHOP, ...documents), { input: "dump" }).slices;
  const need = itemsOf(waypointNeeds).find(({ namespace }) => namespace === "shop");
  if (!need) throw new Error("shop should have a need");
  return need;
};

/** "R1 cart", and "R5 cart mild" where leaving it out drops nothing. */
const reasonsOf = (...documents: readonly string[]) =>
  needOf(...documents).reasons.map(
    ({ rule, subject, decisive }) => `${rule} ${subject.name}${decisive ? "" : " mild"}`,
  );

const onCart = { selector: { matchLabels: { app: "cart" } } };
const l7Rules = { rules: [{ to: [{ operation: { methods: ["GET"] } }] }] };

it("is none for TCP Services with L4 policy only", () => {
  expect(
    needOf(
      security("AuthorizationPolicy", { rules: [{ from: [{ source: { namespaces: ["a"] } }] }] }),
      security("PeerAuthentication", { mtls: { mode: "STRICT" } }),
    ),
  ).toMatchObject({ level: "none", reasons: [] });
});

describe("R1: authorization by HTTP", () => {
  it.each([
    ["HTTP fields", { ...onCart, ...l7Rules }, ["R1 cart"]],
    ["every workload of the namespace", l7Rules, ["R1 cart", "R1 web"]],
    ["CUSTOM", { ...onCart, action: "CUSTOM", provider: { name: "opa" } }, ["R1 cart"]],
    ["AUDIT", { ...onCart, action: "AUDIT", rules: [{}] }, ["R1 cart"]],
    ["nobody's labels", { selector: { matchLabels: { app: "gone" } }, ...l7Rules }, []],
    [
      "an empty selector, which sidecars read as none",
      { selector: {}, ...l7Rules },
      ["R1 cart", "R1 web"],
    ],
  ])("%s", (_what, spec, expected) => {
    expect(reasonsOf(security("AuthorizationPolicy", spec))).toEqual(expected);
  });

  it("not by a policy that is only tried", () => {
    const dryRun = `{ apiVersion: security.istio.io/v1, kind: AuthorizationPolicy,
      metadata: { name: p, namespace: shop, annotations: { istio.io/dry-run: "true" } },
      spec: ${JSON.stringify(l7Rules)} }`;
    expect(reasonsOf(dryRun)).toEqual([]);
  });

  it("not by a policy that covers gateways only", () => {
    const labels = { app: "in", "gateway.istio.io/managed": "istio.io-gateway-controller" };
    expect(
      reasonsOf(
        podYaml("in", { labels }),
        serviceYaml("in"),
        security("AuthorizationPolicy", { selector: { matchLabels: { app: "in" } }, ...l7Rules }),
      ),
    ).toEqual([]);
  });

  it("by a mesh-wide policy in the root namespace", () => {
    expect(
      reasonsOf(security("AuthorizationPolicy", l7Rules, { namespace: "istio-system" })),
    ).toEqual(["R1 cart", "R1 web"]);
  });

  it("for the workload itself where no Service stands in front of it", () => {
    const need = needOf(
      workloadYaml("Deployment", "worker"),
      security("AuthorizationPolicy", { selector: { matchLabels: { app: "worker" } }, ...l7Rules }),
    );
    expect(need).toMatchObject({
      level: "required",
      trafficType: "workload",
      reasons: [
        {
          subject: { kind: "Deployment", name: "worker" },
          detail: expect.stringContaining("methods"),
        },
      ],
    });
  });
});

describe("a workload without a Service", () => {
  const worker = (options: object = {}) => workloadYaml("Deployment", "worker", options);
  const listening = {
    containers: [
      { name: "app", image: "registry.example/app:1", ports: [{ containerPort: 9090 }] },
    ],
  };
  const namespaceWide = security("AuthorizationPolicy", l7Rules);

  it("that serves no port is not called, whatever covers its whole namespace", () => {
    expect(reasonsOf(worker(), namespaceWide)).toEqual(["R1 cart", "R1 web"]);
    expect(needOf(worker(), namespaceWide).trafficType).toBe("service");
  });

  it("that serves a port is called by its address", () => {
    expect(needOf(worker(listening), namespaceWide)).toMatchObject({
      trafficType: "all",
      reasons: [
        { subject: { name: "cart" } },
        { subject: { name: "web" } },
        { subject: { name: "worker" } },
      ],
    });
  });
});

describe("R2 and R3: tokens and extensions", () => {
  it.each([
    ["R2 cart", security("RequestAuthentication", { ...onCart, jwtRules: [{ issuer: "x" }] })],
    ["R3 cart", istio("extensions", "WasmPlugin", { ...onCart, url: "oci://x", phase: "AUTHN" })],
    ["R3 cart", istio("extensions", "TrafficExtension", { ...onCart })],
    [
      "R3 cart",
      networking("EnvoyFilter", {
        workloadSelector: { labels: { app: "cart" } },
        configPatches: [
          {
            applyTo: "HTTP_FILTER",
            match: { context: "SIDECAR_INBOUND" },
            patch: { value: { name: "envoy.filters.http.local_ratelimit" } },
          },
        ],
      }),
    ],
  ])("%s", (expected, document) => {
    const served = document
      .replace("extensions.istio.io/v1", "extensions.istio.io/v1alpha1")
      .replace(
        'networking.istio.io/v1","kind":"EnvoyFilter',
        'networking.istio.io/v1alpha3","kind":"EnvoyFilter',
      );
    expect(reasonsOf(served)).toEqual([expected]);
  });

  it("not by a plugin for outbound requests alone", () => {
    const client = { ...onCart, url: "oci://x", match: [{ mode: "CLIENT" }] };
    const plugin = istio("extensions", "WasmPlugin", client).replace("io/v1", "io/v1alpha1");
    expect(reasonsOf(plugin)).toEqual([]);
  });

  it("not by a filter on gateways, or one that no waypoint takes over", () => {
    const filter = (context: string, name: string) =>
      networking("EnvoyFilter", {
        configPatches: [{ applyTo: "HTTP_FILTER", match: { context }, patch: { value: { name } } }],
      }).replace("io/v1", "io/v1alpha3");
    expect(reasonsOf(filter("GATEWAY", "envoy.filters.http.lua"))).toEqual([]);
    expect(reasonsOf(filter("ANY", "envoy.filters.network.tcp_proxy"))).toEqual([]);
  });
});

describe("R4: routing in the mesh", () => {
  const routed = (http: object, more: object = {}) =>
    reasonsOf(networking("VirtualService", { hosts: ["cart"], http: [http], ...more }));
  const cart = { destination: { host: "cart" } };

  it.each([
    ["plain forwarding", { route: [cart] }, []],
    [
      "plain forwarding to the only port",
      { route: [{ destination: { host: "cart", port: { number: 80 } } }] },
      [],
    ],
    [
      "plain forwarding by the full name",
      { route: [{ destination: { host: "cart.shop.svc.cluster.local" } }] },
      [],
    ],
    [
      "another port",
      { route: [{ destination: { host: "cart", port: { number: 8080 } } }] },
      ["R4 cart"],
    ],
    ["a subset", { route: [{ destination: { host: "cart", subset: "v1" } }] }, ["R4 cart"]],
    ["another Service", { route: [{ destination: { host: "web" } }] }, ["R4 cart"]],
    [
      "a split",
      {
        route: [
          { ...cart, weight: 90 },
          { destination: { host: "web" }, weight: 10 },
        ],
      },
      ["R4 cart"],
    ],
    ["a match", { match: [{ uri: { prefix: "/a" } }], route: [cart] }, ["R4 cart"]],
    ["a redirect", { redirect: { uri: "/b" } }, ["R4 cart"]],
    ["a direct response", { directResponse: { status: 503 } }, ["R4 cart"]],
    ["a rewrite", { rewrite: { uri: "/" }, route: [cart] }, ["R4 cart"]],
    ["a mirror", { mirror: { host: "web" }, route: [cart] }, ["R4 cart"]],
    [
      "an abort",
      { fault: { abort: { httpStatus: 500, percentage: { value: 1 } } }, route: [cart] },
      ["R4 cart"],
    ],
    ["a timeout", { timeout: "5s", route: [cart] }, ["R4 cart mild"]],
    ["retries", { retries: { attempts: 3 }, route: [cart] }, ["R4 cart mild"]],
    [
      "header edits",
      { headers: { request: { set: { a: "b" } } }, route: [cart] },
      ["R4 cart mild"],
    ],
  ])("%s", (_what, http, expected) => {
    expect(routed(http)).toEqual(expected);
  });

  it("not by one for a gateway only, nor by the routes of one that belong to a gateway", () => {
    expect(routed({ redirect: { uri: "/b" } }, { gateways: ["public"] })).toEqual([]);
    expect(routed({ redirect: { uri: "/b" } }, { gateways: ["public", "mesh"] })).toEqual([
      "R4 cart",
    ]);
    const narrowed = {
      match: [{ gateways: ["public"], uri: { exact: "/" } }],
      redirect: { uri: "/b" },
    };
    expect(routed(narrowed, { gateways: ["public", "mesh"] })).toEqual([]);
  });

  it("stands with the namespace of the host, wherever the VirtualService is", () => {
    const need = needOf(
      networking(
        "VirtualService",
        { hosts: ["cart.shop.svc.cluster.local"], http: [{ redirect: { uri: "/" } }] },
        { namespace: "callers" },
      ),
    );
    expect(need.reasons).toMatchObject([
      {
        rule: "R4",
        object: { namespace: "callers" },
        subject: { namespace: "shop", name: "cart" },
      },
    ]);
  });

  it("is not for a host that names nothing here", () => {
    expect(
      reasonsOf(
        networking("VirtualService", { hosts: ["other"], http: [{ redirect: { uri: "/" } }] }),
      ),
    ).toEqual([]);
  });

  it.each(["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"])(
    "by a %s with a Service as parent",
    (kind) => {
      const version = kind === "TCPRoute" || kind === "TLSRoute" ? "v1alpha2" : "v1";
      const route = (
        parent: string,
      ) => `{ apiVersion: gateway.networking.k8s.io/${version}, kind: ${kind},
      metadata: { name: r, namespace: shop }, spec: { parentRefs: [${parent}], rules: [{ backendRefs: [{ name: cart, port: 80 }] }] } }`;
      expect(reasonsOf(route('{ group: "", kind: Service, name: cart }'))).toEqual(["R4 cart"]);
      expect(reasonsOf(route("{ name: public }"))).toEqual([]);
    },
  );
});

describe("R5: traffic policy", () => {
  const ruled = (spec: object, ...more: readonly string[]) =>
    reasonsOf(networking("DestinationRule", { host: "cart", ...spec }), ...more);
  const subsets = [{ name: "v1", labels: { v: "1" } }];

  it.each([
    [
      "connectionPool",
      { trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } },
      ["R5 cart mild"],
    ],
    [
      "outlierDetection",
      { trafficPolicy: { outlierDetection: { consecutive5xxErrors: 1 } } },
      ["R5 cart mild"],
    ],
    [
      "loadBalancer",
      { trafficPolicy: { loadBalancer: { simple: "LEAST_REQUEST" } } },
      ["R5 cart mild"],
    ],
    ["TLS to the Service", { trafficPolicy: { tls: { mode: "SIMPLE" } } }, ["R5 cart mild"]],
    ["mesh TLS", { trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } }, []],
    ["no TLS", { trafficPolicy: { tls: { mode: "DISABLE" } } }, []],
    ["subsets that nobody routes to", { subsets }, []],
  ])("%s", (_what, spec, expected) => {
    expect(ruled(spec)).toEqual(expected);
  });

  it("subsets that a route leads to", () => {
    const route = networking("VirtualService", {
      hosts: ["cart"],
      http: [{ route: [{ destination: { host: "cart", subset: "v1" } }] }],
    });
    expect(ruled({ subsets }, route)).toEqual(["R4 cart", "R5 cart mild"]);
  });
});

describe("R6: leaving the mesh", () => {
  const entry = (hosts: readonly string[]) =>
    networking(
      "ServiceEntry",
      { hosts, resolution: "DNS", ports: [{ number: 443, name: "tls", protocol: "TLS" }] },
      { name: "api" },
    );

  it("TLS that the proxy starts", () => {
    const rule = networking("DestinationRule", {
      host: "api.example.com",
      trafficPolicy: { tls: { mode: "SIMPLE" } },
    });
    expect(reasonsOf(entry(["api.example.com"]), rule)).toEqual(["R6 api"]);
  });

  it("wildcard hosts", () => {
    expect(reasonsOf(entry(["*.example.com"]))).toEqual(["R6 api"]);
  });

  it("an egress gateway", () => {
    const labels = { app: "egress", istio: "egressgateway" };
    const gateway = podYaml("egress", {
      labels,
      containers: [{ name: "istio-proxy", image: "proxyv2:1.27.3", args: ["proxy", "router"] }],
    });
    const route = networking("VirtualService", {
      hosts: ["api.example.com"],
      gateways: ["mesh", "egress"],
      tls: [
        {
          match: [{ gateways: ["mesh"], sniHosts: ["api.example.com"] }],
          route: [{ destination: { host: "egress" } }],
        },
      ],
    });
    expect(reasonsOf(entry(["api.example.com"]), gateway, serviceYaml("egress"), route)).toEqual([
      "R4 api",
      "R6 api",
    ]);
  });

  it("not a plain entry", () => {
    expect(reasonsOf(entry(["api.example.com"]))).toEqual([]);
  });
});

describe("R7: an object that already names its target", () => {
  const waypoint = (
    labels: Labels = {},
  ) => `{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway,
    metadata: { name: wp, namespace: shop, labels: ${JSON.stringify(labels)} },
    spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] },
    status: { addresses: [{ value: 10.0.0.1 }], conditions: [{ type: Programmed, status: "True", reason: x }] } }`;
  const targeting = (kind: string, name: string, group = "") =>
    security("AuthorizationPolicy", { targetRefs: [{ kind, name, group }], ...l7Rules });

  it("a Service, with or without waypoint", () => {
    expect(needOf(targeting("Service", "cart")).reasons).toMatchObject([
      { rule: "R7", subject: { name: "cart" }, bound: false },
    ]);
    const bound = serviceYaml("cart", {}, { "istio.io/use-waypoint": "wp" });
    expect(needOf(waypoint(), bound, targeting("Service", "cart")).reasons).toMatchObject([
      { rule: "R7", subject: { name: "cart" }, bound: true },
    ]);
  });

  it("a waypoint, in the namespaces that use it", () => {
    const target = targeting("Gateway", "wp", "gateway.networking.k8s.io");
    expect(needOf(waypoint(), target).reasons).toMatchObject([{ rule: "R7", bound: false }]);
    const user = serviceYaml("web", {}, { "istio.io/use-waypoint": "wp" });
    expect(needOf(waypoint(), user, target).reasons).toMatchObject([
      { rule: "R7", subject: { kind: "Gateway", name: "wp" }, bound: true },
    ]);
  });

  it("not an ingress gateway", () => {
    const ingress = waypoint().replace("istio-waypoint", "istio");
    expect(reasonsOf(ingress, targeting("Gateway", "wp", "gateway.networking.k8s.io"))).toEqual([]);
  });
});

describe("recommended", () => {
  const port = (name: string) => serviceYaml("cart", { ports: [{ port: 80, name }] });

  it.each([
    ["http", "recommended"],
    ["grpc", "recommended"],
    ["tcp", "none"],
    ["https", "none"],
  ])("for a Service whose port is %s: %s", (name, level) => {
    expect(needOf(port(name)).level).toBe(level);
  });

  it("says so when a port may be HTTP", () => {
    expect(needOf(port("x"))).toMatchObject({
      level: "recommended",
      reasons: [{ rule: "C1", decisive: false, detail: expect.stringContaining("may be HTTP") }],
    });
  });

  it("not for headless Services, nor for those with nobody behind them", () => {
    expect(
      needOf(serviceYaml("cart", { clusterIP: "None", ports: [{ port: 80, name: "http" }] })).level,
    ).toBe("none");
    expect(needOf(serviceYaml("gone", { ports: [{ port: 80, name: "http" }] })).level).toBe("none");
  });

  it("gives way to what is required", () => {
    const rule = networking("DestinationRule", {
      host: "web",
      trafficPolicy: { loadBalancer: { simple: "RANDOM" } },
    });
    expect(needOf(port("http"), rule)).toMatchObject({
      level: "required",
      reasons: [{ rule: "R5" }],
    });
  });
});

describe("the kind of waypoint", () => {
  const jwt = security("RequestAuthentication", {});
  const headless = (name: string) => serviceYaml(name, { clusterIP: "None" });

  it("is for services, for workloads, or for both", () => {
    expect(needOf(jwt).trafficType).toBe("service");
    expect(needOf(headless("cart"), headless("web"), jwt).trafficType).toBe("workload");
    expect(needOf(headless("cart"), jwt).trafficType).toBe("all");
  });
});

it("is not for Services with only gateways behind them", () => {
  const labels = { app: "in", "gateway.istio.io/managed": "istio.io-gateway-controller" };
  expect(
    reasonsOf(
      podYaml("in", { labels }),
      serviceYaml("in"),
      networking("VirtualService", { hosts: ["in"], http: [{ redirect: { uri: "/" } }] }),
    ),
  ).toEqual([]);
});

it("understates when policies could not be read, and says which", () => {
  const { waypointNeeds } = inventoryFrom(SHOP, {
    unread: { authorizationPolicies: "not-permitted", gateways: "failed" },
  }).slices;
  expect(waypointNeeds).toMatchObject({
    read: "partial",
    unread: [
      { resource: "authorizationpolicies.security.istio.io", reason: "not-permitted" },
      { resource: "gateways.gateway.networking.k8s.io", reason: "failed" },
    ],
  });
});
