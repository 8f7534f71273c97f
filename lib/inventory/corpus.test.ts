/** The Istio project's own manifests, where they lie beside this repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { inventoryFrom } from "./fixture.ts";
import { itemsOf, yaml } from "./yaml-builders.ts";

const CORPUS = fileURLToPath(new URL("../../../shared/corpus/", import.meta.url));

const inventoryOf = (...folders: readonly string[]) => {
  const texts = folders.flatMap((folder) =>
    readdirSync(`${CORPUS}${folder}`)
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => readFileSync(`${CORPUS}${folder}/${file}`, "utf8")),
  );
  return inventoryFrom(yaml(...texts), { input: "dump", otherKinds: "ignored" }).slices;
};

describe.skipIf(!existsSync(CORPUS))("Istio's own manifests", () => {
  it("a rendered install: control plane with version and revision, agents told apart", () => {
    const slices = inventoryOf("install");
    expect(itemsOf(slices.controlPlanes)).toMatchObject([
      {
        ref: { namespace: "istio-system", name: "istiod" },
        revision: "default",
        isDefault: true,
        external: false,
        ambient: false,
        version: { text: expect.stringMatching(/^1\./) },
        installMethod: "helm",
      },
    ]);
    expect(itemsOf(slices.meshConfigs)).toMatchObject([
      { known: true, rootNamespace: "istio-control", trustDomain: "cluster.local", networks: [] },
    ]);
    expect(
      itemsOf(slices.ambientComponents)
        .map(({ component }) => component)
        .toSorted(),
    ).toEqual(["istio-cni", "ztunnel"]);
    expect(itemsOf(slices.meshNamespaces)).toMatchObject([
      { name: "istio-system", excluded: expect.any(String), candidate: false },
    ]);
    expect(itemsOf(slices.candidates).filter(({ sidecar }) => sidecar)).toEqual([]);
    expect(itemsOf(slices.multiclusterSignals)).toEqual([]);
  });

  it("bookinfo with its routing: which Services need a waypoint, and why", () => {
    const slices = inventoryOf("install", "bookinfo", "bookinfo/networking");
    const need = itemsOf(slices.waypointNeeds).find(({ namespace }) => namespace === "default");
    expect(need).toMatchObject({ level: "required", trafficType: "service" });

    const routed = (need?.reasons ?? [])
      .filter(({ rule }) => rule === "R4")
      .map(({ subject }) => subject.name);
    expect(new Set(routed)).toEqual(
      new Set(["productpage", "reviews", "ratings", "details", "googleapis"]),
    );
    const leaving = need?.reasons.filter(({ rule }) => rule === "R6");
    expect(leaving).toMatchObject([
      {
        object: { kind: "DestinationRule" },
        subject: { kind: "ServiceEntry", name: "googleapis" },
      },
    ]);
    const described = need?.reasons.map(({ detail }) => detail).join(" ");
    expect(described).toContain("fault.delay");
    expect(described).toContain("subset");
  });

  it("bookinfo alone is in the mesh only by assumption, and says so", () => {
    const slices = inventoryOf("bookinfo");
    const [place] = itemsOf(slices.meshNamespaces);
    expect(place).toMatchObject({ name: "default", candidate: true });
    expect(place?.injection.because).toContain("not in the files");
  });

  it("an application in ambient: recognised by its waypoints, which serve by route what they are asked for", () => {
    const slices = inventoryOf("ambient-argo");
    expect(itemsOf(slices.waypoints)).toMatchObject([
      { ref: { name: "bookinfo-details" }, revision: "stable", trafficType: "service" },
      { ref: { name: "bookinfo-reviews" }, revision: "rapid", trafficType: "service" },
    ]);
    const place = itemsOf(slices.meshNamespaces).find(({ name }) => name === "default");
    expect(place).toMatchObject({ ambient: true, candidate: true, injection: { injected: false } });
    const need = itemsOf(slices.waypointNeeds).find(({ namespace }) => namespace === "default");
    expect(need?.reasons).toMatchObject([
      { rule: "R4", object: { kind: "HTTPRoute", name: "reviews" }, subject: { name: "reviews" } },
    ]);
  });

  it("injected workloads: sidecars counted, gateways and host-network pods left out", () => {
    const slices = inventoryOf("injected");
    const candidates = itemsOf(slices.candidates);
    expect(candidates.some(({ class: podClass }) => podClass === "classic-gateway")).toBe(false);
    expect(candidates.filter(({ sidecar }) => sidecar).length).toBeGreaterThan(5);
    expect(itemsOf(slices.hostNetworkPods)).toHaveLength(1);
  });

  it("samples: the east-west gateway is a sign of several clusters", () => {
    expect(itemsOf(inventoryOf("samples").multiclusterSignals)).toMatchObject([
      { kind: "classic-eastwest-gateway", object: { name: "cross-network-gateway" } },
    ]);
  });
});
