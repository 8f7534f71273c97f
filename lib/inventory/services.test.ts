import { describe, expect, it } from "vitest";
import { inventoryFrom } from "./fixture.ts";
import { hostToService } from "./hosts.ts";
import { entryProtocolOf, protocolOf } from "./protocol.ts";
import { itemsOf, podYaml, workloadYaml, yaml } from "./yaml-builders.ts";

const serviceYaml = (name: string, spec: object, namespace = "shop") =>
  JSON.stringify({ apiVersion: "v1", kind: "Service", metadata: { name, namespace }, spec });

const bindingsOf = (...documents: readonly string[]) =>
  itemsOf(inventoryFrom(yaml(...documents)).slices.serviceBindings);

const behind = (service: string, ...documents: readonly string[]) =>
  bindingsOf(service, ...documents)[0]?.candidates.map(({ name }) => name);

describe("what is behind a Service", () => {
  const cart = workloadYaml("Deployment", "cart", { podLabels: { app: "cart", v: "1" } });
  const ports = [{ port: 80 }];

  it("is every candidate of its namespace that carries its selector", () => {
    const other = workloadYaml("Deployment", "cart", {
      podLabels: { app: "cart" },
      namespace: "lab",
    });
    const web = workloadYaml("Deployment", "web", { podLabels: { app: "web" } });
    expect(
      behind(serviceYaml("cart", { selector: { app: "cart" }, ports }), cart, other, web),
    ).toEqual(["cart"]);
    expect(behind(serviceYaml("cart", { selector: { app: "cart", v: "2" }, ports }), cart)).toEqual(
      [],
    );
  });

  it("is nobody for an empty selector, and not everybody", () => {
    expect(behind(serviceYaml("cart", { selector: {}, ports }), cart)).toEqual([]);
    expect(behind(serviceYaml("cart", { ports }), cart)).toEqual([]);
  });

  it("is what EndpointSlices name for a Service without selector", () => {
    const slice = `{ apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4,
      metadata: { name: cart-1, namespace: shop, labels: { kubernetes.io/service-name: cart } },
      endpoints: [{ addresses: [10.0.0.1], targetRef: { kind: Pod, name: alone, namespace: shop } }] }`;
    expect(
      behind(serviceYaml("cart", { ports }), slice, podYaml("alone"), podYaml("other")),
    ).toEqual(["alone"]);
  });

  it("is nobody for an ExternalName Service", () => {
    const external = serviceYaml("cart", {
      type: "ExternalName",
      externalName: "example.com",
      selector: { app: "cart" },
    });
    expect(behind(external, cart)).toEqual([]);
  });

  it("is found by a label named like a property of every object", () => {
    const odd = { constructor: "x" };
    expect(behind(serviceYaml("cart", { selector: odd, ports }), cart)).toEqual([]);
    expect(
      behind(
        serviceYaml("cart", { selector: odd, ports }),
        workloadYaml("Deployment", "odd", { podLabels: odd }),
      ),
    ).toEqual(["odd"]);
  });
});

describe("infrastructure only", () => {
  const gateway = podYaml("in", {
    labels: { app: "in", "gateway.istio.io/managed": "istio.io-gateway-controller" },
  });
  const agent = podYaml("agent", { labels: { app: "in" }, hostNetwork: true });
  const service = serviceYaml("in", { selector: { app: "in" }, ports: [{ port: 80 }] });
  const only = (...documents: readonly string[]) =>
    bindingsOf(service, ...documents)[0]?.infrastructureOnly;

  it("holds for gateways, waypoints and host-network pods", () => {
    expect(only(gateway)).toBe(true);
    expect(only(agent)).toBe(true);
  });

  it("does not hold for a Service that also or only has other pods, or none", () => {
    expect(only(gateway, podYaml("web", { labels: { app: "in" } }))).toBe(false);
    expect(only()).toBe(false);
  });
});

it("tells hosts, headless Services and HTTP ports", () => {
  const [db, web, api] = bindingsOf(
    serviceYaml("db", {
      clusterIP: "None",
      selector: { app: "db" },
      ports: [{ port: 5432, name: "tcp-db" }],
    }),
    serviceYaml("web", {
      selector: { app: "web" },
      ports: [
        { port: 80, name: "http" },
        { port: 81, name: "grpc-x" },
        { port: 82, name: "x" },
      ],
    }),
    `{ apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: { name: api, namespace: shop },
       spec: { hosts: [api.example.com, "*.cdn.example.com"], ports: [{ number: 80, name: a, protocol: HTTP }, { number: 443, name: b, protocol: TLS }] } }`,
  );
  expect(db).toMatchObject({ headless: true, httpPorts: [], hosts: ["db.shop.svc.cluster.local"] });
  expect(web).toMatchObject({ headless: false, httpPorts: [80, 81] });
  expect(api).toMatchObject({ httpPorts: [80], hosts: ["api.example.com", "*.cdn.example.com"] });
});

it("joins a ServiceEntry with the workloads it selects", () => {
  const [entry] = bindingsOf(
    `{ apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: { name: vm, namespace: shop },
       spec: { hosts: [vm.example.com], workloadSelector: { labels: { app: cart } } } }`,
    workloadYaml("Deployment", "cart"),
  );
  expect(entry?.candidates.map(({ name }) => name)).toEqual(["cart"]);
});

describe("which Service a host means", () => {
  const bindings = bindingsOf(
    serviceYaml("cart", { ports: [{ port: 80 }] }),
    serviceYaml("cart", { ports: [{ port: 80 }] }, "lab"),
    serviceYaml("web", { ports: [{ port: 80 }] }),
    `{ apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: { name: cdn, namespace: infra },
       spec: { hosts: ["*.cdn.example.com", api.example.com] } }`,
  );
  const found = (host: string, namespace = "shop") =>
    hostToService(bindings, host, namespace).map(
      ({ service }) => `${service.namespace}/${service.name}`,
    );

  it.each([
    ["cart", "shop", ["shop/cart"]],
    ["cart", "lab", ["lab/cart"]],
    ["cart", "infra", []],
    ["cart.lab", "shop", ["lab/cart"]],
    ["cart.lab.svc", "shop", ["lab/cart"]],
    ["cart.lab.svc.cluster.local", "shop", ["lab/cart"]],
    ["api.example.com", "shop", ["infra/cdn"]],
    ["img.cdn.example.com", "shop", ["infra/cdn"]],
    ["cdn.example.com", "shop", []],
    ["*.shop.svc.cluster.local", "infra", ["shop/cart", "shop/web"]],
    ["*.example.com", "shop", ["infra/cdn"]],
    ["__proto__", "shop", []],
  ])("%s seen from %s", (host, namespace, expected) => {
    expect(found(host, namespace)).toEqual(expected);
  });
});

describe("protocolOf", () => {
  const port = (
    name: string,
    {
      appProtocol = null,
      protocol = "TCP",
      number = 8080,
    }: { appProtocol?: string | null; protocol?: string; number?: number } = {},
  ) => ({
    name,
    port: number,
    targetPort: "8080",
    protocol,
    appProtocol,
  });

  it.each([
    ["http", "http"],
    ["HTTP-web", "http"],
    ["http2-x", "http2"],
    ["grpc", "grpc"],
    ["grpc-web", "grpc"],
    ["grpc-web-x", "grpc"],
    ["http_proxy", "http"],
    ["https-x", "tcp"],
    ["tls", "tcp"],
    ["tcp-x", "tcp"],
    ["mongo", "tcp"],
    ["redis", "tcp"],
    ["mysql", "tcp"],
    ["", "auto"],
    ["httpx", "auto"],
    ["web-http", "auto"],
  ])("port name %j: %s", (name, expected) => {
    expect(protocolOf(port(name))).toBe(expected);
  });

  it.each([
    ["kubernetes.io/h2c", "http2"],
    ["kubernetes.io/ws", "http"],
    ["kubernetes.io/wss", "tcp"],
    ["http", "http"],
    ["example.com/own", "auto"],
  ])("appProtocol %s wins over the name: %s", (appProtocol, expected) => {
    expect(protocolOf(port("tcp-x", { appProtocol }))).toBe(expected);
  });

  it("takes mail, DNS, MySQL and MongoDB ports for TCP when nothing says otherwise", () => {
    for (const number of [25, 53, 3306, 27017])
      expect(protocolOf(port("x", { number }))).toBe("tcp");
    expect(protocolOf(port("http", { number: 3306 }))).toBe("http");
  });

  it("never proxies UDP", () => {
    expect(protocolOf(port("http", { protocol: "UDP" }))).toBe("udp");
  });

  it("reads the protocol of a ServiceEntry's port from its own field", () => {
    expect(entryProtocolOf(port("x", { protocol: "HTTP" }))).toBe("http");
    expect(entryProtocolOf(port("http", { protocol: "TCP" }))).toBe("tcp");
    expect(entryProtocolOf(port("http", { protocol: "HTTPS" }))).toBe("tcp");
    expect(entryProtocolOf(port("http", { protocol: "" }))).toBe("http");
  });
});
