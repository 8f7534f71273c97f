import { describe, expect, it } from "vitest";
import { inventoryFrom } from "../inventory/fixture.ts";
import { yaml } from "../inventory/yaml-builders.ts";
import { metricsServices } from "./find.ts";

interface ServiceOptions {
  readonly namespace?: string;
  readonly headless?: boolean;
}

function service(
  name: string,
  labels: string,
  port: string,
  { namespace = "monitoring", headless = false }: ServiceOptions = {},
): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace}, labels: ${labels} }
spec: { ${headless ? "clusterIP: None, " : ""}selector: { app: x }, ports: [${port}] }`;
}

const web = "{ name: http-web, port: 9090, protocol: TCP }";

describe("Services that probably are a Prometheus", () => {
  it("are the one of Istio's add-on", () => {
    const addon = service(
      "prometheus",
      "{ app.kubernetes.io/name: prometheus, app.kubernetes.io/component: server }",
      "{ name: http, port: 9090, protocol: TCP }",
      { namespace: "istio-system" },
    );
    expect(metricsServices(inventoryFrom(yaml(addon)))).toEqual([
      {
        kind: "service-proxy",
        namespace: "istio-system",
        service: "prometheus",
        port: "9090",
        scheme: "http",
        path: "",
      },
    ]);
  });

  it("are those of the usual charts, what merges several before what it merges, and headless ones last", () => {
    const found = metricsServices(
      inventoryFrom(
        yaml(
          service("prometheus-operated", '{ operated-prometheus: "true" }', web, {
            headless: true,
          }),
          service("stack-kube-prom-prometheus", "{ app: kube-prometheus-stack-prometheus }", web),
          service(
            "thanos-query",
            "{ app.kubernetes.io/name: thanos-query }",
            "{ name: http, port: 9090 }",
          ),
          service("vmsingle", "{ app.kubernetes.io/name: vmsingle }", "{ name: http, port: 8428 }"),
          service(
            "mimir-gateway",
            "{ app.kubernetes.io/name: mimir, app.kubernetes.io/component: gateway }",
            "{ name: http, port: 80 }",
          ),
        ),
      ),
    );
    expect(
      found.map(
        (source) => source.kind === "service-proxy" && [source.service, source.port, source.path],
      ),
    ).toEqual([
      ["thanos-query", "9090", ""],
      ["mimir-gateway", "80", "/prometheus"],
      ["vmsingle", "8428", ""],
      ["stack-kube-prom-prometheus", "9090", ""],
      ["prometheus-operated", "9090", ""],
    ]);
  });

  it("are not what a Prometheus is operated or fed by, nor applications", () => {
    const others = yaml(
      service("prometheus-operator", "{ app.kubernetes.io/name: prometheus-operator }", web),
      service("alertmanager", "{ app.kubernetes.io/name: alertmanager }", web),
      service(
        "prometheus-node-exporter",
        "{ app.kubernetes.io/name: prometheus-node-exporter }",
        web,
      ),
      service("prometheus-pushgateway", "{ app.kubernetes.io/name: prometheus-pushgateway }", web),
      service("kube-state-metrics", "{ app.kubernetes.io/name: kube-state-metrics }", web),
      service("orders", "{ app: orders }", "{ name: http, port: 9090 }"),
    );
    expect(metricsServices(inventoryFrom(others))).toEqual([]);
  });

  it("are none where Services could not be read", () => {
    const inventory = inventoryFrom("", { unread: { services: "not-permitted" } });
    expect(metricsServices(inventory)).toEqual([]);
  });
});
