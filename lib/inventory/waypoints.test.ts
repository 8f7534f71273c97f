import { describe, expect, it } from "vitest";
import type { WaypointBinding } from "./facts.ts";
import { type FixtureOptions, inventoryFrom } from "./fixture.ts";
import type { Labels } from "./model.ts";
import { itemsOf, namespaceYaml, podYaml, workloadYaml, yaml } from "./yaml-builders.ts";

interface GatewayOptions {
  readonly namespace?: string;
  readonly className?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly addresses?: readonly string[];
  readonly allowedRoutes?: object;
  /** No status at all, as in a manifest. */
  readonly manifest?: boolean;
}

const gatewayYaml = (name: string, options: GatewayOptions = {}) => {
  const { namespace = "shop", className = "istio-waypoint", addresses = ["10.0.0.1"] } = options;
  const status = {
    addresses: addresses.map((value) => ({ type: "IPAddress", value })),
    conditions: [
      { type: "Programmed", status: addresses.length > 0 ? "True" : "False", reason: "x" },
    ],
  };
  return JSON.stringify({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name, namespace, labels: options.labels, annotations: options.annotations },
    spec: {
      gatewayClassName: className,
      listeners: [
        { name: "mesh", port: 15008, protocol: "HBONE", allowedRoutes: options.allowedRoutes },
      ],
    },
    ...(options.manifest ? {} : { status }),
  });
};

const serviceYaml = (
  name: string,
  labels: Labels = {},
  {
    namespace = "shop",
    conditions = [],
  }: { namespace?: string; conditions?: readonly object[] } = {},
) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, labels },
    spec: { selector: { app: name }, ports: [{ port: 80, name: "http" }] },
    status: { conditions },
  });

const USE = { "istio.io/use-waypoint": "waypoint" };

const bindingOf = (
  name: string,
  documents: readonly string[],
  options?: FixtureOptions,
): WaypointBinding | undefined => {
  const { serviceBindings } = inventoryFrom(yaml(...documents), options).slices;
  return itemsOf(serviceBindings).find(({ service }) => service.name === name)?.binding;
};

const rejected = (reason: string, namespace = "shop", name = "waypoint") => ({
  state: "rejected",
  wanted: { namespace, name },
  reason,
});
const bound = (namespace = "shop", name = "waypoint") => ({
  state: "bound",
  waypoint: { kind: "Gateway", namespace, name },
});

describe("where use-waypoint leads", () => {
  const shop = namespaceYaml("shop");
  const labelled = namespaceYaml("shop", USE);

  it("nowhere without a label", () => {
    expect(bindingOf("cart", [shop, gatewayYaml("waypoint"), serviceYaml("cart")])).toEqual({
      state: "none",
    });
  });

  it("to the waypoint that the Service names", () => {
    expect(
      bindingOf("cart", [shop, gatewayYaml("waypoint"), serviceYaml("cart", USE)]),
    ).toMatchObject(bound());
  });

  it("to the namespace's waypoint when the Service says nothing", () => {
    expect(
      bindingOf("cart", [labelled, gatewayYaml("waypoint"), serviceYaml("cart")]),
    ).toMatchObject(bound());
  });

  it("nowhere when the Service opts out", () => {
    const out = serviceYaml("cart", { "istio.io/use-waypoint": "none" });
    expect(bindingOf("cart", [labelled, gatewayYaml("waypoint"), out])).toEqual({
      state: "opted-out",
    });
  });

  it("nowhere when the namespace says none", () => {
    const none = namespaceYaml("shop", { "istio.io/use-waypoint": "none" });
    expect(bindingOf("cart", [none, serviceYaml("cart")])).toEqual({ state: "none" });
  });

  it("does not fall back to the namespace's waypoint when the Service names a missing one", () => {
    const other = serviceYaml("cart", { "istio.io/use-waypoint": "gone" });
    expect(bindingOf("cart", [labelled, gatewayYaml("waypoint"), other])).toEqual(
      rejected("WaypointMissing", "shop", "gone"),
    );
  });

  it("reads the waypoint's namespace from the object that names the waypoint, never from the other", () => {
    const elsewhere = { ...USE, "istio.io/use-waypoint-namespace": "infra" };
    const all = { namespaces: { from: "All" } };
    const documents = [
      namespaceYaml("infra"),
      gatewayYaml("waypoint", { namespace: "infra", allowedRoutes: all }),
      gatewayYaml("waypoint"),
    ];
    expect(
      bindingOf("cart", [namespaceYaml("shop", elsewhere), serviceYaml("cart"), ...documents]),
    ).toMatchObject(bound("infra"));
    expect(
      bindingOf("cart", [namespaceYaml("shop", elsewhere), serviceYaml("cart", USE), ...documents]),
    ).toMatchObject(bound("shop"));
    const onlyNamespace = { "istio.io/use-waypoint-namespace": "infra" };
    expect(
      bindingOf("cart", [labelled, serviceYaml("cart", onlyNamespace), ...documents]),
    ).toMatchObject(bound("shop"));
  });

  it.each(["istio.io-mesh-controller", "istio.io-eastwest-controller"])(
    "nowhere for a Service of %s",
    (managed) => {
      const service = serviceYaml("waypoint", { ...USE, "gateway.istio.io/managed": managed });
      expect(bindingOf("waypoint", [shop, gatewayYaml("waypoint"), service])).toEqual({
        state: "none",
      });
    },
  );
});

describe("why a waypoint is refused", () => {
  const service = serviceYaml("cart", USE);
  const shop = namespaceYaml("shop", { team: "red" });

  it("it has no address yet", () => {
    expect(bindingOf("cart", [shop, service, gatewayYaml("waypoint", { addresses: [] })])).toEqual(
      rejected("WaypointIsNotReady"),
    );
  });

  it("it is not a waypoint, whatever its address", () => {
    expect(
      bindingOf("cart", [shop, service, gatewayYaml("waypoint", { className: "istio" })]),
    ).toEqual(rejected("NotAWaypoint"));
  });

  it.each([
    ["workload", false],
    ["none", false],
    ["everything", false],
    ["all", true],
    ["service", true],
  ])("waypoint-for %s serves Services: %s", (kind, serves) => {
    const gateway = gatewayYaml("waypoint", { labels: { "istio.io/waypoint-for": kind } });
    expect(bindingOf("cart", [shop, service, gateway])).toMatchObject(
      serves ? bound() : rejected("UnsupportedTrafficType"),
    );
  });

  it("takes the traffic type of the class when the Gateway names none", () => {
    const gatewayClass = `{ apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass,
      metadata: { name: mine, labels: { istio.io/waypoint-for: workload } },
      spec: { controllerName: istio.io/mesh-controller } }`;
    const gateway = gatewayYaml("waypoint", { className: "mine" });
    expect(bindingOf("cart", [shop, service, gatewayClass, gateway])).toEqual(
      rejected("UnsupportedTrafficType"),
    );
  });

  const across = { ...USE, "istio.io/use-waypoint-namespace": "infra" };
  it.each([
    [undefined, "AttachmentDenied"],
    [{ namespaces: { from: "Same" } }, "AttachmentDenied"],
    [
      { namespaces: { from: "Selector", selector: { matchLabels: { team: "blue" } } } },
      "AttachmentDenied",
    ],
    [{ namespaces: { from: "Selector", selector: { matchLabels: { team: "red" } } } }, null],
    [
      {
        namespaces: {
          from: "Selector",
          selector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } },
        },
      },
      null,
    ],
    [{ namespaces: { from: "All" } }, null],
  ])("from another namespace, with allowedRoutes %j: %s", (allowedRoutes, reason) => {
    const gateway = gatewayYaml("waypoint", {
      namespace: "infra",
      ...(allowedRoutes ? { allowedRoutes } : {}),
    });
    expect(bindingOf("cart", [shop, serviceYaml("cart", across), gateway])).toMatchObject(
      reason === null ? bound("infra") : rejected(reason, "infra"),
    );
  });
});

describe("istiod's own verdict", () => {
  const shop = namespaceYaml("shop");
  const told = (status: string, reason: string) =>
    serviceYaml("cart", USE, { conditions: [{ type: "istio.io/WaypointBound", status, reason }] });

  it("is preferred when it refused", () => {
    expect(
      bindingOf("cart", [shop, gatewayYaml("waypoint"), told("False", "AttachmentDenied")]),
    ).toEqual(rejected("AttachmentDenied"));
    expect(
      bindingOf("cart", [
        shop,
        gatewayYaml("waypoint"),
        told("False", "CrossNamespaceWaypointForbidden"),
      ]),
    ).toEqual(rejected("CrossNamespaceWaypointForbidden"));
  });

  it("is preferred when it accepted", () => {
    const gateway = gatewayYaml("waypoint", { labels: { "istio.io/waypoint-for": "workload" } });
    expect(bindingOf("cart", [shop, gateway, told("True", "WaypointAccepted")])).toMatchObject(
      bound(),
    );
  });

  it("does not bring back a waypoint that is gone, nor make one of an ingress", () => {
    expect(bindingOf("cart", [shop, told("True", "WaypointAccepted")])).toEqual(
      rejected("WaypointMissing"),
    );
    expect(
      bindingOf("cart", [
        shop,
        gatewayYaml("waypoint", { className: "istio" }),
        told("True", "WaypointAccepted"),
      ]),
    ).toEqual(rejected("NotAWaypoint"));
  });

  it("about a canary leaves the waypoint itself bound", () => {
    expect(
      bindingOf("cart", [shop, gatewayYaml("waypoint"), told("False", "CanaryInvalidWeight")]),
    ).toMatchObject(bound());
  });
});

it("does not hold the missing status of a manifest against its waypoint", () => {
  const documents = [
    namespaceYaml("shop", USE),
    gatewayYaml("waypoint", { manifest: true }),
    serviceYaml("cart"),
  ];
  expect(bindingOf("cart", documents, { input: "dump" })).toMatchObject(bound());
});

describe("a waypoint", () => {
  const waypointsOf = (...documents: readonly string[]) =>
    itemsOf(inventoryFrom(yaml(...documents)).slices.waypoints);

  it("is a Gateway whose class belongs to a waypoint controller", () => {
    const found = waypointsOf(
      gatewayYaml("a"),
      gatewayYaml("b", { className: "istio-agentgateway-waypoint" }),
      gatewayYaml("c", { className: "istio" }),
      gatewayYaml("d", { className: "istio-east-west" }),
      gatewayYaml("e", { className: "custom" }),
      `{ apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: { name: custom },
         spec: { controllerName: istio.io/mesh-controller } }`,
    );
    expect(found.map(({ ref, agentgateway }) => [ref.name, agentgateway])).toEqual([
      ["a", false],
      ["b", true],
      ["e", false],
    ]);
  });

  it("tells its health, identity and users", () => {
    const [waypoint] = waypointsOf(
      namespaceYaml("shop", USE),
      gatewayYaml("waypoint", {
        labels: { "istio.io/rev": "1-27" },
        annotations: { "gateway.istio.io/service-account": "shared" },
      }),
      workloadYaml("Deployment", "waypoint", {
        labels: { "gateway.networking.k8s.io/gateway-name": "waypoint" },
        ready: 2,
      }),
      serviceYaml("cart"),
      serviceYaml("other", { "istio.io/use-waypoint": "none" }),
      `{ apiVersion: networking.istio.io/v1, kind: ServiceEntry,
         metadata: { name: api, namespace: shop }, spec: { hosts: [api.example.com], resolution: DNS } }`,
    );
    expect(waypoint).toMatchObject({
      trafficType: "service",
      revision: "1-27",
      programmed: true,
      addresses: ["10.0.0.1"],
      serviceAccount: "shared",
      allowedFrom: "Same",
      readyPods: 2,
    });
    expect(waypoint?.usedBy.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "Service cart",
      "ServiceEntry api",
      "Namespace shop",
    ]);
  });

  it("is used by workloads whose pods name it, when it serves workloads", () => {
    const pod = workloadYaml("Deployment", "db", { podLabels: { app: "db", ...USE } });
    const serving = (kind: string) =>
      waypointsOf(
        namespaceYaml("shop"),
        pod,
        gatewayYaml("waypoint", { labels: { "istio.io/waypoint-for": kind } }),
      )[0]?.usedBy;
    expect(serving("workload")).toMatchObject([{ kind: "Deployment", name: "db" }]);
    expect(serving("service")).toEqual([]);
  });

  it("is used by nobody when everybody is refused", () => {
    const [waypoint] = waypointsOf(
      namespaceYaml("shop"),
      gatewayYaml("waypoint", { addresses: [] }),
      serviceYaml("cart", USE),
    );
    expect(waypoint).toMatchObject({
      usedBy: [],
      programmed: false,
      serviceAccount: "waypoint",
      readyPods: null,
    });
  });
});

it("leaves Services unbound to a waypoint for workloads that they merely inherit, but not their headless pods", () => {
  const headless = `{ apiVersion: v1, kind: Service, metadata: { name: db, namespace: shop },
    spec: { clusterIP: None, selector: { app: db }, ports: [{ port: 80, name: http }] } }`;
  const { waypointNeeds } = inventoryFrom(
    yaml(
      namespaceYaml("shop", USE),
      gatewayYaml("waypoint", { labels: { "istio.io/waypoint-for": "workload" } }),
      headless,
      podYaml("db-0", { labels: { app: "db" } }),
      `{ apiVersion: security.istio.io/v1, kind: RequestAuthentication, metadata: { name: jwt, namespace: shop }, spec: {} }`,
    ),
  ).slices;
  expect(itemsOf(waypointNeeds)).toMatchObject([
    { trafficType: "workload", reasons: [{ rule: "R2", subject: { name: "db" }, bound: true }] },
  ]);
});
