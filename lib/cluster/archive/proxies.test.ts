/** Files of proxies in a bug-report: read, reduced, bounded; none of them can end an import. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { ProxiesTold } from "../../inventory/model.ts";
import { type Content, importFiles, service, tarOf } from "./fixture.ts";
import type { ImportedDump } from "./import-dump.ts";
import type { DumpLimits } from "./limits.ts";
import { proxyFile } from "./paths.ts";
import { toSample } from "./samples.ts";

const LABELS = `reporter="destination",destination_workload_namespace="shop",response_code="200"`;

const STATS = `# TYPE istio_requests_total counter
istio_requests_total{${LABELS}} 90
istio_requests_total{${LABELS.replace("200", "503")}} 6
istio_requests_total{${LABELS},grpc_response_status="14"} 4
istio_requests_total{reporter="source",destination_workload_namespace="unknown",destination_service_namespace="pay"} 7
istio_request_duration_milliseconds_bucket{${LABELS},le="5"} 60
istio_request_duration_milliseconds_bucket{${LABELS},le="+Inf"} 100
istio_request_duration_milliseconds_sum{${LABELS}} 1e3
envoy_server_memory_physical_size{} 52428800
envoy_cluster_upstream_rq{cluster="x"} 5
`;

const MEMORY =
  '{"allocated":"30000000","heap_size":"50000000","pageheap_unmapped":"10000000","total_physical_bytes":"41943040"}';

async function imported(
  files: Readonly<Record<string, Content>>,
  limits: Partial<DumpLimits> = {},
): Promise<ImportedDump> {
  const entries = Object.entries({ "cluster/k8s-resources": service("cart"), ...files }).map(
    ([name, content]) => ({ name: `bug-report/${name}`, content }),
  );
  return importFiles({ "bug-report.tar.gz": gzipSync(await tarOf(entries)) }, { limits });
}

async function told(...given: Parameters<typeof imported>): Promise<ProxiesTold | undefined> {
  return (await imported(...given)).collected.told;
}

test("memory and counters are reduced to what is shown, and the preview says so", async () => {
  const { collected, preview } = await imported({
    "proxies/shop/web-0/memory": MEMORY,
    "proxies/shop/web-0/stats/prometheus": STATS,
    "proxies/shop/web-1/stats/prometheus": STATS,
    "proxies/shop/web-1/clusters": "not read",
  });
  expect(collected.told).toEqual({
    memory: [
      { namespace: "shop", pod: "web-0", bytes: 41_943_040 },
      { namespace: "shop", pod: "web-1", bytes: 52_428_800 },
    ],
    requests: [
      {
        namespace: "shop",
        reporter: "destination",
        requests: 200,
        failed: 20,
        buckets: [
          { upTo: 5, requests: 120 },
          { upTo: Number.POSITIVE_INFINITY, requests: 200 },
        ],
      },
      { namespace: "pay", reporter: "source", requests: 14, failed: 0, buckets: [] },
    ],
    counted: 2,
    broken: 0,
    leftOut: 0,
  });
  expect(preview.measured).toEqual({ memory: 2, counted: 2 });
  expect(preview.layout).toBe("bug-report");
});

test("files without anything of a proxy hold no measurement", async () => {
  const { collected, preview } = await imported({ "proxies/shop/web-0/istio-proxy.log": "x" });
  expect(collected).not.toHaveProperty("told");
  expect(preview.measured).toBeNull();
});

test("an older Envoy tells what it reserved and gave back", async () => {
  const memory =
    '{"heap_size":"50000000","pageheap_unmapped":"10000000","total_physical_bytes":"0"}';
  expect((await told({ "proxies/a/b/memory": memory }))?.memory[0]?.bytes).toBe(40_000_000);
});

describe("hostile files", () => {
  test.each([
    ["no JSON", "<html>"],
    ["another JSON", "[1]"],
    ["a negative size", '{"total_physical_bytes":"-5"}'],
    ["a size beyond what is exact", '{"total_physical_bytes":"99999999999999999999"}'],
    ["bytes that are no text", Uint8Array.from([0xff, 0xfe, 0x00, 0xd8])],
    ["a megabyte", `{"a":"${"x".repeat(1_000_000)}"}`],
    ["deep nesting", "[".repeat(20_000)],
    ["nothing", ""],
  ])("memory that is %s is counted as broken", async (_, content) => {
    const found = await told({ "proxies/a/b/memory": content });
    expect(found).toMatchObject({ memory: [], broken: 1 });
  });

  test.each([
    "istio_requests_total{",
    'istio_requests_total{reporter="destination"',
    'istio_requests_total{reporter="destination",destination_workload_namespace="shop"} NaN',
    'istio_requests_total{reporter="destination",destination_workload_namespace="shop"} -1',
    'istio_requests_total{reporter="destination",destination_workload_namespace="shop"} +Inf',
    'istio_requests_total{reporter="destination",destination_workload_namespace="shop"} 1e99',
    'istio_requests_total{reporter="destination",destination_workload_namespace="../etc"} 1',
    'istio_requests_total{reporter="nobody",destination_workload_namespace="shop"} 1',
    `istio_requests_total{${'a="b",'.repeat(100)}} 1`,
    'istio_request_duration_milliseconds_bucket{reporter="source",destination_workload_namespace="shop",le="x"} 1',
    "istio_requests_total_of_another{} 1",
  ])("the line %s is no sample", (line) => {
    expect(toSample(line)).toBeNull();
  });

  test("a label called __proto__ is a label, and escapes are read", () => {
    const line = `istio_requests_total{__proto__="x",note="a\\"}\\n",${LABELS}} 1`;
    expect(toSample(line)).toMatchObject({ metric: "requests", namespace: "shop", value: 1 });
  });

  test("a line without end and a file beyond its limit are left out from there on", async () => {
    const endless = `${STATS}istio_requests_total{x="${"y".repeat(200_000)}`;
    const found = await told({
      "proxies/a/b/stats/prometheus": endless,
      "proxies/a/c/memory": MEMORY,
    });
    expect(found).toMatchObject({ counted: 1, leftOut: 1 });
    expect(found?.memory).toHaveLength(2);

    const long = await told(
      { "proxies/a/b/stats/prometheus": STATS.repeat(50), "proxies/a/c/memory": MEMORY },
      { proxyFileLength: 2 * STATS.length },
    );
    expect(long).toMatchObject({ counted: 1, leftOut: 1 });
    expect(long?.requests[0]?.requests).toBeLessThan(400);
    expect(long?.memory).toHaveLength(2);
  });

  test("more files, namespaces and bounds than are kept are counted, not kept", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 5 }, (_, at) => [`proxies/a/p${at}/memory`, MEMORY]),
    );
    expect(await told(files, { proxyFiles: 3 })).toMatchObject({ leftOut: 2 });

    const lines = Array.from(
      { length: 5000 },
      (_, at) =>
        `istio_requests_total{reporter="source",destination_workload_namespace="n${at}"} 1`,
    );
    const bounds = Array.from(
      { length: 150 },
      (_, at) => `istio_request_duration_milliseconds_bucket{${LABELS},le="${at}"} 1`,
    );
    const many = await told({
      "proxies/a/b/stats/prometheus": [...bounds, ...lines].join("\n"),
    });
    expect(many?.requests).toHaveLength(4000);
    expect(many?.requests[0]?.buckets).toHaveLength(100);
    expect(many?.leftOut).toBe(1001 + 50);
  });

  test.each([
    "proxies/shop/web-0/memory/x",
    "proxies/SHOP/web-0/memory",
    "proxies/shop/web 0/memory",
    "xproxies/shop/web-0/memory",
    "proxies/web-0/memory",
    `proxies/${"n".repeat(64)}/web-0/memory`,
  ])("%s is no file of a proxy", (path) => {
    expect(proxyFile(path)).toBeNull();
  });
});
