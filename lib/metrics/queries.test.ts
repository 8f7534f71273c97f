import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clusterOfPods,
  clusters,
  containerCount,
  gatewayErrorRate,
  gatewayLatency,
  gatewayRequestRate,
  latency,
  presence,
  QUANTILES,
  type Query,
  requestRate,
  type Scope,
  scanQueries,
  sidecarMemory,
} from "./queries.ts";

const scope: Scope = { window: 3600, cluster: null, namespaces: null };
const through = { ...scope, gateways: ["istio-ingressgateway"] };
const everything: readonly Query[] = [
  ...scanQueries(scope, "classic"),
  ...Object.values(presence).map((query) => query(scope)),
  clusters(),
  clusterOfPods(["istiod-1"]),
  containerCount(scope),
  gatewayRequestRate(through),
  gatewayErrorRate(through),
  gatewayLatency(through, QUANTILES[2], "classic"),
];

describe("every question", () => {
  it("has a name of its own", () => {
    const ids = everything.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(everything)(
    "$id aggregates, so that its answer does not grow with pods",
    ({ text, labels }) => {
      expect(text).toMatch(/^(sum|count|max|quantile|topk|count_values|histogram_quantile)\b/);
      const isByPod = labels.includes("pod");
      expect(isByPod).toBe(
        /^(max by \(namespace, pod\)|sum by \(namespace, pod\)|topk)/.test(text),
      );
    },
  );

  it.each(everything.filter(({ text }) => text.includes('container="istio-proxy"')))(
    "$id never joins series that lack a pod or a namespace",
    ({ id, text }) => {
      const selectors = text.match(/container_\w+\{[^}]*\}/g) ?? [];
      expect(selectors.length).toBeGreaterThan(0);
      if (id === "unplaced-proxies") return;
      for (const selector of selectors) {
        expect(selector).toContain('namespace!="", pod!=""');
      }
    },
  );

  it.each(
    everything.filter(
      ({ id }) => id.startsWith("sidecar") || id === "alone-memory" || id === "alone-cpu",
    ),
  )("$id tells a sidecar by the container beside it, not by its name", ({ id, text }) => {
    const join = id.startsWith("alone") ? "unless on (namespace, pod)" : "and on (namespace, pod)";
    expect(text).toContain(
      `${join} count by (namespace, pod) (container_memory_working_set_bytes{container!~"|POD|istio-proxy`,
    );
  });

  it.each(everything.filter(({ id }) => /^(namespace|workload|service)-/.test(id)))(
    "$id keeps the reporters apart",
    ({ text, labels }) => {
      expect(labels.at(-1)).toBe("reporter");
      expect(text).toContain(`${labels.join(", ")})`);
    },
  );

  it.each(everything.filter(({ id }) => /^(workload|service)-/.test(id)))(
    "$id asks for the busiest only",
    ({ text }) => {
      expect(text).toMatch(/ and on \([\w, ]+\) topk\(500, /);
    },
  );

  it("about kube-state-metrics or native sidecars' init containers decides no figure", () => {
    for (const { text } of scanQueries(scope, "classic")) expect(text).not.toContain("kube_");
  });
});

describe("a gateway with a helper beside its proxy", () => {
  it("is named, so that it is not taken for a sidecar; without one nothing is asked besides", () => {
    const helped = { ...scope, helped: ["edge.v1", "waypoint"] };
    expect(sidecarMemory(helped).text).toContain(
      String.raw`pod!~"(edge\\.v1|waypoint)(-[^-]+){0,2}"`,
    );
    expect(sidecarMemory({ ...scope, helped: undefined })).toEqual(sidecarMemory(scope));
    expect(sidecarMemory({ ...scope, helped: [] })).toEqual(sidecarMemory(scope));
  });
});

describe("failed requests", () => {
  it("are HTTP 5xx or a gRPC status, one series once", () => {
    const { text } = gatewayErrorRate(through);

    expect(text.match(/ or rate/g)).toHaveLength(1);
    expect(text).toContain('response_code=~"5.."');
    expect(text).toContain('request_protocol="grpc", grpc_response_status!~"0|"');
  });
});

describe("histograms", () => {
  it("of classic form are summed by their buckets", () => {
    expect(latency(scope, "namespace", QUANTILES[2], "classic").text).toBe(
      'histogram_quantile(0.99, sum by (le, destination_workload_namespace, reporter) (rate(istio_request_duration_milliseconds_bucket{reporter=~"source|destination|waypoint"}[3600s])))',
    );
  });

  it("of native form have no buckets to sum by", () => {
    expect(latency(scope, "namespace", QUANTILES[0], "native").text).toBe(
      'histogram_quantile(0.5, sum by (destination_workload_namespace, reporter) (rate(istio_request_duration_milliseconds{reporter=~"source|destination|waypoint"}[3600s])))',
    );
  });
});

describe("names in questions", () => {
  it("are matched as they are", () => {
    const { text } = requestRate({ ...scope, namespaces: ["a.b", 'c"}'] }, "namespace");

    expect(text).toContain(String.raw`destination_workload_namespace=~"a\\.b|c\"\\}"`);
  });

  it("never end the string that they stand in", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (namespace, cluster) => {
        const { text } = sidecarMemory({ window: 60, cluster, namespaces: [namespace] });
        const plain = text.replace(/"(?:[^"\\\n]|\\.)*"/g, "S");
        expect(plain).toBe(
          sidecarMemory({ window: 60, cluster: "x", namespaces: ["x"] }).text.replace(
            /"[^"]*"/g,
            "S",
          ),
        );
      }),
    );
  });
});
