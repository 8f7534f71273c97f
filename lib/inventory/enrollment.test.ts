import { describe, expect, it } from "vitest";
import { inventoryFrom } from "./fixture.ts";
import type { Labels } from "./model.ts";
import {
  itemsOf,
  namespaceYaml,
  type PodOptions,
  podYaml,
  SIDECAR,
  workloadYaml,
  yaml,
} from "./yaml-builders.ts";

const AMBIENT = { "istio.io/dataplane-mode": "ambient" };
const NONE = { "istio.io/dataplane-mode": "none" };

/** Whether istio-cni would enrol one pod in a namespace with these labels. */
const selected = (namespace: Labels, pod: PodOptions, ...more: readonly string[]) => {
  const { candidates } = inventoryFrom(
    yaml(namespaceYaml("shop", namespace), podYaml("web", pod), ...more),
  ).slices;
  return itemsOf(candidates).find(({ namespace: name }) => name === "shop")?.ambientSelected;
};

describe("the default selector", () => {
  it.each([
    ["a plain pod of an ambient namespace", AMBIENT, {}, true],
    ["a plain pod of an unlabelled namespace", {}, {}, false],
    ["a labelled pod of an unlabelled namespace", {}, { labels: AMBIENT }, true],
    [
      "a pod that carries a sidecar's status",
      AMBIENT,
      { annotations: { "sidecar.istio.io/status": "{}" } },
      false,
    ],
    [
      "a labelled pod that carries a sidecar's status",
      AMBIENT,
      { labels: AMBIENT, annotations: { "sidecar.istio.io/status": "{}" }, containers: [SIDECAR] },
      false,
    ],
    ["a pod labelled with another mode", { "istio.io/dataplane-mode": "other" }, {}, false],
  ])("%s", (_what, namespace, pod, expected) => {
    expect(selected(namespace, pod)).toBe(expected);
  });

  it("does not make candidates of opted-out, host-network and finished pods", () => {
    expect(selected(AMBIENT, { labels: NONE })).toBeUndefined();
    expect(selected(AMBIENT, { hostNetwork: true })).toBeUndefined();
    expect(selected(AMBIENT, { phase: "Succeeded" })).toBeUndefined();
    expect(selected(AMBIENT, { deleting: true })).toBeUndefined();
  });
});

describe("istio-cni's own settings", () => {
  const cni = (image: string, data: Labels) =>
    yaml(
      workloadYaml("DaemonSet", "istio-cni-node", {
        namespace: "istio-system",
        labels: { "k8s-app": "istio-cni-node" },
        containers: [{ name: "install-cni", image: `docker.io/istio/install-cni:${image}` }],
      }),
      JSON.stringify({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "istio-cni-config", namespace: "istio-system" },
        data,
      }),
      podYaml("istiod", { namespace: "istio-system", labels: { app: "istiod", ...NONE } }),
    );
  const custom = {
    AMBIENT_ENABLEMENT_SELECTOR: `
- podSelector: { matchLabels: { team: red } }
  namespaceSelector: { matchExpressions: [{ key: mesh, operator: In, values: ["on"] }] }
- podSelector: { matchLabels: { always: "yes" } }
`,
  };

  it("replaces the three label lines by a custom selector: entries are ORed, the two halves ANDed", () => {
    const install = cni("1.28.0", custom);
    expect(selected({ mesh: "on" }, { labels: { team: "red" } }, install)).toBe(true);
    expect(selected({ mesh: "on" }, { labels: { team: "blue" } }, install)).toBe(false);
    expect(selected({}, { labels: { team: "red" } }, install)).toBe(false);
    expect(selected({}, { labels: { always: "yes" } }, install)).toBe(true);
    expect(selected(AMBIENT, {}, install)).toBe(false);
  });

  it("keeps the sidecar line with a custom selector", () => {
    const pod = { labels: { always: "yes" }, annotations: { "sidecar.istio.io/status": "{}" } };
    expect(selected({}, pod, cni("1.28.0", custom))).toBe(false);
  });

  it("ignores a selector that the version does not know, and one that is no YAML list", () => {
    expect(selected(AMBIENT, {}, cni("1.26.4", custom))).toBe(true);
    const broken = { AMBIENT_ENABLEMENT_SELECTOR: "{{ nonsense" };
    expect(selected(AMBIENT, {}, cni("1.28.0", broken))).toBe(true);
  });

  it("leaves out excluded namespaces from 1.30 on", () => {
    const excludes = { EXCLUDE_NAMESPACES: "kube-system, shop" };
    expect(selected(AMBIENT, {}, cni("1.30.0", excludes))).toBe(false);
    expect(selected(AMBIENT, {}, cni("1.29.2", excludes))).toBe(true);
  });
});
