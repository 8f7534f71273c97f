import { describe, expect, it } from "vitest";
import { controlPlaneFor } from "./control-planes.ts";
import { inventoryFrom } from "./fixture.ts";
import type { Labels } from "./model.ts";
import { istiodYaml, itemsOf, podYaml, SIDECAR, workloadYaml, yaml } from "./yaml-builders.ts";

const planesOf = (...documents: readonly string[]) =>
  itemsOf(inventoryFrom(yaml(...documents)).slices.controlPlanes);

const tagYaml = (tag: string, revision: string) => `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: istio-revision-tag-${tag}, labels: { istio.io/tag: ${tag}, istio.io/rev: ${revision} } }
webhooks: [{ name: rev.namespace.sidecar-injector.istio.io,
  clientConfig: { service: { namespace: istio-system, name: istiod } } }]
`;

const byUrl = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: istio-sidecar-injector, labels: { istio.io/rev: remote } }
webhooks: [{ name: rev.namespace.sidecar-injector.istio.io, clientConfig: { url: "https://istiod.example/inject" } }]
`;

describe("an istiod", () => {
  it("tells revision, version, ambient mode and settings", () => {
    const env = { PILOT_ENABLE_AMBIENT: "true", CLUSTER_ID: "one" };
    expect(planesOf(istiodYaml({ name: "istiod-1-27", revision: "1-27", env }))).toMatchObject([
      {
        ref: { kind: "Deployment", namespace: "istio-system", name: "istiod-1-27" },
        revision: "1-27",
        isDefault: false,
        external: false,
        ambient: true,
        env,
        version: { major: 1, minor: 27, patch: 3 },
      },
    ]);
  });

  it("is found by the newer and the older label as well, and never among other workloads", () => {
    const labelled = (labels: Labels) => workloadYaml("Deployment", "pilot", { labels });
    expect(planesOf(labelled({ "app.kubernetes.io/name": "istiod" }))).toHaveLength(1);
    expect(planesOf(labelled({ "operator.istio.io/component": "Pilot" }))).toHaveLength(1);
    expect(planesOf(labelled({ app: "web" }))).toEqual([]);
    expect(planesOf(workloadYaml("DaemonSet", "istiod", { labels: { app: "istiod" } }))).toEqual(
      [],
    );
  });

  it("takes the revision from its environment when the label is missing", () => {
    const documents = istiodYaml({ env: { REVISION: "canary" }, labels: { "istio.io/rev": "" } });
    expect(planesOf(documents)[0]?.revision).toBe("canary");
  });

  it.each([
    ["true", true],
    ["1", true],
    ["T", true],
    ["false", false],
    ["yes", false],
    [undefined, false],
  ])("PILOT_ENABLE_AMBIENT=%j: ambient is %s", (value, expected) => {
    const env = value === undefined ? {} : { PILOT_ENABLE_AMBIENT: value };
    expect(planesOf(istiodYaml({ env }))[0]?.ambient).toBe(expected);
  });

  it("leaves the version unknown when neither image nor label tells it", () => {
    expect(
      planesOf(istiodYaml({ image: "docker.io/istio/pilot@sha256:0123" }))[0]?.version,
    ).toBeNull();
  });
});

describe("revision tags", () => {
  const two = [
    istiodYaml({ name: "istiod-1-26", revision: "1-26" }),
    istiodYaml({ name: "istiod-1-27", revision: "1-27" }),
  ];

  it("stand with the revision they lead to, from webhooks and Services", () => {
    const planes = planesOf(
      ...two,
      tagYaml("prod", "1-26"),
      `{ apiVersion: v1, kind: Service, metadata: { name: istiod-revision-tag-canary, namespace: istio-system,
         labels: { istio.io/tag: canary, istio.io/rev: 1-27 } } }`,
    );
    expect(planes.map(({ tags }) => tags)).toEqual([["prod"], ["canary"]]);
    expect(controlPlaneFor(planes, "prod")?.revision).toBe("1-26");
    expect(controlPlaneFor(planes, "1-27")?.revision).toBe("1-27");
    expect(controlPlaneFor(planes, "gone")).toBeUndefined();
  });

  it("make a named revision the default one", () => {
    const planes = planesOf(...two, tagYaml("default", "1-27"));
    expect(planes.map(({ isDefault }) => isDefault)).toEqual([false, true]);
    expect(controlPlaneFor(planes, "default")?.revision).toBe("1-27");
  });

  it("are resolved before revisions of the same name", () => {
    const planes = planesOf(...two, tagYaml("1-26", "1-27"));
    expect(controlPlaneFor(planes, "1-26")?.revision).toBe("1-27");
  });
});

describe("a control plane elsewhere", () => {
  const elsewhere = { external: true, ambient: null, version: null };

  it("shows by an injector that is called by URL", () => {
    expect(planesOf(byUrl)).toMatchObject([{ ...elsewhere, revision: "remote" }]);
  });

  it("shows by the Service istiod-remote", () => {
    const service =
      "{ apiVersion: v1, kind: Service, metadata: { name: istiod-remote, namespace: istio-system } }";
    expect(planesOf(service)).toMatchObject([{ ...elsewhere, revision: "default" }]);
  });

  it("shows by sidecars that no istiod here serves", () => {
    const annotations = { "istio.io/rev": "1-27" };
    expect(planesOf(podYaml("web", { containers: [SIDECAR], annotations }))).toMatchObject([
      { ...elsewhere, revision: "1-27" },
    ]);
  });

  it("stands beside a local one of another revision", () => {
    expect(planesOf(istiodYaml(), byUrl).map(({ external }) => external)).toEqual([false, true]);
  });

  it("is not invented for a cluster without Istio", () => {
    expect(planesOf(podYaml("web"))).toEqual([]);
  });
});

describe("how it was installed", () => {
  const sail =
    "{ apiVersion: sailoperator.io/v1, kind: Istio, metadata: { name: default }, spec: { version: v1.27.3 } }";
  const istioctl = { "install.operator.istio.io/owning-resource": "installed-state" };
  const helm = {
    "app.kubernetes.io/managed-by": "Helm",
    "install.operator.istio.io/owning-resource": "unknown",
  };

  it.each([
    ["sail", [istiodYaml({ labels: helm }), sail]],
    [
      "legacy-operator",
      [
        istiodYaml({ labels: istioctl }),
        workloadYaml("Deployment", "istio-operator", { ready: 1 }),
      ],
    ],
    ["istioctl", [istiodYaml({ labels: istioctl })]],
    ["helm", [istiodYaml({ labels: helm })]],
    [
      "managed",
      [istiodYaml({ labels: helm, namespace: "aks-istio-system", revision: "asm-1-27" })],
    ],
    ["unknown", [istiodYaml()]],
  ])("%s", (method, documents) => {
    expect(planesOf(...documents)[0]?.installMethod).toBe(method);
  });
});

it("cannot tell control planes when workloads could not be read", () => {
  const { controlPlanes, meshConfigs } = inventoryFrom(byUrl, {
    unread: { workloads: "not-permitted" },
  }).slices;
  expect(controlPlanes.read).toBe("unread");
  expect(meshConfigs.read).toBe("unread");
});
