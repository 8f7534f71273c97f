import type { App, AppPort, DataPlane, Sidecar } from "../build/app.ts";
import type { NamespacePlan } from "../build/namespace.ts";
import type { Declared } from "../build/site.ts";
import type { JsonObject, Labels } from "../json.ts";

/** Words in which the sample company, a web shop, declares its applications and policies. */
const REGISTRY = "europe-docker.pkg.dev/sample-shop/services";

export const HTTP: readonly AppPort[] = [{ name: "http", port: 80, target: 8080 }];
export const GRPC: readonly AppPort[] = [{ name: "grpc", port: 9090 }];

export function http(name: string, replicas = 3, more: Partial<App> = {}): App {
  return {
    name,
    image: `${REGISTRY}/${name}:2.41.0`,
    replicas,
    ports: HTTP,
    probe: "http",
    ...more,
  };
}

export function grpc(name: string, replicas = 3, more: Partial<App> = {}): App {
  return {
    name,
    image: `${REGISTRY}/${name}:1.18.3`,
    replicas,
    ports: GRPC,
    probe: "grpc",
    ...more,
  };
}

export function tcp(
  name: string,
  port: number,
  image: string,
  replicas = 3,
  more: Partial<App> = {},
): App {
  const ports = [{ name: `tcp-${name}`.slice(0, 15).replace(/-$/, ""), port }];
  return {
    name,
    image,
    replicas,
    ports,
    probe: "tcp",
    kind: "StatefulSet",
    headless: true,
    memory: "2Gi",
    ...more,
  };
}

export function worker(name: string, replicas = 2, more: Partial<App> = {}): App {
  return { name, image: `${REGISTRY}/${name}:2.40.1`, replicas, probe: "exec", ...more };
}

export function nightly(name: string, more: Partial<App> = {}): App {
  return { name, image: `${REGISTRY}/${name}:0.9.4`, kind: "CronJob", replicas: 1, ...more };
}

export const NO_MESH: DataPlane = { mode: "none" };
export const AMBIENT: DataPlane = { mode: "ambient" };

export function sidecar(
  version: string,
  options: { revision?: string; classic?: true; hbone?: false } = {},
): Sidecar {
  return {
    mode: "sidecar",
    version,
    revision: options.revision ?? "default",
    native: !options.classic,
    hbone: options.hbone !== false,
  };
}

export const INJECTED: Labels = { "istio-injection": "enabled" };
export const IN_AMBIENT: Labels = { "istio.io/dataplane-mode": "ambient" };

export function plan(
  name: string,
  dataPlane: DataPlane,
  labels: Labels,
  apps: readonly App[],
  objects: NamespacePlan["objects"] = [],
): NamespacePlan {
  return { name, dataPlane, labels: { team: name, ...labels }, apps, objects };
}

type Part = Omit<Declared, "namespace">;

const part = (resource: string) => {
  return (name: string, spec: JsonObject, more: Partial<Part> = {}): Part => ({
    resource,
    name,
    body: { spec },
    ...more,
  });
};

export const virtualService = part("virtualservices.networking.istio.io");
export const destinationRule = part("destinationrules.networking.istio.io");
export const serviceEntry = part("serviceentries.networking.istio.io");
export const sidecarResource = part("sidecars.networking.istio.io");
export const envoyFilter = part("envoyfilters.networking.istio.io");
export const workloadGroup = part("workloadgroups.networking.istio.io");
export const workloadEntry = part("workloadentries.networking.istio.io");
export const authorizationPolicy = part("authorizationpolicies.security.istio.io");
export const peerAuthentication = part("peerauthentications.security.istio.io");
export const requestAuthentication = part("requestauthentications.security.istio.io");
export const wasmPlugin = part("wasmplugins.extensions.istio.io");
export const httpRoute = part("httproutes.gateway.networking.k8s.io");
export const networkPolicy = part("networkpolicies.networking.k8s.io");
export const securityGroupPolicy = part("securitygrouppolicies.vpcresources.k8s.aws");

/** "cluster.local/ns/NAMESPACE/sa/ACCOUNT". */
export function principal(namespace: string, account: string): string {
  return `cluster.local/ns/${namespace}/sa/${account}`;
}
