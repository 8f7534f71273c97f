import { describe, expect, test } from "vitest";
import { createCollector } from "./collector.ts";
import { collectedFrom } from "./fixture.ts";
import { byResourceName, RESOURCES, type Resource } from "./resources.ts";

const about = { kubernetesVersion: null, apiGroups: null };
const NOT_PERMITTED = { outcome: "not-permitted", detail: "It may not be listed." } as const;

describe("how reading went", () => {
  test("a resource that was read without objects is complete and empty", () => {
    const { slices } = collectedFrom("");
    expect(slices.services).toEqual({ read: "complete", items: [] });
  });

  test("a resource that nobody noted was not read, and says so", () => {
    const { slices } = createCollector({ input: "live" }).collected(about);
    expect(slices.services).toEqual({
      read: "unread",
      unread: [{ resource: "services", reason: "failed", detail: "It was not read." }],
    });
  });

  test("a dump without a kind says that the files do not contain it", () => {
    const { slices, coverage } = createCollector({ input: "dump" }).collected(about);
    expect(slices.nodes).toMatchObject({ read: "unread", unread: [{ reason: "not-in-dump" }] });
    expect(coverage.find(({ resource }) => resource === "nodes")?.outcome).toBe("not-in-dump");
  });

  test("a refused resource is unread with the reader's own sentence", () => {
    const collector = createCollector({ input: "live" });
    collector.note(of("services"), NOT_PERMITTED);
    expect(collector.collected(about).slices.services).toEqual({
      read: "unread",
      unread: [{ resource: "services", reason: "not-permitted", detail: "It may not be listed." }],
    });
  });

  test("one unread resource of several leaves the slice partial and named", () => {
    const { slices } = collectedBut("daemonsets.apps");
    expect(slices.workloads).toMatchObject({
      read: "partial",
      unread: [{ resource: "daemonsets.apps", reason: "not-permitted" }],
    });
  });

  test("a missing CRD reads as complete and empty", () => {
    const collector = createCollector({ input: "live" });
    const resource = of("virtualservices.networking.istio.io");
    collector.note(resource, { outcome: "not-installed" });
    const { slices, coverage } = collector.collected(about);
    expect(slices.virtualServices).toEqual({ read: "complete", items: [] });
    expect(coverage.find((each) => each.resource === resource.resource)).toMatchObject({
      outcome: "not-installed",
      detail: "",
    });
  });

  test("a list that broke off keeps what had arrived and stays partial", () => {
    const collector = createCollector({ input: "live" });
    collector.add(of("services"), service("cart"));
    collector.note(of("services"), { outcome: "failed", detail: "The list broke off." });
    const { slices, coverage } = collector.collected(about);
    expect(slices.services).toMatchObject({
      read: "partial",
      items: [{ ref: { name: "cart" } }],
      unread: [{ reason: "failed" }],
    });
    expect(coverage.find(({ resource }) => resource === "services")).toMatchObject({
      outcome: "partly-read",
      objects: 1,
      detail: "The list broke off.",
    });
  });

  test("one namespace that refuses leaves ConfigMaps partial", () => {
    const collector = createCollector({ input: "live" });
    collector.note(of("configmaps"), { outcome: "read" });
    collector.note(of("configmaps"), NOT_PERMITTED);
    expect(collector.collected(about).slices.configMaps.read).toBe("partial");
  });

  test("a list that starts again forgets its first objects and says that it restarted", () => {
    const collector = createCollector({ input: "live" });
    collector.add(of("services"), service("cart"));
    collector.add(of("services"), { metadata: {} });
    collector.reset(of("services"));
    collector.add(of("services"), service("shop"));
    collector.note(of("services"), { outcome: "read" });
    const { slices, coverage } = collector.collected(about);
    expect(slices.services).toMatchObject({ read: "complete", items: [{ ref: { name: "shop" } }] });
    expect(coverage.find(({ resource }) => resource === "services")).toMatchObject({
      restarted: true,
      objects: 1,
    });
  });

  test("starting one list again leaves the other lists of its slice alone", () => {
    const collector = createCollector({ input: "live" });
    collector.add(of("httproutes.gateway.networking.k8s.io"), route("web"));
    collector.add(of("grpcroutes.gateway.networking.k8s.io"), route("rpc"));
    collector.reset(of("grpcroutes.gateway.networking.k8s.io"));
    expect(collector.collected(about).slices.routes).toMatchObject({
      items: [{ ref: { kind: "HTTPRoute", name: "web" } }],
    });
  });
});

describe("objects that cannot be understood", () => {
  test("one broken object is named and makes its slice partial", () => {
    const collector = createCollector({ input: "live" });
    collector.add(of("services"), service("cart"));
    const broken = { metadata: { name: "odd", namespace: "shop" }, spec: { ports: "many" } };
    expect(collector.add(of("services"), broken)).toBe("unparsed");
    collector.note(of("services"), { outcome: "read" });

    const { slices, coverage } = collector.collected(about);
    expect(slices.services).toMatchObject({
      read: "partial",
      items: [{ ref: { name: "cart" } }],
      unread: [
        {
          resource: "services",
          reason: "unparsed",
          object: { group: "", kind: "Service", namespace: "shop", name: "odd" },
          detail: expect.stringMatching(/^Service shop\/odd could not be understood: spec\.ports/),
        },
      ],
    });
    expect(coverage.find(({ resource }) => resource === "services")).toMatchObject({
      outcome: "partly-read",
      objects: 2,
    });
  });

  test("a million broken objects are counted, but only fifty are named", () => {
    const collector = createCollector({ input: "live" });
    for (let index = 0; index < 1_000; index += 1) collector.add(of("services"), null);
    const { services } = collector.collected(about).slices;
    expect(services.read === "complete" ? [] : services.unread).toHaveLength(52);
    expect(services).toMatchObject({
      unread: expect.arrayContaining([
        expect.objectContaining({
          detail: "950 more objects of services could not be understood.",
        }),
      ]),
    });
  });
});

describe("objects that belong to others", () => {
  test("a pod of a ReplicaSet belongs to the Deployment that its hash points to", () => {
    expect(podOwnedBy("apps/v1", "ReplicaSet", "cart-v1-6d4b75cb6d", "6d4b75cb6d")).toMatchObject({
      group: "apps",
      kind: "Deployment",
      name: "cart-v1",
    });
  });

  test("a pod of a ReplicaSet with a name of its own belongs to the ReplicaSet", () => {
    expect(podOwnedBy("apps/v1", "ReplicaSet", "cart-blue", "6d4b75cb6d")).toMatchObject({
      kind: "ReplicaSet",
      name: "cart-blue",
    });
  });

  test("a ReplicaSet of a Deployment is no workload of its own, one without owner is", () => {
    const { slices } = collectedFrom(`
      kind: ReplicaSet
      apiVersion: apps/v1
      metadata:
        name: cart-6d4b
        ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: cart, controller: true }]
      spec: { replicas: 1, template: { spec: { containers: [] } } }
---
      kind: ReplicaSet
      apiVersion: apps/v1
      metadata: { name: alone }
      spec: { replicas: 1, template: { spec: { containers: [] } } }
    `);
    expect(slices.workloads).toMatchObject({
      read: "complete",
      items: [{ ref: { kind: "ReplicaSet", namespace: "default", name: "alone" } }],
    });
    expect(itemsOf(slices.workloads)).toHaveLength(1);
  });

  test("a pod of a Job that a CronJob started belongs to the CronJob", () => {
    const { slices } = collectedFrom(`
      kind: Pod
      metadata:
        name: report-2871-x
        ownerReferences: [{ apiVersion: batch/v1, kind: Job, name: report-2871, controller: true }]
      spec: { containers: [{ name: app }] }
---
      kind: Job
      apiVersion: batch/v1
      metadata:
        name: report-2871
        ownerReferences: [{ apiVersion: batch/v1, kind: CronJob, name: report, controller: true }]
      spec: { template: { spec: { containers: [] } } }
    `);
    expect(slices.pods).toMatchObject({ items: [{ owner: { kind: "CronJob", name: "report" } }] });
    expect(itemsOf(slices.workloads)).toHaveLength(0);
  });

  test("a Secret without the label of a remote cluster and a ConfigMap of an application are dropped", () => {
    const collector = createCollector({ input: "dump" });
    const data = { password: "hunter2" };
    expect(collector.add(of("secrets"), { metadata: { name: "db" }, data })).toBe("private");
    expect(collector.add(of("configmaps"), { metadata: { name: "app" }, data })).toBe("private");
    expect(collector.add(of("configmaps"), { metadata: { name: "istio-db" }, data })).toBe(
      "private",
    );
    const labels = { "istio/multiCluster": "true" };
    expect(collector.add(of("secrets"), { metadata: { name: "east", labels }, data })).toBe("kept");
    expect(JSON.stringify(collector.collected(about))).not.toContain("hunter2");
  });

  test("of Istio's ConfigMaps only the keys that are settings are kept", () => {
    const { configMaps } = collectedFrom(`
      kind: ConfigMap
      metadata: { name: istio, namespace: istio-system }
      data: { mesh: "trustDomain: corp", other: hunter2 }
---
      kind: ConfigMap
      metadata: { name: istio-1-27, namespace: istio-system }
      data: { mesh: "trustDomain: canary" }
---
      kind: ConfigMap
      metadata: { name: istio-ca-root-cert, namespace: shop }
      data: { root-cert.pem: hunter2 }
    `).slices;
    expect(itemsOf(configMaps).map(({ ref, data }) => [ref.name, { ...data }])).toEqual([
      ["istio", { mesh: "trustDomain: corp" }],
      ["istio-1-27", { mesh: "trustDomain: canary" }],
      ["istio-ca-root-cert", {}],
    ]);
  });
});

describe("where ConfigMaps and Secrets are read", () => {
  test("in the namespaces of istiod, istio-cni and ztunnel, and in kube-system", () => {
    const collector = createCollector({ input: "live" });
    collector.add(of("deployments.apps"), workload("istiod", "mesh", { app: "istiod" }));
    collector.add(of("daemonsets.apps"), workload("cni", "cni", { "k8s-app": "istio-cni-node" }));
    collector.add(of("daemonsets.apps"), workload("ztunnel", "zt", { app: "ztunnel" }));
    collector.add(of("deployments.apps"), workload("cart", "shop", { app: "cart" }));
    expect(collector.namespacesOf("mesh")).toEqual(["cni", "kube-system", "mesh", "zt"]);
    expect(collector.namespacesOf("control-plane")).toEqual(["mesh"]);
  });

  test("in istio-system where no istiod shows", () => {
    const collector = createCollector({ input: "live" });
    collector.add(of("daemonsets.apps"), workload("ztunnel", "zt", { app: "ztunnel" }));
    expect(collector.namespacesOf("mesh")).toEqual(["istio-system", "kube-system", "zt"]);
    expect(collector.namespacesOf("control-plane")).toEqual(["istio-system"]);
  });
});

describe("objects that come twice", () => {
  test("in a dump the last one counts", () => {
    const collector = createCollector({ input: "dump" });
    collector.add(of("services"), service("cart", { version: "one" }));
    collector.add(of("services"), service("shop"));
    collector.add(of("services"), service("cart", { version: "two" }));
    collector.note(of("services"), { outcome: "read" });
    const { slices, coverage } = collector.collected(about);
    expect(itemsOf(slices.services).map(({ ref, labels }) => [ref.name, labels.version])).toEqual([
      ["cart", "two"],
      ["shop", undefined],
    ]);
    expect(coverage.find(({ resource }) => resource === "services")?.objects).toBe(2);
  });
});

function of(name: string): Resource {
  const resource = byResourceName(name);
  if (!resource) throw new Error(name);
  return resource;
}

function collectedBut(refused: string) {
  const collector = createCollector({ input: "live" });
  for (const resource of RESOURCES) {
    collector.note(resource, resource.resource === refused ? NOT_PERMITTED : { outcome: "read" });
  }
  return collector.collected(about);
}

function service(name: string, labels: Record<string, string> = {}) {
  return { metadata: { name, namespace: "shop", labels }, spec: {} };
}

function route(name: string) {
  return { metadata: { name, namespace: "shop" }, spec: {} };
}

function workload(name: string, namespace: string, labels: Record<string, string>) {
  const template = { metadata: { labels }, spec: { containers: [] } };
  return { metadata: { name, namespace, labels }, spec: { template } };
}

function podOwnedBy(apiVersion: string, kind: string, name: string, hash: string) {
  const collector = createCollector({ input: "live" });
  collector.add(of("pods"), {
    metadata: {
      name: "cart-x",
      namespace: "shop",
      labels: { "pod-template-hash": hash },
      ownerReferences: [{ apiVersion, kind, name, controller: true }],
    },
    spec: { containers: [] },
  });
  return itemsOf(collector.collected(about).slices.pods)[0]?.owner;
}

function itemsOf<T>(slice: { read: string; items?: readonly T[] }): readonly T[] {
  return slice.items ?? [];
}
