import { describe, expect, test } from "vitest";
import { inventoryFrom } from "../inventory/fixture.ts";
import { istiodYaml, namespaceYaml, yaml } from "../inventory/yaml-builders.ts";
import type { PainFigures } from "./pain-model.ts";
import { painFigures, painPoint } from "./pains.ts";

const MIB = 1024 ** 2;

interface Wishes {
  readonly namespace?: string;
  readonly labels?: object;
  readonly annotations?: object;
  readonly sidecar?: "native" | "classic";
  readonly memory?: string;
  readonly version?: string;
  readonly hostNetwork?: boolean;
  /** Seconds after it was scheduled. */
  readonly proxyAt?: number;
  readonly readyAt?: number;
  readonly restarts?: number;
  readonly owner?: string;
}

function at(seconds: number): string {
  return new Date(Date.UTC(2026, 7, 20, 10) + seconds * 1000).toISOString().replace(".000", "");
}

/** A running pod, as JSON, which is YAML. */
function pod(name: string, wishes: Wishes = {}): string {
  const { sidecar, memory = "128Mi", version = "1.27.3", proxyAt = 4, readyAt = 10 } = wishes;
  const app = { name: "app", image: "example.com/app:1" };
  const proxy = {
    name: "istio-proxy",
    image: `example.com/proxyv2:${version}`,
    args: ["proxy", "sidecar"],
    resources: memory === "" ? {} : { requests: { memory, cpu: "100m" } },
  };
  const condition = (type: string, seconds: number) => ({
    type,
    status: "True",
    lastTransitionTime: at(seconds),
  });
  const ran = (container: string, seconds: number) => ({
    name: container,
    restartCount: wishes.restarts ?? 0,
    state: { running: { startedAt: at(seconds) } },
  });
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: wishes.namespace ?? "shop",
      labels: wishes.labels,
      annotations: {
        ...(sidecar ? { "sidecar.istio.io/status": "{}", "istio.io/rev": "default" } : {}),
        ...wishes.annotations,
      },
      ownerReferences: wishes.owner
        ? [{ apiVersion: "apps/v1", kind: "StatefulSet", name: wishes.owner, controller: true }]
        : [],
    },
    spec: {
      hostNetwork: wishes.hostNetwork,
      containers: sidecar === "classic" ? [app, proxy] : [app],
      initContainers: sidecar === "native" ? [{ ...proxy, restartPolicy: "Always" }] : [],
    },
    status: {
      phase: "Running",
      startTime: at(0),
      conditions: [
        condition("PodScheduled", 0),
        condition("Initialized", proxyAt),
        condition("Ready", readyAt),
      ],
      initContainerStatuses: sidecar === "native" ? [ran("istio-proxy", 1)] : [],
      containerStatuses: [
        ran("app", 5),
        ...(sidecar === "classic" ? [ran("istio-proxy", proxyAt)] : []),
      ],
    },
  });
}

function policy(kind: string, name: string, namespace: string, spec: object, more: object = {}) {
  const group = "security.istio.io/v1";
  return JSON.stringify({ apiVersion: group, kind, metadata: { name, namespace, ...more }, spec });
}

function istiod(version: string): string {
  return JSON.stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "istiod", namespace: "istio-system", labels: { app: "istiod" } },
    spec: {
      selector: { matchLabels: { app: "istiod" } },
      template: {
        metadata: { labels: { app: "istiod", istio: "pilot" } },
        spec: { containers: [{ name: "discovery", image: `example.com/pilot:${version}` }] },
      },
    },
  });
}

const shop = namespaceYaml("shop", { "istio-injection": "enabled" });
const mesh = namespaceYaml("mesh", { "istio.io/dataplane-mode": "ambient" });

/** Injection is judged by labels alone. */
const BY_LABELS = { unread: { mutatingWebhooks: "not-permitted" } } as const;

function pains(...documents: string[]): PainFigures {
  const figures = painFigures(inventoryFrom(yaml(shop, ...documents), BY_LABELS));
  if (!figures) throw new Error("Pods were read.");
  return figures;
}

describe("memory", () => {
  test("is what sidecars request one by one; those that request nothing are counted apart", () => {
    const { memory } = pains(
      pod("a", { sidecar: "native", memory: "64Mi" }),
      pod("b", { sidecar: "classic", memory: "128Mi" }),
      pod("c", { sidecar: "classic", memory: "" }),
      pod("d"),
    );
    expect(memory).toEqual({
      sidecars: 3,
      unset: 1,
      requested: 192 * MIB,
      distribution: {
        buckets: [
          { upTo: 64 * MIB, proxies: 1 },
          { upTo: 128 * MIB, proxies: 1 },
        ],
        p50: 64 * MIB,
        p90: 128 * MIB,
        p99: 128 * MIB,
      },
    });
  });
});

describe("pod start", () => {
  const { start } = pains(
    mesh,
    namespaceYaml("kube-system"),
    pod("a", { sidecar: "native", proxyAt: 4, readyAt: 10 }),
    pod("b", { sidecar: "native", proxyAt: 6, readyAt: 30 }),
    pod("c", { sidecar: "classic", proxyAt: 6, readyAt: 12 }),
    pod("d", { sidecar: "native", restarts: 1 }),
    pod("e", {
      namespace: "mesh",
      readyAt: 7,
      annotations: { "ambient.istio.io/redirection": "enabled" },
    }),
    pod("dns", { namespace: "kube-system", readyAt: 600 }),
  );

  test("is told apart with and without a sidecar; who cannot tell is counted, never taken for 0", () => {
    expect(start?.sidecar).toMatchObject({ pods: 3, unknown: 1, seconds: { p50: 12, p99: 30 } });
    expect(start?.sidecar.buckets).toEqual([
      { upTo: 2, pods: 0 },
      { upTo: 5, pods: 0 },
      { upTo: 10, pods: 1 },
      { upTo: 15, pods: 1 },
      { upTo: 20, pods: 0 },
      { upTo: 30, pods: 1 },
    ]);
    expect(start?.groups.native).toMatchObject({ pods: 2, unknown: 1 });
    expect(start?.groups.classic).toMatchObject({ pods: 1, unknown: 0 });
    expect(start?.groups.ambient.seconds).toEqual({ p50: 7, p90: 7, p99: 7 });
  });

  test("leaves system namespaces out", () => {
    expect(start?.without).toMatchObject({ pods: 1, unknown: 0 });
    expect(start?.namespaces.map(({ namespace }) => namespace)).toEqual(["mesh", "shop"]);
  });

  test("of native sidecars it is known how much passed before the proxy was ready", () => {
    expect(start?.wait.native).toEqual({
      pods: 2,
      seconds: { p50: 4, p90: 6, p99: 6 },
      share: 10 / 40,
    });
    expect(start?.wait.classic).toMatchObject({ pods: 1, share: 0.5 });
    expect(start?.namespaces[1]?.wait.share).toBe(0.25);
    expect(start?.namespaces[0]?.wait).toEqual({ pods: 0, seconds: null, share: null });
  });

  test("where nobody can tell there are no seconds and no buckets", () => {
    const { start: untold } = pains(pod("a", { sidecar: "native", restarts: 2 }));
    expect(untold?.sidecar).toEqual({ pods: 0, unknown: 1, seconds: null, buckets: [] });
  });
});

describe("upgrades", () => {
  test("restart every sidecar; those older than their istiod are behind already", () => {
    const { upgrade } = pains(
      istiod("1.28.1"),
      pod("a", { sidecar: "native", version: "1.27.3" }),
      pod("b", { sidecar: "classic", version: "1.28.1" }),
      pod("c", { sidecar: "classic", version: "latest" }),
      pod("d"),
    );
    expect(upgrade).toMatchObject({ sidecars: 3, older: 1, unknown: 1, waypoints: 0 });
    expect(upgrade?.namespaces).toEqual([{ namespace: "shop", sidecars: 3, older: 1, unknown: 1 }]);
    expect(upgrade?.versions).toEqual([
      { version: "1.28.1", pods: 1 },
      { version: "1.27.3", pods: 1 },
      { version: null, pods: 1 },
    ]);
  });

  test("without an istiod nobody is called older", () => {
    expect(pains(pod("a", { sidecar: "native" })).upgrade).toMatchObject({ older: 0, unknown: 1 });
  });
});

describe("opting out", () => {
  const strict = policy("PeerAuthentication", "strict", "istio-system", {
    mtls: { mode: "STRICT" },
  });
  const web = policy("AuthorizationPolicy", "web", "shop", {
    selector: { matchLabels: { app: "web" } },
  });

  test("names the workload, what it says, and the policies that select it in vain", () => {
    const { optOut } = pains(
      strict,
      web,
      pod("web-0", { labels: { app: "web", "sidecar.istio.io/inject": "false" }, owner: "web" }),
      pod("web-1", { labels: { app: "web", "sidecar.istio.io/inject": "false" }, owner: "web" }),
      pod("in", { sidecar: "native", labels: { app: "web" } }),
    );
    expect(optOut).toMatchObject({
      pods: 2,
      partly: 0,
      namespaces: 0,
      unprotected: 2,
      policies: 2,
      captured: 2,
      stayOut: 0,
      objectCount: 1,
    });
    expect(optOut?.objects[0]).toMatchObject({
      way: "pod-injection",
      object: { kind: "StatefulSet", name: "web" },
      pods: 2,
      says: "sidecar.istio.io/inject=false",
      policyCount: 2,
    });
    expect(optOut?.objects[0]?.policies.map(({ name }) => name).sort()).toEqual(["strict", "web"]);
  });

  test("counts each way once, and only who was asked in", () => {
    const { optOut } = pains(
      mesh,
      namespaceYaml("off", { "istio-injection": "disabled" }),
      namespaceYaml("none"),
      pod("agent", { hostNetwork: true, labels: { "sidecar.istio.io/inject": "false" } }),
      pod("out", { namespace: "mesh", labels: { "istio.io/dataplane-mode": "none" } }),
      pod("o1", { namespace: "off", labels: { "sidecar.istio.io/inject": "false" } }),
      pod("n1", { namespace: "none", labels: { "sidecar.istio.io/inject": "false" } }),
      pod("old", {}),
    );
    expect(optOut?.objects.map(({ way, namespace }) => [way, namespace]).sort()).toEqual([
      ["host-network", "shop"],
      ["namespace-injection", "off"],
      ["pod-ambient", "mesh"],
    ]);
    expect(optOut).toMatchObject({ pods: 3, captured: 1, stayOut: 2, namespaces: 1 });
  });

  test("annotations lead part of the traffic around a sidecar, inbound past its policies", () => {
    const around = (name: string, value: string) => ({
      sidecar: "native" as const,
      annotations: { [`traffic.sidecar.istio.io/${name}`]: value },
    });
    const { optOut } = pains(
      strict,
      pod("a", around("excludeInboundPorts", "8080,9090")),
      pod("b", around("excludeOutboundPorts", "3306")),
      pod("c", around("excludeOutboundPorts", "")),
      pod("d", around("includeInboundPorts", "*")),
      pod("e", around("includeInboundPorts", "")),
    );
    expect(optOut).toMatchObject({ pods: 0, partly: 3, unprotected: 2, policies: 1 });
    expect(optOut?.objects.map(({ way, policyCount }) => [way, policyCount]).sort()).toEqual([
      ["inbound-traffic", 1],
      ["inbound-traffic", 1],
      ["outbound-traffic", 0],
    ]);
  });

  test("trials, audits, permissive mTLS and policies for waypoints are enforced nowhere, so they are not missing", () => {
    const { optOut } = pains(
      policy("AuthorizationPolicy", "audit", "shop", { action: "AUDIT" }),
      policy(
        "AuthorizationPolicy",
        "dry",
        "shop",
        {},
        { annotations: { "istio.io/dry-run": "true" } },
      ),
      policy("AuthorizationPolicy", "bound", "shop", {
        targetRefs: [{ group: "", kind: "Service", name: "web" }],
      }),
      policy("PeerAuthentication", "loose", "shop", { mtls: { mode: "PERMISSIVE" } }),
      pod("a", { labels: { "sidecar.istio.io/inject": "false" } }),
    );
    expect(optOut).toMatchObject({ pods: 1, policies: 0, unprotected: 0 });
  });

  test("nobody is called protected while a policy of another namespace may hold for the whole mesh", () => {
    const elsewhere = policy("PeerAuthentication", "strict", "policies", {
      mtls: { mode: "STRICT" },
    });
    const documents = [istiodYaml(), pod("a", { labels: { "sidecar.istio.io/inject": "false" } })];
    const unread = { ...BY_LABELS.unread, configMaps: "not-in-dump" } as const;
    const figures = (...more: string[]) =>
      painFigures(inventoryFrom(yaml(shop, ...documents, ...more), { unread }));

    expect(figures()?.optOut).toMatchObject({ policies: 0, unprotected: 0 });
    expect(pains(...documents, elsewhere).optOut).toMatchObject({ policies: 0, unprotected: 0 });
    expect(figures(elsewhere)?.optOut).toMatchObject({ policies: null, unprotected: null });
    expect(figures(elsewhere)?.gaps).toContainEqual({
      what: "policies that are not enforced",
      because: expect.stringContaining("The mesh configuration was not read"),
    });
  });

  test("with a kind of policy unread nobody is called protected", () => {
    const inventory = inventoryFrom(
      yaml(shop, pod("a", { labels: { "sidecar.istio.io/inject": "false" } })),
      { unread: { ...BY_LABELS.unread, authorizationPolicies: "not-permitted" } },
    );
    const figures = painFigures(inventory);
    expect(figures?.optOut).toMatchObject({ pods: 1, policies: null, unprotected: null });
    expect(figures?.gaps).toContainEqual({
      what: "policies that are not enforced",
      because: "Not every kind of policy could be read.",
    });
    expect(painPoint(figures)).toMatchObject({ optedOut: 1, notEnforced: null });
  });
});

describe("proxies on a path", () => {
  test("stand at each end that has a sidecar; in ambient mode only where a waypoint is required", () => {
    const { path } = pains(
      mesh,
      istiodYaml(),
      namespaceYaml("pay", { "istio-injection": "enabled" }),
      policy("AuthorizationPolicy", "get", "pay", {
        rules: [{ to: [{ operation: { methods: ["GET"] } }] }],
      }),
      pod("a", { sidecar: "native" }),
      pod("b", { namespace: "pay", sidecar: "native", labels: { app: "b" } }),
      pod("c", { namespace: "mesh", annotations: { "ambient.istio.io/redirection": "enabled" } }),
      JSON.stringify({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "b", namespace: "pay" },
        spec: { selector: { app: "b" }, ports: [{ port: 80, name: "http" }] },
      }),
    );
    expect(path?.namespaces.map(({ namespace, required }) => [namespace, required])).toEqual([
      ["shop", false],
      ["mesh", false],
      ["pay", true],
    ]);
    expect(path?.now).toEqual({ two: 4, one: 4, none: 1, unknown: 0 });
    expect(path?.ambient).toEqual({ one: 3, none: 6, unknown: 0 });
    expect(path?.proxies).toEqual({ sidecar: 2, waypoint: 0, gateway: 0, ztunnel: 0 });
  });

  test("what could not be read is unknown, not free of proxies", () => {
    const documents = [
      mesh,
      pod("c", { namespace: "mesh", annotations: { "ambient.istio.io/redirection": "enabled" } }),
    ];
    const inventory = inventoryFrom(yaml(...documents), { unread: { services: "not-permitted" } });
    const path = painFigures(inventory)?.path;
    expect(path?.now).toEqual({ two: 0, one: 0, none: 0, unknown: 1 });
    expect(path?.ambient).toEqual({ one: 0, none: 0, unknown: 1 });
  });
});

test("without pods there are no pains to tell", () => {
  const inventory = inventoryFrom(shop, { unread: { pods: "not-permitted" } });
  expect(painFigures(inventory)).toBeNull();
  expect(painPoint(null)).toBeNull();
});

test("without namespaces only what needs none is told", () => {
  const inventory = inventoryFrom(pod("a", { sidecar: "native" }), {
    unread: { namespaces: "not-permitted" },
  });
  const figures = painFigures(inventory);
  expect(figures).toMatchObject({ start: null, optOut: null, path: null });
  expect(figures?.memory?.sidecars).toBe(1);
  expect(painPoint(figures)).toMatchObject({ startWith: null, optedOut: null, envoys: null });
});
