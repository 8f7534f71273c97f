import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { connect } from "../cluster/connect.ts";
import { json, startApiServer, status } from "../cluster/fixtures/api-server.ts";
import { type MeshFacts, NO_FACTS } from "./facts.ts";
import { gatherGaps } from "./gaps.ts";
import { measureMetricsApi } from "./metrics-api.ts";
import { AT, FACTS, MIB } from "./testing/mesh.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe("metrics.k8s.io", () => {
  it("never takes a proxy that stands alone for a sidecar", async () => {
    for (const facts of [FACTS, NO_FACTS]) {
      const { told } = await measure(listOf([ORDERS, ZTUNNEL]), facts);

      expect(told).toMatchObject({
        source: "metrics-api",
        window: null,
        parts: {
          sidecar: { proxies: 1, memory: 60 * MIB, cpu: 8.123 },
          ztunnel: { proxies: 1, memory: 24 * MIB, cpu: 31 },
        },
      });
    }
  });

  it("counts a waypoint with a helper beside its proxy as what the list of pods says", async () => {
    const helped = pod("cart", "waypoint-66d97-klmno", {
      "istio-proxy": ["60m", "40Mi"],
      helper: ["1m", "1Mi"],
    });
    const { told } = await measure(listOf([helped]), FACTS);

    expect(told).toMatchObject({ parts: { waypoint: { proxies: 1, memory: 40 * MIB, cpu: 60 } } });
  });

  it("tells the same spread as a Prometheus would", async () => {
    const items = [10, 20, 30, 41].map((mib, at) =>
      pod("shop", `app-7c9f6-${at}`, { app: ["1", "1Gi"], "istio-proxy": ["1m", `${mib}Mi`] }),
    );
    const { told } = await measure(listOf(items), NO_FACTS);

    expect(told).toMatchObject({
      sidecarMemory: {
        buckets: [
          { upTo: 12 * MIB, proxies: 1 },
          { upTo: 20 * MIB, proxies: 1 },
          { upTo: 32 * MIB, proxies: 1 },
          { upTo: 44 * MIB, proxies: 1 },
        ],
        p50: 25 * MIB,
      },
      top: [{ pod: "app-7c9f6-3", part: "sidecar", memory: 41 * MIB, cpu: 1 }, {}, {}, {}],
    });
  });

  it("says of a part that the cluster has and the list has not that it is unknown", async () => {
    const { told, gaps } = await measure(listOf([ORDERS]), FACTS);

    expect(told).toMatchObject({ parts: { ztunnel: null } });
    expect(gaps.find(({ because }) => /knows none of them/.test(because))?.what).toContain(
      "ztunnel",
    );
  });

  it("leaves out what is old or broken, and says so", async () => {
    const items = [
      ORDERS,
      { ...ZTUNNEL, timestamp: "2026-10-01T11:00:00Z" },
      { metadata: { name: "odd" } },
      pod("shop", "web-6d5b8-fghij", { web: ["1m", "1Mi"], "istio-proxy": ["-5m", "lots"] }),
    ];
    const { told, gaps } = await measure(listOf(items), FACTS);

    expect(told).toMatchObject({
      parts: { sidecar: { proxies: 2, memory: null, cpu: null }, ztunnel: null },
    });
    expect(gaps.map(({ what }) => what)).toEqual(expect.arrayContaining(["usage of 1 pods"]));
    expect(gaps.some(({ because }) => /10 minutes/.test(because))).toBe(true);
  });

  it("follows the pages of a long list", async () => {
    let pages = 0;
    const { told } = await measure((response, url) => {
      pages += 1;
      const last = url.searchParams.get("continue") === "second";
      json(response, 200, {
        kind: "PodMetricsList",
        apiVersion: "metrics.k8s.io/v1beta1",
        metadata: last ? {} : { continue: "second" },
        items: [last ? ZTUNNEL : ORDERS],
      });
    }, FACTS);

    expect(pages).toBe(2);
    expect(told).toMatchObject({ parts: { sidecar: { proxies: 1 }, ztunnel: { proxies: 1 } } });
  });

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    ["is not installed", (response) => json(response, 404, status(404, "no")), /not installed/],
    ["may not be read", (response) => json(response, 403, status(403, "no")), /rbac-metrics\.yaml/],
    ["is down", (response) => json(response, 503, status(503, "no")), /keeps answering 503/],
    ["shows a page", (response) => response.end("<html>"), /web page/],
    ["is cut off", (response) => response.end('{"kind":"PodMetricsList","items":[{'), /broken/],
    ["is empty", (response) => json(response, 200, EMPTY), /has no pods/],
  ])("that %s is a failure with its reason", async (_, answer, because) => {
    const { told } = await measure(answer, FACTS);

    expect(told).toMatchObject({ ok: false, because: expect.stringMatching(because) });
  });
});

function pod(
  namespace: string,
  name: string,
  containers: Readonly<Record<string, readonly [cpu: string, memory: string]>>,
) {
  return {
    metadata: { name, namespace },
    timestamp: "2026-10-01T12:00:00Z",
    window: "15s",
    containers: Object.entries(containers).map(([container, [cpu, memory]]) => ({
      name: container,
      usage: { cpu, memory },
    })),
  };
}

const ORDERS = pod("shop", "orders-7c9f-abcde", {
  orders: ["12345678n", "180224Ki"],
  "istio-proxy": ["8123456n", "61440Ki"],
});
const ZTUNNEL = pod("istio-system", "ztunnel-x2k9p", { "istio-proxy": ["31m", "24Mi"] });

const EMPTY = { kind: "PodMetricsList", metadata: {}, items: [] };

type Answer = (response: ServerResponse, url: URL) => unknown;

function listOf(items: readonly object[]): Answer {
  return (response) =>
    json(response, 200, {
      kind: "PodMetricsList",
      apiVersion: "metrics.k8s.io/v1beta1",
      metadata: {},
      items,
    });
}

async function measure(answer: Answer, facts: MeshFacts) {
  const server = await startApiServer({
    intercept(_, response, url) {
      answer(response, url);
      return true;
    },
  });
  closers.push(() => server.close());
  const source = { kind: "demo", cluster: "test" } as const;
  const connection = await connect(source, { kubeconfigFiles: [], demoAddress: server.address });
  closers.push(() => connection.close());
  const gaps = gatherGaps();
  const { signal } = new AbortController();
  const told = await measureMetricsApi({ connection, facts, at: AT, signal }, gaps);
  return { told, gaps: gaps.all() };
}
