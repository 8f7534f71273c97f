import { describe, expect, it } from "vitest";
import type { Inventory } from "../inventory/facts.ts";
import { inventoryFrom } from "../inventory/fixture.ts";
import { behind, principalOf, trustDomainFor, waypointPlan } from "./waypoint-plan.ts";

const CART = `
apiVersion: v1
kind: Pod
metadata: { name: cart-1, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: cart, image: cart }] }
status: { phase: Running }
---
`;

const WAYPOINT = (namespace: string, rest = "") => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: way, namespace: ${namespace}${rest} }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE, allowedRoutes: { namespaces: { from: All } } }]
status: { addresses: [{ type: IPAddress, value: 10.96.0.99 }] }
---
`;

const SERVICE = (labels = "", clusterIp = "10.96.0.1") => `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop, labels: { ${labels} } }
spec: { clusterIP: ${clusterIp}, selector: { app: cart }, ports: [{ port: 80 }] }
---
`;

describe("the waypoint of some workloads", () => {
  it("is istioctl's default name where there is none", () => {
    expect(planOf(CART + SERVICE())).toEqual({
      namespace: "shop",
      name: "waypoint",
      serviceAccount: "waypoint",
      exists: false,
      kind: "service",
    });
  });

  it("is the one that stands in the namespace", () => {
    expect(planOf(CART + SERVICE() + WAYPOINT("shop"))).toMatchObject({
      name: "way",
      exists: true,
    });
  });

  it("is the one their Service uses, wherever it stands, with its own service account", () => {
    const labels = "istio.io/use-waypoint: way, istio.io/use-waypoint-namespace: infra";
    const annotation = ", annotations: { gateway.istio.io/service-account: gate }";
    const plan = planOf(CART + SERVICE(labels) + WAYPOINT("shop") + WAYPOINT("infra", annotation));
    expect(plan).toMatchObject({ namespace: "infra", name: "way", serviceAccount: "gate" });
    expect(principalOf(plan, "td")).toBe("td/ns/infra/sa/gate");
  });

  it("serves workloads where no Service with an address leads to them", () => {
    expect(planOf(CART)).toMatchObject({ kind: "workload" });
    expect(planOf(CART + SERVICE("", "None"))).toMatchObject({ kind: "workload" });
  });
});

describe("the trust domain", () => {
  it("is that of the revision which injects the namespace", () => {
    const { slices } = inventoryFrom(["", "-canary"].map((suffix) => istiod(suffix)).join(""));
    const configs = slices.meshConfigs.read === "unread" ? null : slices.meshConfigs.items;
    const namespace = (revision: string | null) => ({
      ...emptyNamespace,
      injection: { injected: true, revision, because: "" },
    });
    expect(trustDomainFor(namespace("canary"), configs)).toEqual({
      value: "td-canary",
      assumed: false,
    });
    expect(trustDomainFor(namespace(null), configs)).toEqual({ value: "td", assumed: false });
  });

  it("is Istio's default, and said to be assumed, where no MeshConfig was read", () => {
    expect(trustDomainFor(undefined, null)).toEqual({ value: "cluster.local", assumed: true });
    const { slices } = inventoryFrom(CART);
    const configs = slices.meshConfigs.read === "unread" ? null : slices.meshConfigs.items;
    expect(trustDomainFor(undefined, configs)).toEqual({ value: "cluster.local", assumed: true });
  });
});

function planOf(yaml: string) {
  const { slices } = inventoryFrom(yaml);
  const bindings = itemsOf(slices.serviceBindings);
  const owners = itemsOf(slices.candidates).map(({ owner }) => owner);
  return waypointPlan("shop", behind(owners, "shop", bindings), itemsOf(slices.waypoints));
}

function itemsOf<T>(slice: { read: string; items?: readonly T[] }): readonly T[] {
  if (slice.items === undefined) throw new Error("The slice was not read.");
  return slice.items;
}

function istiod(suffix: string): string {
  const revision = suffix === "" ? "default" : suffix.slice(1);
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod${suffix}, namespace: istio-system, labels: { app: istiod, istio.io/rev: ${revision} } }
spec:
  selector: { matchLabels: { app: istiod } }
  template:
    metadata: { labels: { app: istiod } }
    spec: { containers: [{ name: discovery, image: "istio/pilot:1.27.3" }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio${suffix}, namespace: istio-system }
data: { mesh: "trustDomain: td${suffix}" }
---
`;
}

const emptyNamespace: Omit<
  Extract<Inventory["slices"]["meshNamespaces"], { items: unknown }>["items"][number],
  "injection"
> = {
  name: "shop",
  labels: {},
  excluded: null,
  gatewayOnly: false,
  ambient: false,
  partial: null,
  candidate: true,
  pods: {
    sidecar: 0,
    sidecarHbone: 0,
    ambient: 0,
    pending: 0,
    plainSelected: 0,
    stuck: 0,
    candidates: 0,
    infrastructure: 0,
    live: 0,
  },
};
