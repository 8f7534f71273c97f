import { describe, expect, it } from "vitest";
import { collectedFrom, inventoryFrom } from "./fixture.ts";
import { injectionOf, injectionRules, NEW_POD } from "./injection.ts";
import type { Labels } from "./model.ts";
import { itemsOf, namespaceYaml, podYaml, workloadYaml, yaml } from "./yaml-builders.ts";

/** The injector of an install with the default revision, as the chart writes it. */
const DEFAULT_INJECTOR = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: istio-sidecar-injector, labels: { istio.io/rev: default } }
webhooks:
- name: rev.namespace.sidecar-injector.istio.io
  clientConfig: { service: { namespace: istio-system, name: istiod } }
  namespaceSelector: { matchExpressions: [
    { key: istio.io/rev, operator: In, values: [default] },
    { key: istio-injection, operator: DoesNotExist } ] }
  objectSelector: { matchExpressions: [
    { key: sidecar.istio.io/inject, operator: NotIn, values: ["false"] } ] }
- name: rev.object.sidecar-injector.istio.io
  clientConfig: { service: { namespace: istio-system, name: istiod } }
  namespaceSelector: { matchExpressions: [
    { key: istio.io/rev, operator: DoesNotExist },
    { key: istio-injection, operator: DoesNotExist } ] }
  objectSelector: { matchExpressions: [
    { key: sidecar.istio.io/inject, operator: NotIn, values: ["false"] },
    { key: istio.io/rev, operator: In, values: [default] } ] }
- name: namespace.sidecar-injector.istio.io
  clientConfig: { service: { namespace: istio-system, name: istiod } }
  namespaceSelector: { matchExpressions: [
    { key: istio-injection, operator: In, values: [enabled] } ] }
  objectSelector: { matchExpressions: [
    { key: sidecar.istio.io/inject, operator: NotIn, values: ["false"] } ] }
- name: object.sidecar-injector.istio.io
  clientConfig: { service: { namespace: istio-system, name: istiod } }
  namespaceSelector: { matchExpressions: [
    { key: istio-injection, operator: DoesNotExist },
    { key: istio.io/rev, operator: DoesNotExist } ] }
  objectSelector: { matchExpressions: [
    { key: sidecar.istio.io/inject, operator: In, values: ["true"] },
    { key: istio.io/rev, operator: DoesNotExist } ] }
`;

const AUTO = `
- name: auto.sidecar-injector.istio.io
  clientConfig: { service: { namespace: istio-system, name: istiod } }
  namespaceSelector: { matchExpressions: [
    { key: istio-injection, operator: DoesNotExist },
    { key: istio.io/rev, operator: DoesNotExist },
    { key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, kube-public, kube-node-lease, local-path-storage] } ] }
  objectSelector: { matchExpressions: [
    { key: sidecar.istio.io/inject, operator: DoesNotExist },
    { key: istio.io/rev, operator: DoesNotExist } ] }
`;

const TAG_PROD = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: istio-revision-tag-prod, labels: { istio.io/rev: 1-27, istio.io/tag: prod } }
webhooks:
- name: rev.namespace.sidecar-injector.istio.io
  clientConfig: { service: { namespace: istio-system, name: istiod-1-27 } }
  namespaceSelector: { matchExpressions: [
    { key: istio.io/rev, operator: In, values: [prod] },
    { key: istio-injection, operator: DoesNotExist } ] }
  objectSelector: { matchExpressions: [
    { key: sidecar.istio.io/inject, operator: NotIn, values: ["false"] } ] }
- name: rev.object.sidecar-injector.istio.io
  clientConfig: { service: { namespace: istio-system, name: istiod-1-27 } }
  namespaceSelector: { matchExpressions: [
    { key: istio.io/rev, operator: DoesNotExist },
    { key: istio-injection, operator: DoesNotExist } ] }
  objectSelector: { matchExpressions: [
    { key: sidecar.istio.io/inject, operator: NotIn, values: ["false"] },
    { key: istio.io/rev, operator: In, values: [prod] } ] }
`;

interface Case {
  readonly rule: string;
  readonly namespace: Labels;
  readonly pod: Labels;
  readonly revision: string | null;
}

const CASES: readonly Case[] = [
  { rule: "1: disabled", namespace: { "istio-injection": "disabled" }, pod: {}, revision: null },
  {
    rule: "1: disabled, and a pod label does not help",
    namespace: { "istio-injection": "disabled" },
    pod: { "sidecar.istio.io/inject": "true" },
    revision: null,
  },
  {
    rule: "1: present but empty",
    namespace: { "istio-injection": "" },
    pod: { "sidecar.istio.io/inject": "true" },
    revision: null,
  },
  { rule: "2: enabled", namespace: { "istio-injection": "enabled" }, pod: {}, revision: "default" },
  {
    rule: "2: enabled, and the pod opts out",
    namespace: { "istio-injection": "enabled" },
    pod: { "sidecar.istio.io/inject": "false" },
    revision: null,
  },
  {
    rule: "2: istio-injection wins over istio.io/rev",
    namespace: { "istio-injection": "enabled", "istio.io/rev": "prod" },
    pod: {},
    revision: "default",
  },
  { rule: "3: a tag", namespace: { "istio.io/rev": "prod" }, pod: {}, revision: "prod" },
  {
    rule: "3: a tag, and the pod opts out",
    namespace: { "istio.io/rev": "prod" },
    pod: { "sidecar.istio.io/inject": "false" },
    revision: null,
  },
  {
    rule: "3: an empty revision blocks pod labels as well",
    namespace: { "istio.io/rev": "" },
    pod: { "sidecar.istio.io/inject": "true" },
    revision: null,
  },
  { rule: "4: nothing", namespace: {}, pod: {}, revision: null },
  { rule: "4: pod revision", namespace: {}, pod: { "istio.io/rev": "prod" }, revision: "prod" },
  {
    rule: "4: pod revision, opted out",
    namespace: {},
    pod: { "istio.io/rev": "prod", "sidecar.istio.io/inject": "false" },
    revision: null,
  },
  {
    rule: "4: pod asks",
    namespace: {},
    pod: { "sidecar.istio.io/inject": "true" },
    revision: "default",
  },
];

const judge = (
  webhooks: string | null,
  place: { readonly name?: string; readonly labels: Labels },
  pod: { readonly labels?: Labels; readonly annotations?: Labels; readonly hostNetwork?: boolean },
  configMap = "",
) => {
  const { slices } = collectedFrom(yaml(webhooks ?? "", configMap));
  const hooks = webhooks === null ? null : itemsOf(slices.mutatingWebhooks);
  return injectionOf(
    injectionRules(hooks, itemsOf(slices.configMaps)),
    { name: place.name ?? "shop", labels: place.labels, assumed: null },
    { ...NEW_POD, ...pod },
  );
};

describe.each([
  ["by the injector's webhooks", yaml(DEFAULT_INJECTOR, TAG_PROD)],
  ["by labels, where webhooks could not be read", null],
])("%s", (_how, webhooks) => {
  it.each(CASES)("rule $rule", ({ namespace, pod, revision }) => {
    const injection = judge(webhooks, { labels: namespace }, { labels: pod });
    expect(injection.revision).toBe(revision);
    expect(injection.injected).toBe(revision !== null);
    expect(injection.because).toMatch(/^[A-Z].+\.$/);
  });
});

it("injects nobody through a revision that nothing serves", () => {
  expect(judge(DEFAULT_INJECTOR, { labels: { "istio.io/rev": "gone" } }, {}).injected).toBe(false);
});

it("injects nobody without a default revision or tag", () => {
  expect(judge(TAG_PROD, { labels: { "istio-injection": "enabled" } }, {}).injected).toBe(false);
});

it("rule 5: injects unlabelled namespaces where the install says so, except Kubernetes' own", () => {
  const webhooks = DEFAULT_INJECTOR + AUTO.trimStart();
  expect(judge(webhooks, { labels: {} }, {}).injected).toBe(true);
  expect(judge(webhooks, { name: "kube-system", labels: {} }, {}).injected).toBe(false);
  expect(judge(webhooks, { labels: { "istio-injection": "disabled" } }, {}).injected).toBe(false);
});

describe("after a webhook matched", () => {
  const enabled = { labels: { "istio-injection": "enabled" } };

  it("leaves out pods on the host's network", () => {
    expect(judge(DEFAULT_INJECTOR, enabled, { hostNetwork: true }).injected).toBe(false);
  });

  it("leaves out namespaces of Kubernetes itself", () => {
    expect(judge(DEFAULT_INJECTOR, { ...enabled, name: "kube-public" }, {}).injected).toBe(false);
  });

  it("obeys the old annotation, unless the label says otherwise", () => {
    const annotations = { "sidecar.istio.io/inject": "false" };
    expect(judge(DEFAULT_INJECTOR, enabled, { annotations }).injected).toBe(false);
    const labels = { "sidecar.istio.io/inject": "true" };
    expect(judge(DEFAULT_INJECTOR, enabled, { annotations, labels }).injected).toBe(true);
  });

  const settings = `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-sidecar-injector, namespace: istio-system }
data:
  config: |
    policy: enabled
    neverInjectSelector:
    - matchLabels: { job: batch }
    - {}
    alwaysInjectSelector:
    - matchExpressions: [{ key: mesh, operator: Exists }]
`;

  it("obeys neverInjectSelector, and takes an empty entry for no entry", () => {
    expect(judge(DEFAULT_INJECTOR, enabled, { labels: { job: "batch" } }, settings).injected).toBe(
      false,
    );
    expect(judge(DEFAULT_INJECTOR, enabled, { labels: { app: "web" } }, settings).injected).toBe(
      true,
    );
  });

  it("reads the selectors only when the pod itself says nothing", () => {
    const labels = { job: "batch", "sidecar.istio.io/inject": "true" };
    expect(judge(DEFAULT_INJECTOR, enabled, { labels }, settings).injected).toBe(true);
  });

  it("with policy disabled, injects only who asks or is always injected", () => {
    const disabled = settings.replace("policy: enabled", "policy: disabled");
    expect(judge(DEFAULT_INJECTOR, enabled, {}, disabled).injected).toBe(false);
    expect(judge(DEFAULT_INJECTOR, enabled, { labels: { mesh: "yes" } }, disabled).injected).toBe(
      true,
    );
    expect(
      judge(DEFAULT_INJECTOR, enabled, { labels: { "sidecar.istio.io/inject": "true" } }, disabled)
        .injected,
    ).toBe(true);
  });
});

describe("in an inventory", () => {
  const labelled = namespaceYaml("shop", { "istio-injection": "enabled" });
  const shop = (document: string, options = {}) => {
    const { meshNamespaces } = inventoryFrom(document, options).slices;
    return itemsOf(meshNamespaces).find(({ name }) => name === "shop")?.injection;
  };

  it("says that nobody injects in a live cluster without an injector", () => {
    expect(shop(labelled)).toEqual({
      injected: false,
      revision: null,
      because: "No sidecar injector is installed.",
    });
  });

  it("judges a dump without an injector by its labels", () => {
    expect(shop(labelled, { input: "dump" })?.injected).toBe(true);
  });

  it("falls back to labels when webhooks could not be read", () => {
    const injection = shop(labelled, { unread: { mutatingWebhooks: "not-permitted" } });
    expect(injection?.injected).toBe(true);
    expect(injection?.because).toContain("no injector webhook could be read");
  });

  it("judges a pod by its owner's template, which makes the next one", () => {
    const { candidates } = inventoryFrom(
      yaml(
        labelled,
        DEFAULT_INJECTOR,
        workloadYaml("StatefulSet", "db", {
          podLabels: { app: "db", "sidecar.istio.io/inject": "false" },
        }),
        podYaml("db-0", { labels: { app: "db" }, owner: { kind: "StatefulSet", name: "db" } }),
      ),
    ).slices;
    expect(itemsOf(candidates).map(({ injection }) => injection.injected)).toEqual([false]);
  });
});
