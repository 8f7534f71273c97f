import { describe, expect, test } from "vitest";
import { runCatalogue } from "../checks/run.ts";
import { inventoryFrom } from "../inventory/fixture.ts";
import { assess } from "./assess.ts";
import { nextStep } from "./next-step.ts";

const namespace = (name: string, labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { ${labels} } }
---`;

const sidecarPod = (home: string, name: string, labels = "app: cart") => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${home}
  labels: { ${labels}, networking.istio.io/tunnel: http }
  annotations: { sidecar.istio.io/status: "{}", istio.io/rev: default }
spec:
  nodeName: node-1
  containers:
    - { name: app, image: "app:1" }
    - { name: istio-proxy, image: "docker.io/istio/proxyv2:1.29.1", args: [proxy, sidecar] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---`;

const WAYPOINT = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: shop }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE }]
status:
  addresses: [{ type: IPAddress, value: 10.96.0.11 }]
  conditions: [{ type: Programmed, status: "True" }]
---`;

function assessed(yaml: string, options = {}) {
  const inventory = inventoryFrom(yaml, options);
  return assess(inventory, runCatalogue(inventory));
}

const shop = namespace("shop", "istio-injection: enabled");

test("a namespace outside the mesh is not judged", () => {
  const { namespaces } = assessed(namespace("plain", "team: a"));
  expect(namespaces).toMatchObject([
    { name: "plain", phase: "not-in-mesh", verdict: null, nextStep: null },
  ]);
});

test("a cluster without Istio should start with ambient", () => {
  const { recommendation } = assessed(namespace("plain", "team: a"));
  expect(recommendation).toMatchObject({ advice: "start-ambient", decidedBy: "A" });
});

describe("a recommendation does not take what was not read for absent", () => {
  const rowOf = (yaml: string, id: string, unread: Record<string, "not-permitted">) =>
    assessed(yaml, { unread }).recommendation.rules.find(({ rule }) => rule === id);
  const plain = namespace("plain", "team: a");
  const cart = shop + sidecarPod("shop", "cart-1");
  const grpc = `${cart}
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: grpc, port: 80 }] }
---`;

  const active = `${cart}
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop, labels: { istio.io/use-waypoint: waypoint } }
spec: { clusterIP: 10.96.0.10, selector: { app: cart }, ports: [{ name: http, port: 80 }] }
---
${WAYPOINT}`;

  test.each([
    ["B", cart, "namespaces"],
    ["G", cart, "namespaces"],
    ["N", active, "gateways"],
    ["N", active, "services"],
    ["N", active, "workloads"],
    ["A", plain, "namespaces"],
    ["A", plain, "pods"],
    ["A", plain, "workloads"],
    ["G", cart, "authorizationPolicies"],
    ["K", plain, "nodes"],
    ["L", grpc, "authorizationPolicies"],
    ["M", plain, "workloads"],
    ["N", cart, "pods"],
  ])("rule %s", (id, yaml, slice) => {
    const whole = rowOf(yaml, id, {});
    const blind = rowOf(yaml, id, { [slice]: "not-permitted" });
    expect(whole?.holds).not.toBe("could-not-tell");
    expect(blind?.holds).toBe("could-not-tell");
    if (id !== "L") expect(blind?.evidence).not.toBe(whole?.evidence);
  });

  test.each(["workloadEntries", "workloadGroups", "nodes"])(
    "rule F: a large share of sidecars says to move now, unless %s hide what cannot",
    (slice) => {
      const requests = "resources: { requests: { memory: 128Mi } }";
      const large = `${cart.replace(`image: "app:1"`, `image: "app:1", ${requests}`).replace("args: [proxy", `${requests}, args: [proxy`)}
apiVersion: v1
kind: Node
metadata: { name: node-1 }
---`;
      expect(rowOf(large, "F", {})).toMatchObject({ holds: true, advice: "migrate-now" });
      expect(rowOf(large, "F", { [slice]: "not-permitted" })).toMatchObject({
        holds: "could-not-tell",
        evidence: expect.stringContaining("could not be told"),
      });
    },
  );

  test("versions are not called supported where they are not known", () => {
    expect(rowOf(cart, "I", { workloads: "not-permitted" })).toMatchObject({
      holds: "could-not-tell",
      evidence: "A check that it rests on could not read its input.",
    });
  });

  test("nobody starts with ambient where no namespace could be read", () => {
    const { recommendation } = assessed(plain, { unread: { namespaces: "not-permitted" } });
    expect(recommendation).toMatchObject({
      advice: "could-not-tell",
      sentence: "Could not tell: no namespace could be read.",
    });
  });
});

describe("doubt", () => {
  test("pods that could not be read leave every namespace undecided, without a phase", () => {
    const { namespaces } = assessed(shop, { unread: { pods: "not-permitted" } });
    expect(namespaces).toMatchObject([
      { name: "shop", phase: null, verdict: "could-not-tell", pods: null, need: "could-not-tell" },
    ]);
  });

  test.each([
    "authorizationPolicies",
    "requestAuthentications",
    "wasmPlugins",
    "envoyFilters",
    "networkPolicies",
    "virtualServices",
  ])("unread %s never ends in ready", (slice) => {
    const { namespaces } = assessed(shop + sidecarPod("shop", "cart-1"), {
      unread: { [slice]: "not-permitted" },
    });
    expect(namespaces[0]?.verdict).not.toBe("ready");
    expect(namespaces[0]?.undecided).not.toEqual([]);
  });
});

test("a pod that was not understood leaves its own namespace open, and no other", () => {
  const plain = `${namespace("plain", "team: a")}${namespace("other", "team: b")}
apiVersion: v1
kind: Pod
metadata: { name: broken, namespace: plain }
spec: 5
---`;
  expect(assessed(plain).namespaces).toMatchObject([
    { name: "plain", phase: null, verdict: "could-not-tell", nextStep: null },
    { name: "other", phase: "not-in-mesh", verdict: null },
  ]);
});

describe("while it could not be told whether a waypoint is required", () => {
  test("an enrolled namespace is not told to remove its sidecars", () => {
    const enrolled = `${namespace("shop", "istio.io/dataplane-mode: ambient")}${sidecarPod("shop", "cart-1")}`;
    const { namespaces } = assessed(enrolled, { unread: { virtualServices: "not-permitted" } });
    expect(namespaces[0]).toMatchObject({
      phase: "enrolled",
      need: "could-not-tell",
      nextStep: { title: "Let the scan read what is missing first", commands: [] },
    });
  });

  test("a namespace that is ready is not told to enrol", () => {
    const { meshNamespaces } = inventoryFrom(shop).slices;
    const [place] = meshNamespaces.read === "unread" ? [] : meshNamespaces.items;
    if (!place) throw new Error("The fixture has a namespace.");
    const step = (need: "none" | "could-not-tell") =>
      nextStep({
        namespace: place,
        phase: "ready",
        need,
        trafficType: "service",
        installFirst: null,
        hard: 0,
        sidecarWorkloads: [],
        waypointName: "waypoint",
        injectsByDefault: false,
        leftovers: [],
      });
    expect(step("none")?.commands.join()).toContain("istio.io/dataplane-mode=ambient");
    expect(step("could-not-tell")?.commands).toEqual([]);
  });
});

test("restarts name the workloads with sidecars, quoted, and nothing else", () => {
  const { namespaces } = assessed(
    `${namespace("shop", "istio.io/dataplane-mode: ambient")}${sidecarPod("shop", "cart-1")}`,
  );
  expect(namespaces[0]).toMatchObject({ phase: "enrolled" });
  expect(namespaces[0]?.nextStep?.commands.join("\n")).toContain("delete pod cart-1");
});

test.each(["authorizationPolicies", "requestAuthentications", "wasmPlugins"])(
  "an ambient namespace is not called done while %s could not be read",
  (slice) => {
    const ambient = namespace("shop", "istio.io/dataplane-mode: ambient");
    expect(assessed(ambient).namespaces[0]).toMatchObject({ phase: "done", verdict: "done" });
    const { namespaces } = assessed(ambient, { unread: { [slice]: "not-permitted" } });
    expect(namespaces[0]).toMatchObject({ phase: "sidecars-removed", verdict: "could-not-tell" });
  },
);

describe("a namespace that is served by the waypoint it needs", () => {
  const served = `${namespace("shop", "istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint")}
apiVersion: v1
kind: Pod
metadata: { name: cart-1, namespace: shop, labels: { app: cart }, annotations: { ambient.istio.io/redirection: enabled } }
spec: { containers: [{ name: app, image: "app:1" }] }
status: { phase: Running }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { clusterIP: 10.96.0.10, selector: { app: cart }, ports: [{ name: http, port: 80 }] }
---
${WAYPOINT}
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: viewers, namespace: shop }
spec:
  targetRefs: [{ group: "", kind: Service, name: cart }]
  rules: [{ to: [{ operation: { methods: [GET] } }] }]
---`;

  test("is done", () => {
    expect(assessed(served).namespaces[0]).toMatchObject({ phase: "done", need: "required" });
  });

  test.each(["virtualServices", "serviceEntries", "routes"])(
    "is not called done while %s, which may need more of it, could not be read",
    (slice) => {
      const { namespaces } = assessed(served, { unread: { [slice]: "not-permitted" } });
      expect(namespaces[0]).toMatchObject({ phase: "sidecars-removed" });
    },
  );

  test("is not called done while a policy elsewhere may hold for the whole mesh", () => {
    const elsewhere = `${served}
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: readers, namespace: mesh-policies }
spec: { rules: [{ to: [{ operation: { methods: [GET] } }] }] }
---`;
    const unread = { configMaps: "not-permitted" };
    expect(assessed(elsewhere).namespaces[0]?.phase).toBe("done");
    expect(assessed(served, { unread }).namespaces[0]?.phase).toBe("done");
    expect(assessed(elsewhere, { unread }).namespaces[0]?.phase).toBe("sidecars-removed");
  });
});
