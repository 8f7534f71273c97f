import { describe, expect, test } from "vitest";
import { collectedFrom } from "../inventory/fixture.ts";
import type { Collected, ProxiesTold, RequestsTold } from "../inventory/model.ts";
import { podYaml, yaml } from "../inventory/yaml-builders.ts";
import { measurementOfDump } from "./dump-measurement.ts";

const MIB = 1024 ** 2;
const AT = "2026-11-22T10:42:00.000Z";
const NOTHING: ProxiesTold = { memory: [], requests: [], counted: 0, broken: 0, leftOut: 0 };

const SIDECAR = {
  containers: [
    { name: "app", image: "example.com/app:1" },
    { name: "istio-proxy", image: "example.com/proxyv2:1.27.3", args: ["proxy", "sidecar"] },
  ],
};

function dump(told: Partial<ProxiesTold>): Collected {
  const pods = yaml(
    podYaml("web-0", SIDECAR),
    podYaml("web-1", SIDECAR),
    podYaml("silent", SIDECAR),
    podYaml("wp", {
      labels: {
        "gateway.istio.io/managed": "istio.io-mesh-controller",
        "gateway.networking.k8s.io/gateway-name": "wp",
      },
      containers: [{ name: "istio-proxy", image: "p:1", args: ["proxy", "waypoint"] }],
    }),
  );
  return { ...collectedFrom(pods, { input: "dump" }), told: { ...NOTHING, ...told } };
}

const requests = (more: Partial<RequestsTold>): RequestsTold => ({
  namespace: "shop",
  reporter: "destination",
  requests: 200,
  failed: 3,
  buckets: [
    { upTo: 5, requests: 100 },
    { upTo: 10, requests: 180 },
    { upTo: 25, requests: 198 },
    { upTo: Number.POSITIVE_INFINITY, requests: 200 },
  ],
  ...more,
});

test("without files of proxies there is no measurement", () => {
  const { told: _, ...collected } = dump({});
  expect(measurementOfDump(collected, AT)).toBeNull();
});

test("memory is summed by what the pod of each proxy is; a proxy without its pod is in no sum", () => {
  const measurement = measurementOfDump(
    dump({
      memory: [
        { namespace: "shop", pod: "web-0", bytes: 40 * MIB },
        { namespace: "shop", pod: "web-1", bytes: 60 * MIB },
        { namespace: "shop", pod: "wp", bytes: 80 * MIB },
        { namespace: "gone", pod: "x", bytes: 500 * MIB },
      ],
    }),
    AT,
  );
  expect(measurement).toMatchObject({
    at: AT,
    source: "bug-report",
    window: null,
    parts: {
      sidecar: { proxies: 2, memory: 100 * MIB, cpu: null },
      waypoint: { proxies: 1, memory: 80 * MIB, cpu: null },
      gateway: null,
      istiod: null,
    },
    sidecarMemory: { p50: 40 * MIB, p90: 60 * MIB },
  });
  expect(measurement?.namespaces.map(({ namespace }) => namespace)).toEqual(["shop"]);
  expect(measurement?.top.map(({ pod, part }) => [pod, part])).toEqual([
    ["wp", "waypoint"],
    ["web-1", "sidecar"],
    ["web-0", "sidecar"],
  ]);
  const gaps = measurement?.gaps.map(({ what }) => what);
  expect(gaps).toContain("proxies of unknown sort (1)");
  expect(gaps).toContain("sidecars without a file (1)");
});

describe("requests", () => {
  const traffic = (more: Partial<RequestsTold>) =>
    measurementOfDump(dump({ requests: [requests(more)] }), AT)?.namespaces[0]?.traffic[0];

  test("have errors and quantiles of the whole life of the proxies, and no rate", () => {
    expect(traffic({})).toEqual({
      reporter: "destination",
      requestsPerSecond: null,
      errorRatio: 3 / 200,
      p50: 5,
      p90: 10,
      p99: 25,
    });
  });

  test("above the last bound a quantile is that bound, as Prometheus says it", () => {
    const buckets = [
      { upTo: 5, requests: 1 },
      { upTo: Number.POSITIVE_INFINITY, requests: 100 },
    ];
    expect(traffic({ buckets })).toMatchObject({ p50: 5, p99: 5 });
  });

  test.each([
    ["that is empty", []],
    ["of no requests", [{ upTo: Number.POSITIVE_INFINITY, requests: 0 }]],
    ["without its end", [{ upTo: 5, requests: 3 }]],
    [
      "whose counts fall",
      [
        { upTo: 5, requests: 9 },
        { upTo: Number.POSITIVE_INFINITY, requests: 3 },
      ],
    ],
    ["with one bucket without bounds", [{ upTo: Number.POSITIVE_INFINITY, requests: 3 }]],
  ])("a histogram %s has no quantiles", (_, buckets) => {
    expect(traffic({ buckets })).toMatchObject({ p50: null, p90: null, p99: null });
  });

  test("none at all have no share of errors", () => {
    expect(traffic({ requests: 0, failed: 0 })).toMatchObject({ errorRatio: null });
  });
});
