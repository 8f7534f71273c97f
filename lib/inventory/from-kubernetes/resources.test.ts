import { expect, test } from "vitest";
import { RECORD_NAMES } from "./by-slice.ts";
import { byGroupKind, byResourceName, RESOURCES } from "./resources.ts";

test("every slice of records has a resource that fills it", () => {
  const filled = new Set(RESOURCES.map(({ slice }) => slice));
  expect(RECORD_NAMES.filter((name) => !filled.has(name))).toEqual([]);
});

test("no resource is listed twice, by name or by group and kind", () => {
  expect(new Set(RESOURCES.map(({ resource }) => resource)).size).toBe(RESOURCES.length);
  expect(new Set(RESOURCES.map(({ group, kind }) => `${group}/${kind}`)).size).toBe(
    RESOURCES.length,
  );
});

test("a kind is found by group, so Istio's Gateway is never taken for a Gateway API Gateway", () => {
  expect(byGroupKind("networking.istio.io", "Gateway")?.slice).toBe("istioGateways");
  expect(byGroupKind("gateway.networking.k8s.io", "Gateway")?.slice).toBe("gateways");
  expect(byGroupKind("networking.k8s.io", "NetworkPolicy")?.slice).toBe("networkPolicies");
  expect(byGroupKind("projectcalico.org", "NetworkPolicy")?.slice).toBe("calicoObjects");
  expect(byGroupKind("", "__proto__")).toBeUndefined();
});

test("a resource is found by the name that kubectl gives it", () => {
  expect(byResourceName("pods")?.kind).toBe("Pod");
  expect(byResourceName("virtualservices.networking.istio.io")?.kind).toBe("VirtualService");
});

test("Secrets are asked for by metadata and label only, in the namespaces of istiod", () => {
  expect(byResourceName("secrets")).toMatchObject({
    metadataOnly: true,
    labelSelector: { key: "istio/multiCluster", value: "true" },
    namespaces: "control-plane",
  });
});

test("ConfigMaps are read in the namespaces of the mesh only", () => {
  expect(byResourceName("configmaps")?.namespaces).toBe("mesh");
});
