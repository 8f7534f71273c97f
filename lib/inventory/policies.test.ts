import { describe, expect, it } from "vitest";
import { inventoryFrom } from "./fixture.ts";
import { effectiveMtls } from "./peer-authentication.ts";
import { policyCovers } from "./policy-cover.ts";
import { itemsOf, workloadYaml, yaml } from "./yaml-builders.ts";

const mesh = yaml(
  workloadYaml("Deployment", "web"),
  workloadYaml("Deployment", "cart"),
  workloadYaml("Deployment", "web", { namespace: "lab" }),
  workloadYaml("Deployment", "web", { namespace: "istio-system" }),
);
const candidates = itemsOf(inventoryFrom(mesh).slices.candidates);

describe("policyCovers", () => {
  const web = { state: "labels", matchLabels: { app: "web" } } as const;
  const covered = (...[selector, namespace]: Parameters<typeof policyCovers>) =>
    policyCovers(selector, namespace, candidates, "istio-system").map(
      (cover) => `${cover.namespace}: ${cover.candidates.map(({ owner }) => owner.name).join(" ")}`,
    );
  const all = { state: "absent" } as const;

  it("without selector: the whole namespace", () => {
    expect(covered(all, "shop", [], "")).toEqual(["shop: web cart"]);
    expect(covered({ state: "empty" }, "shop", [], "")).toEqual(["shop: web cart"]);
  });

  it("with selector: what it matches there", () => {
    expect(covered(web, "shop", [], "")).toEqual(["shop: web"]);
    expect(covered({ state: "labels", matchLabels: { app: "gone" } }, "shop", [], "")).toEqual([]);
    expect(covered(all, "empty", [], "")).toEqual([]);
  });

  it("in the root namespace: the same in every namespace", () => {
    expect(covered(all, "istio-system", [], "")).toEqual([
      "shop: web cart",
      "lab: web",
      "istio-system: web",
    ]);
    expect(covered(web, "istio-system", [], "")).toEqual([
      "shop: web",
      "lab: web",
      "istio-system: web",
    ]);
  });
});

describe("effectiveMtls", () => {
  const policyYaml = (
    name: string,
    spec: object,
    { namespace = "shop", createdAt = "2026-01-01T00:00:00Z" } = {},
  ) =>
    JSON.stringify({
      apiVersion: "security.istio.io/v1",
      kind: "PeerAuthentication",
      metadata: { name, namespace, creationTimestamp: createdAt },
      spec,
    });
  const modeOf = (...documents: readonly string[]) => {
    const { peerAuthentications } = inventoryFrom(yaml(...documents)).slices;
    const [web] = candidates;
    if (!web) throw new Error("web should be a candidate");
    const { mode, from, ports } = effectiveMtls(web, itemsOf(peerAuthentications), "istio-system");
    return { mode, from: from ? from.ref.name : null, ports };
  };
  const select = { matchLabels: { app: "web" } };
  const root = { namespace: "istio-system" };
  const meshWide = policyYaml("mesh", { mtls: { mode: "STRICT" } }, root);

  it("is PERMISSIVE when nothing says otherwise", () => {
    expect(modeOf()).toEqual({ mode: "PERMISSIVE", from: null, ports: {} });
  });

  it("prefers a policy for the workload to its namespace's, and that to the mesh's", () => {
    const namespaceWide = policyYaml("space", { mtls: { mode: "PERMISSIVE" } });
    const own = policyYaml("own", { selector: select, mtls: { mode: "DISABLE" } });
    expect(modeOf(meshWide)).toMatchObject({ mode: "STRICT", from: "mesh" });
    expect(modeOf(meshWide, namespaceWide)).toMatchObject({ mode: "PERMISSIVE", from: "space" });
    expect(modeOf(meshWide, namespaceWide, own)).toMatchObject({ mode: "DISABLE", from: "own" });
  });

  it("lets the oldest of equals win, and a manifest without age last", () => {
    const younger = policyYaml(
      "a",
      { mtls: { mode: "STRICT" } },
      { createdAt: "2026-02-01T00:00:00Z" },
    );
    const older = policyYaml("b", { mtls: { mode: "DISABLE" } });
    expect(modeOf(younger, older)).toMatchObject({ from: "b" });
  });

  it("inherits where the mode is unset, and keeps the ports of the policy that selects", () => {
    const own = policyYaml("own", {
      selector: select,
      portLevelMtls: { 8080: { mode: "DISABLE" } },
    });
    expect(modeOf(meshWide, own)).toEqual({
      mode: "STRICT",
      from: "mesh",
      ports: { 8080: "DISABLE" },
    });
  });

  it("ignores ports set for a whole namespace", () => {
    const space = policyYaml("space", {
      mtls: { mode: "STRICT" },
      portLevelMtls: { 8080: { mode: "DISABLE" } },
    });
    expect(modeOf(space)).toEqual({ mode: "STRICT", from: "space", ports: {} });
  });

  it("counts an object of the root namespace only without labels to select by", () => {
    const selecting = policyYaml("selecting", { selector: select, mtls: { mode: "STRICT" } }, root);
    expect(modeOf(selecting)).toMatchObject({ mode: "PERMISSIVE" });
    const empty = policyYaml("empty", { selector: {}, mtls: { mode: "STRICT" } }, root);
    expect(modeOf(empty)).toMatchObject({ mode: "STRICT", from: "empty" });
  });
});
