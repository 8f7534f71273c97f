import { describe, expect, it } from "vitest";
import { type FixtureOptions, inventoryFrom } from "./fixture.ts";
import {
  meshConfigFor,
  rootNamespaceKnown,
  rootNamespaceOf,
  rootNamespaces,
} from "./mesh-config.ts";
import { istiodYaml, itemsOf, NATIVE_SIDECAR, podYaml, yaml } from "./yaml-builders.ts";

const configsOf = (...documents: readonly string[]) =>
  itemsOf(inventoryFrom(yaml(...documents)).slices.meshConfigs);

const mapYaml = (name: string, data: Readonly<Record<string, string>>) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "istio-system" },
    data,
  });

const DEFAULTS = {
  trustDomain: "cluster.local",
  trustDomainAliases: [],
  rootNamespace: "istio-system",
  discoverySelectors: [],
  outboundMode: "ALLOW_ANY",
  extensionProviders: [],
  networks: [],
  enablePrometheusMerge: true,
};

it("reads what checks use", () => {
  const mesh = `
trustDomain: td.example
trustDomainAliases: [old.example]
rootNamespace: root
discoverySelectors:
- matchLabels: { mesh: "on" }
- matchExpressions: [{ key: env, operator: In, values: [prod] }]
outboundTrafficPolicy: { mode: REGISTRY_ONLY }
extensionProviders: [{ name: opa, envoyExtAuthzGrpc: { service: opa, port: 9191 } }]
enablePrometheusMerge: false
`;
  const networks = "networks: { one: { endpoints: [{ fromRegistry: c1 }] }, two: {} }";
  expect(configsOf(istiodYaml(), mapYaml("istio", { mesh, meshNetworks: networks }))).toEqual([
    {
      ref: { group: "", kind: "ConfigMap", namespace: "istio-system", name: "istio" },
      revision: "default",
      known: true,
      assumed: false,
      trustDomain: "td.example",
      trustDomainAliases: ["old.example"],
      rootNamespace: "root",
      discoverySelectors: [
        { matchLabels: { mesh: "on" }, matchExpressions: [] },
        { matchLabels: {}, matchExpressions: [{ key: "env", operator: "In", values: ["prod"] }] },
      ],
      outboundMode: "REGISTRY_ONLY",
      extensionProviders: ["opa"],
      networks: ["one", "two"],
      enablePrometheusMerge: false,
    },
  ]);
});

it('takes the chart\'s "networks: {}" for no network', () => {
  const [config] = configsOf(
    istiodYaml(),
    mapYaml("istio", { mesh: "{}", meshNetworks: "networks: {}" }),
  );
  expect(config).toMatchObject({ ...DEFAULTS, known: true });
});

it("uses Istio's defaults, and says that they are not known, without a readable ConfigMap", () => {
  expect(configsOf(istiodYaml())).toMatchObject([{ ...DEFAULTS, known: false, ref: null }]);
  const { meshConfigs } = inventoryFrom(
    yaml(istiodYaml(), mapYaml("istio", { mesh: "trustDomain: x" })),
    {
      unread: { configMaps: "not-permitted" },
    },
  ).slices;
  expect(itemsOf(meshConfigs)).toMatchObject([{ ...DEFAULTS, known: false }]);
});

describe("the root namespace", () => {
  const mesh = mapYaml("istio", { mesh: "rootNamespace: root" });
  const sidecar = podYaml("cart", { initContainers: [NATIVE_SIDECAR] });
  const known = (document: string, options: FixtureOptions = {}) =>
    rootNamespaceKnown(itemsOf(inventoryFrom(document, options).slices.meshConfigs));

  it("is known where the ConfigMap was read, or is known not to exist", () => {
    expect(known(yaml(istiodYaml(), mesh))).toBe(true);
    expect(known(istiodYaml())).toBe(true);
  });

  it("is only assumed where the ConfigMap was not read, is no YAML, or lies in another cluster", () => {
    expect(known(istiodYaml(), { unread: { configMaps: "not-in-dump" } })).toBe(false);
    expect(known(yaml(istiodYaml(), mapYaml("istio", { mesh: "]" })))).toBe(false);
    expect(known(sidecar)).toBe(false);
    expect(rootNamespaceKnown(null)).toBe(false);
  });

  it("is known of one istiod and assumed of another: then any namespace may be a root namespace", () => {
    const two = yaml(istiodYaml(), istiodYaml({ name: "istiod-1-27", revision: "1-27" }), mesh);
    expect(known(two)).toBe(true);
    expect(known(yaml(two, mapYaml("istio-1-27", { mesh: "]" })))).toBe(false);
  });
});

it("defaults the root namespace to that of istiod", () => {
  const configs = configsOf(istiodYaml({ namespace: "control" }));
  expect(rootNamespaceOf(configs)).toBe("control");
});

describe("several revisions", () => {
  const configs = () =>
    configsOf(
      istiodYaml(),
      istiodYaml({ name: "istiod-1-27", revision: "1-27" }),
      mapYaml("istio", { mesh: "trustDomain: one" }),
      mapYaml("istio-1-27", { mesh: "{ trustDomain: two, rootNamespace: other }" }),
    );

  it("have a configuration each", () => {
    expect(meshConfigFor(configs(), "1-27")?.trustDomain).toBe("two");
    expect(meshConfigFor(configs(), "default")?.trustDomain).toBe("one");
    expect(rootNamespaces(configs())).toEqual(new Set(["istio-system", "other"]));
  });

  it("share the default one when they have none of their own", () => {
    expect(meshConfigFor(configs(), "1-26")?.trustDomain).toBe("one");
    expect(meshConfigFor([], "default")).toBeUndefined();
  });
});

describe("hostile mesh configuration", () => {
  const unfolding = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ..."bcdefghi".split("").map((name, at) => {
      const before = "abcdefghi".charAt(at);
      return `${name}: &${name} [${`*${before}, `.repeat(9)}]`;
    }),
  ].join("\n");

  it.each([
    ["an alias bomb", unfolding],
    ["deep nesting", "[".repeat(50_000)],
    ["no YAML at all", "{{ .Values.mesh }}: ]["],
    ["a scalar", "just text"],
    ["prototype keys", "__proto__: { rootNamespace: evil }"],
  ])("%s ends in the defaults", (_what, mesh) => {
    expect(configsOf(istiodYaml(), mapYaml("istio", { mesh }))).toMatchObject([DEFAULTS]);
  });
});
