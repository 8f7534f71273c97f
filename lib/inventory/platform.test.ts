import { describe, expect, it } from "vitest";
import { type FixtureOptions, inventoryFrom } from "./fixture.ts";
import { compareBundles } from "./gateway-api.ts";
import type { Labels } from "./model.ts";
import { istiodYaml, itemsOf, namespaceYaml, workloadYaml, yaml } from "./yaml-builders.ts";

const nodeYaml = (name: string, labels: Labels = {}, providerID = "") =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels },
    spec: { providerID },
  });

const platformOf = (document: string, options: FixtureOptions = {}) => {
  const [found] = itemsOf(inventoryFrom(document, options).slices.platform);
  if (!found) throw new Error("There should be a platform");
  return found;
};

describe("the platform", () => {
  const plain = nodeYaml("n");

  it.each<[string, string, FixtureOptions]>([
    ["gke", nodeYaml("n", {}, "gce://p/z/n"), {}],
    ["gke", nodeYaml("n", { "cloud.google.com/gke-nodepool": "p" }), {}],
    ["gke", plain, { kubernetesVersion: "v1.33.4-gke.1134000" }],
    ["eks", nodeYaml("n", {}, "aws:///z/i-1"), {}],
    ["eks", nodeYaml("n", { "eks.amazonaws.com/nodegroup": "p" }), {}],
    ["eks", plain, { kubernetesVersion: "v1.33.1-eks-0a1b2c" }],
    ["aks", nodeYaml("n", {}, "azure:///subscriptions/x"), {}],
    ["aks", nodeYaml("n", { "kubernetes.azure.com/cluster": "c" }), {}],
    [
      "openshift",
      nodeYaml("n", {}, "aws:///z/i-1"),
      { apiGroups: ["apps", "config.openshift.io"] },
    ],
    ["k3s", plain, { kubernetesVersion: "v1.33.4+k3s1" }],
    ["rke2", plain, { kubernetesVersion: "v1.33.4+rke2r1" }],
    ["k3d", nodeYaml("k3d-demo-server-0"), { kubernetesVersion: "v1.33.4+k3s1" }],
    ["kind", nodeYaml("n", {}, "kind://docker/kind/n"), {}],
    ["minikube", nodeYaml("n", { "minikube.k8s.io/name": "minikube" }), {}],
    ["microk8s", nodeYaml("n", { "microk8s.io/cluster": "true" }), {}],
    ["unknown", plain, {}],
    ["unknown", nodeYaml("k3d-by-name-only"), {}],
  ])("%s from %s %j", (name, document, options) => {
    const found = platformOf(document, options);
    expect(found.name).toBe(name);
    expect(found.evidence).toMatch(/\.$/);
  });

  it.each([
    ["gke", "v1.33.4-gke.1134000"],
    ["eks", "v1.33.1-eks-0a1b2c"],
    ["k3s", "v1.33.4+k3s1"],
    ["rke2", "v1.33.4+rke2r1"],
  ])("%s from the kubelets of a dump that does not tell the server's version", (name, kubelet) => {
    const node = JSON.stringify({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "n" },
      status: { nodeInfo: { kubeletVersion: kubelet } },
    });
    expect(platformOf(node, { kubernetesVersion: null }).name).toBe(name);
  });

  it("may be OpenShift where nothing that shows it was read, and no mark excludes it", () => {
    const unread = { customResourceDefinitions: "not-permitted" } as const;
    const may = (document: string, options: FixtureOptions) =>
      platformOf(document, options).mayBeOpenshift === true;

    expect(may(plain, { unread })).toBe(true);
    expect(may(nodeYaml("n", {}, "aws:///z/i-1"), { unread })).toBe(true);
    expect(may(plain, {})).toBe(false);
    expect(may(plain, { unread, apiGroups: ["apps"] })).toBe(false);
    expect(may(plain, { unread, kubernetesVersion: "v1.33.4+k3s1" })).toBe(false);
  });

  it("is not told without nodes", () => {
    const { platform } = inventoryFrom(plain, { unread: { nodes: "not-permitted" } }).slices;
    expect(platform.read).toBe("unread");
  });
});

describe("network plugins", () => {
  const system = (name: string) => workloadYaml("DaemonSet", name, { namespace: "kube-system" });

  it.each([
    ["cilium", system("cilium")],
    ["calico", system("calico-node")],
    ["aws-vpc", system("aws-node")],
    ["flannel", system("kube-flannel-ds")],
    ["kindnet", system("kindnet")],
    ["weave", system("weave-net")],
    ["antrea", system("antrea-agent")],
    ["ovn-kubernetes", system("ovnkube-node")],
    ["dataplane-v2", system("anetd")],
    [
      "cilium",
      "{ apiVersion: v1, kind: ConfigMap, metadata: { name: cilium-config, namespace: kube-system }, data: {} }",
    ],
    [
      "multus",
      `{ apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,
         metadata: { name: network-attachment-definitions.k8s.cni.cncf.io },
         spec: { group: k8s.cni.cncf.io, names: { kind: NetworkAttachmentDefinition, plural: network-attachment-definitions }, versions: [] } }`,
    ],
  ])("%s from %s", (name, document) => {
    expect(platformOf(document).cnis).toEqual([name]);
  });
});

describe("Gateway API resources", () => {
  const crdYaml = (plural: string, annotations: Labels, group = "gateway.networking.k8s.io") =>
    JSON.stringify({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.${group}`, annotations },
      spec: {
        group,
        names: { kind: "X", plural },
        versions: [
          { name: "v1", served: true },
          { name: "v1beta1", served: false },
        ],
      },
    });
  const crdsOf = (...documents: readonly string[]) =>
    itemsOf(inventoryFrom(yaml(...documents)).slices.gatewayApiCrds);

  it("tell their bundle and channel", () => {
    const annotations = {
      "gateway.networking.k8s.io/bundle-version": "v1.4.1",
      "gateway.networking.k8s.io/channel": "experimental",
    };
    expect(crdsOf(crdYaml("gateways", annotations))).toEqual([
      { plural: "gateways", bundle: "1.4.1", channel: "experimental", served: ["v1"] },
    ]);
  });

  it("leave unknown what no annotation tells, and are not mixed with other groups", () => {
    expect(crdsOf(crdYaml("gateways", {}), crdYaml("gateways", {}, "networking.istio.io"))).toEqual(
      [{ plural: "gateways", bundle: null, channel: null, served: ["v1"] }],
    );
  });

  it("compare bundles as numbers", () => {
    expect(compareBundles("1.10.0", "1.9.9")).toBeGreaterThan(0);
    expect(compareBundles("1.4.1", "1.4.1")).toBe(0);
    expect(compareBundles("1.4", "1.4.1")).toBeLessThan(0);
  });
});

describe("several clusters", () => {
  const signalsOf = (...documents: readonly string[]) =>
    itemsOf(inventoryFrom(yaml(istiodYaml(), ...documents)).slices.multiclusterSignals).map(
      ({ kind }) => kind,
    );
  const network = { "topology.istio.io/network": "one" };
  const meshNetworks = (text: string) =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "istio", namespace: "istio-system" },
      data: { mesh: "{}", meshNetworks: text },
    });
  const eastWest = (port: number, labels: Labels) =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "istio-eastwestgateway", namespace: "istio-system", labels },
      spec: { ports: [{ port }] },
    });

  it.each([
    [
      "remote-secret",
      `{ apiVersion: v1, kind: Secret, metadata: { name: remote, namespace: istio-system,
         labels: { istio/multiCluster: "true" }, annotations: { networking.istio.io/cluster: two } } }`,
    ],
    ["classic-eastwest-gateway", eastWest(15443, network)],
    [
      "classic-eastwest-gateway",
      `{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: cross, namespace: istio-system },
         spec: { selector: {}, servers: [{ port: { number: 15443, name: tls, protocol: TLS }, hosts: ["*.local"], tls: { mode: AUTO_PASSTHROUGH } }] } }`,
    ],
    [
      "ambient-eastwest-gateway",
      `{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: ew, namespace: istio-system },
         spec: { gatewayClassName: istio-east-west, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] } }`,
    ],
    ["mesh-networks", meshNetworks("networks: { one: { gateways: [] } }")],
    ["network-label", namespaceYaml("istio-system", network)],
    [
      "primary-remote",
      namespaceYaml("istio-system", {}, { "topology.istio.io/controlPlaneClusters": "two" }),
    ],
    [
      "external-control-plane",
      `{ apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration, metadata: { name: i },
         webhooks: [{ name: x.sidecar-injector.istio.io, clientConfig: { url: "https://istiod.example" } }] }`,
    ],
    [
      "external-control-plane",
      "{ apiVersion: v1, kind: Service, metadata: { name: istiod-remote, namespace: istio-system } }",
    ],
  ])("%s", (kind, document) => {
    expect(signalsOf(document)).toEqual([kind]);
  });

  it.each([
    ["the chart's empty meshNetworks", meshNetworks("networks: {}")],
    ["a port 15443 outside any network", eastWest(15443, {})],
    ["a network label on an ordinary namespace", namespaceYaml("shop", network)],
  ])("not %s", (_what, document) => {
    expect(signalsOf(document)).toEqual([]);
  });

  it("may be more than what was seen while Secrets could not be listed", () => {
    const { multiclusterSignals } = inventoryFrom(meshNetworks("networks: { one: {} }"), {
      unread: { remoteSecrets: "not-permitted" },
    }).slices;
    expect(multiclusterSignals).toMatchObject({
      read: "partial",
      items: [{ kind: "mesh-networks" }],
      unread: [{ resource: "secrets", reason: "not-permitted" }],
    });
  });
});
