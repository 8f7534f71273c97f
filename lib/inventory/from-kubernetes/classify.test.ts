import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { collectedFrom } from "./fixture.ts";

const yaml = readFileSync(new URL("./fixtures/pod-classes.yaml", import.meta.url), "utf8");
const { pods } = collectedFrom(yaml).slices;
const items = pods.read === "complete" ? pods.items : [];

describe("what a pod is for the mesh", () => {
  test("the fixture was understood and shows every class", () => {
    expect(pods.read).toBe("complete");
    expect([...new Set(items.map(({ shape }) => shape.class))].sort()).toEqual([
      "ambient",
      "ambient-pending",
      "classic-gateway",
      "eastwest-ambient",
      "gateway-api-gateway",
      "plain",
      "proxyless-grpc",
      "sidecar-classic",
      "sidecar-native",
      "sidecar-stale",
      "waypoint",
      "ztunnel",
    ]);
  });

  test.each(items.map((pod) => [pod.name, pod] as const))("%s", (_, { shape }) => {
    expect(shape.class).toBe(shape.labels.expected);
  });

  test("a ztunnel template is recognised by the DaemonSet that holds it", () => {
    const { workloads } = collectedFrom(`
      kind: DaemonSet
      apiVersion: apps/v1
      metadata: { name: ztunnel, namespace: istio-system }
      spec:
        selector: { matchLabels: { app: ztunnel } }
        template:
          metadata: { labels: { app: ztunnel } }
          spec: { containers: [{ name: istio-proxy, args: [proxy, ztunnel] }] }
    `).slices;
    expect(workloads).toMatchObject({ items: [{ shape: { class: "ztunnel" } }] });
  });
});
