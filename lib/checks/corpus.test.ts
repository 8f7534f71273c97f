/** Manifests of the Istio project, where they are at hand: what is said about them must convince its maintainers. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inventoryFrom } from "../inventory/fixture.ts";
import type { Finding } from "./define.ts";
import { findingsOf, runCatalogue } from "./run.ts";

const corpus = new URL("../../../shared/corpus", import.meta.url).pathname;

describe.skipIf(!existsSync(corpus))("the samples of Istio", () => {
  it("need a waypoint for the routes of bookinfo, and nothing else stands in the way", () => {
    expect(said(judged("install", "bookinfo/bookinfo.yaml", "bookinfo/networking"))).toEqual([
      "virtualservice-needs-waypoint: warning VirtualService details",
      "virtualservice-needs-waypoint: warning VirtualService productpage",
      "virtualservice-needs-waypoint: warning VirtualService ratings",
      "virtualservice-needs-waypoint: warning VirtualService reviews",
      "virtualservice-needs-waypoint: warning VirtualService rewrite-port-for-googleapis",
      "waypoint-required-missing: blocker Namespace default",
    ]);
  });

  it("leave the routes of ingress gateways alone", () => {
    const names = judged("install", "bookinfo", "samples").map(({ object }) => object.name);
    for (const name of ["bookinfo", "helloworld", "httpbin"]) expect(names).not.toContain(name);
  });

  it("need a waypoint for HTTPRoutes of Services, which are no VirtualServices", () => {
    expect(said(judged("install", "bookinfo/bookinfo.yaml", "bookinfo/gateway-api"))).toEqual([
      "waypoint-required-missing: blocker Namespace default",
    ]);
  });

  it("lose the local rate limit of a sidecar, and keep the one of the ingress gateway", () => {
    const gateway = `---
apiVersion: v1
kind: Pod
metadata: { name: ingress-1, namespace: istio-system, labels: { istio: ingressgateway } }
spec: { containers: [{ name: istio-proxy, image: "istio/proxyv2:1.27.3", args: [proxy, router] }] }
status: { phase: Running }
`;
    const findings = judgedYaml(`${yamlOf("bookinfo", "samples")}${gateway}`);
    expect(said(findings.filter(({ check }) => check === "envoyfilter-unsupported"))).toEqual([
      "envoyfilter-unsupported: blocker (rate-limit) EnvoyFilter filter-local-ratelimit-svc",
      "envoyfilter-unsupported: info (gateways-only) EnvoyFilter filter-ratelimit",
      "envoyfilter-unsupported: info (gateways-only) EnvoyFilter filter-ratelimit-svc",
    ]);
  });

  it("apply an EnvoyFilter of another namespace than the root namespace to nobody else", () => {
    const findings = judged("install", "bookinfo", "samples");
    expect(findings.map(({ check }) => check)).not.toContain("envoyfilter-unsupported");
  });

  it("say nothing about injected workloads as such", () => {
    expect(said(judged("install", "injected"))).toEqual([]);
  });

  it("show the sidecars that run where ambient is asked for, and no template, gateway or finished Job", () => {
    const ambient = `---
apiVersion: v1
kind: Namespace
metadata: { name: default, labels: { istio.io/dataplane-mode: ambient } }
`;
    const findings = judgedYaml(`${yamlOf("injected")}${ambient}`);
    const left = findings.filter(({ check }) => check === "sidecar-still-running");
    expect(left.map(({ object, severity }) => [object.kind, object.name, severity])).toEqual([
      ["Pod", "hello", "warning"],
      ["Pod", "hellopod", "warning"],
    ]);
  });

  it("name the route that a mesh in ambient has without a waypoint to apply it", () => {
    const findings = judged("ambient-argo");
    expect(said(findings)).toEqual(["waypoint-required-missing: blocker Namespace default"]);
    expect(findings.flatMap(({ evidence }) => evidence.map(({ object }) => object.name))).toEqual([
      "reviews",
    ]);
  });

  it("break no check, taken all together", () => {
    const broken: unknown[] = [];
    const yaml = yamlOf("install", "bookinfo", "samples", "injected", "ambient-argo");
    const judgements = runCatalogue(inventoryOf(yaml), undefined, (one) => broken.push(one));
    expect(broken).toEqual([]);
    expect(judgements.length).toBeGreaterThan(20);
  });
});

/** Checks of workloads and their policies: the manifests of the installation are rendered without a version. */
const WORKLOAD_CHECKS = new Set([
  "authz-custom-action",
  "authz-l7-allow-at-ztunnel",
  "authz-l7-deny-noop",
  "envoyfilter-unsupported",
  "network-policy-blocks-hbone",
  "network-policy-blocks-probes",
  "peer-auth-disable",
  "request-authentication-selector",
  "sidecar-still-running",
  "virtualservice-needs-waypoint",
  "wasmplugin-waypoint",
  "waypoint-required-missing",
]);

function judged(...folders: readonly string[]): readonly Finding[] {
  return judgedYaml(yamlOf(...folders));
}

function judgedYaml(yaml: string): readonly Finding[] {
  const findings = findingsOf(runCatalogue(inventoryOf(yaml)));
  return findings.filter(({ check }) => WORKLOAD_CHECKS.has(check));
}

function inventoryOf(yaml: string) {
  return inventoryFrom(yaml, { input: "dump", otherKinds: "ignored" });
}

function said(findings: readonly Finding[]): string[] {
  return findings
    .map(({ check, severity, facet, object }) => {
      const kind = facet === undefined ? severity : `${severity} (${facet})`;
      return `${check}: ${kind} ${object.kind} ${object.name}`;
    })
    .sort();
}

function yamlOf(...paths: readonly string[]): string {
  return paths
    .flatMap((path) => filesIn(join(corpus, path)))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n---\n");
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map(({ name }) => join(path, name))
    .sort();
}
