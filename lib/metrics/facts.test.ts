import { describe, expect, it } from "vitest";
import { inventoryFrom } from "../inventory/fixture.ts";
import { namespaceYaml, podYaml, yaml } from "../inventory/yaml-builders.ts";
import { meshFacts, NO_FACTS } from "./facts.ts";
import { partTeller } from "./parts.ts";

const proxy = (role: string) => ({ name: "istio-proxy", args: ["proxy", role] });
const app = { name: "app" };
const cluster = yaml(
  namespaceYaml("shop", { "istio-injection": "enabled" }),
  namespaceYaml("cart", { "istio.io/dataplane-mode": "ambient" }),
  namespaceYaml("plain"),
  namespaceYaml("istio-system"),
  podYaml("orders-7c9f6-abcde", { containers: [app, proxy("sidecar")] }),
  podYaml("done-7c9f6-abcde", { containers: [app, proxy("sidecar")], phase: "Succeeded" }),
  podYaml("native-7c9f6-abcde", {
    containers: [app],
    initContainers: [{ ...proxy("sidecar"), restartPolicy: "Always" }],
  }),
  podYaml("plain-1", { namespace: "plain" }),
  podYaml("ztunnel-x2k9p", {
    namespace: "istio-system",
    labels: { app: "ztunnel" },
    owner: { kind: "DaemonSet", name: "ztunnel" },
    containers: [proxy("ztunnel")],
  }),
  podYaml("entry-5d9f4-pqrst", {
    namespace: "istio-system",
    owner: { kind: "StatefulSet", name: "entry" },
    containers: [proxy("router")],
  }),
  podYaml("istiod-77b4c-uvwxy", {
    namespace: "istio-system",
    labels: { app: "istiod" },
    containers: [{ name: "discovery" }],
  }),
  podYaml("l7-66d97-klmno", {
    namespace: "cart",
    labels: {
      "gateway.networking.k8s.io/gateway-name": "l7",
      "gateway.istio.io/managed": "istio.io-mesh-controller",
    },
    containers: [proxy("waypoint")],
  }),
);

describe("the facts of a cluster", () => {
  const facts = meshFacts(inventoryFrom(cluster));

  it("name the part of each live pod of the mesh, and no other pod", () => {
    expect(facts.pods).toEqual({
      "shop/orders-7c9f6-abcde": "sidecar",
      "shop/native-7c9f6-abcde": "sidecar",
      "istio-system/ztunnel-x2k9p": "ztunnel",
      "istio-system/entry-5d9f4-pqrst": "gateway",
      "istio-system/istiod-77b4c-uvwxy": "istiod",
      "cart/l7-66d97-klmno": "waypoint",
    });
    expect(facts.complete).toBe(true);
  });

  it("name the mode of each namespace", () => {
    const modes = facts.namespaces?.map(({ name, mode }) => [name, mode]) ?? [];
    expect(Object.fromEntries(modes)).toEqual({
      cart: "ambient",
      "istio-system": "none",
      plain: "none",
      shop: "sidecar",
    });
  });

  it("name gateways as their reports do", () => {
    expect(facts.gateways).toEqual(["entry"]);
  });

  it("name workloads that stand alone beside a helper, unless pods with sidecars are called so, too", () => {
    expect(facts.helped).toBeUndefined();
    const gateway = (name: string, namespace: string) =>
      podYaml(`${name}-0`, {
        namespace,
        owner: { kind: "StatefulSet", name },
        containers: [proxy("router"), { name: "oauth2-proxy" }],
      });
    const beside = meshFacts(
      inventoryFrom(yaml(cluster, gateway("edge", "istio-system"), gateway("orders", "plain"))),
    );
    expect(beside.pods).toMatchObject({
      "istio-system/edge-0": "gateway",
      "plain/orders-0": "gateway",
    });
    expect(beside.helped).toEqual(["edge"]);
  });

  it("can be stored and sent to another thread", () => {
    expect(JSON.parse(JSON.stringify(facts))).toEqual(structuredClone(facts));
  });

  it("do not take pods that could not be read for none", () => {
    const unread = meshFacts(inventoryFrom(cluster, { unread: { pods: "not-permitted" } }));

    expect(unread.pods).toBeNull();
    expect(unread.complete).toBe(false);
  });
});

describe("which part a proxy that stands alone is", () => {
  const tell = partTeller(meshFacts(inventoryFrom(cluster)));

  it("is told by the list of pods first", () => {
    expect(tell("cart", "l7-66d97-klmno")).toBe("waypoint");
  });

  it("is told by pods of the same workload for one that is gone", () => {
    expect(tell("cart", "l7-5bbbb-zzzzz")).toBe("waypoint");
    expect(tell("istio-system", "entry-1")).toBe("gateway");
    expect(tell("istio-system", "ztunnel-zzzzz")).toBe("ztunnel");
  });

  it("is not told by pods of another namespace", () => {
    expect(tell("pay", "l7-5bbbb-zzzzz")).toBeNull();
  });

  it("is told by the names of Istio's charts last", () => {
    const byName = partTeller(NO_FACTS);

    expect(byName("istio-system", "ztunnel-abcde")).toBe("ztunnel");
    expect(byName("cart", "waypoint-66d97-klmno")).toBe("waypoint");
    expect(byName("cart", "shop-waypoint-66d97-klmno")).toBe("waypoint");
    expect(byName("istio-ingress", "istio-ingressgateway-5d9f4-pqrst")).toBe("gateway");
    expect(byName("shop", "waypointless-1")).toBeNull();
  });
});
