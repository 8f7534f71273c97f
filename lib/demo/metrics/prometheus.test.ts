import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { measureMoves } from "../../metrics/measure-moves.ts";
import * as queries from "../../metrics/queries.ts";
import type { Move, MoveSamples } from "../../snapshot/moves.ts";
import type { PROMETHEUS_FAULTS } from "../faults.ts";
import { declaredCluster } from "../fleet.ts";
import { pastScans } from "../history.ts";
import { field, isObject, items, type Json, type JsonObject } from "../json.ts";
import { type Demo, startDemo } from "../server.ts";
import { DAY } from "./rhythm.ts";

const NOW = new Date("2026-11-02T09:00:00Z");
const PROXY = "/api/v1/namespaces/istio-system/services/http:prometheus:9090/proxy";
const SCOPE: queries.Scope = { window: 3600, cluster: null, namespaces: null };

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ clusters: ["prod-eu", "staging", "dev"], now: NOW });
});
afterAll(() => demo.close());

async function ask(url: string, parameters: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${url}?${new URLSearchParams(parameters)}`);
  const text = await response.text();
  return { status: response.status, text, body: json(text) };
}

/** null: it is none. */
function json(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const instant = (cluster: string, { text }: queries.Query, at: Date, way = PROXY) =>
  ask(`${demo.address(cluster)}${way}/api/v1/query`, {
    query: text,
    time: String(at.getTime() / 1000),
  });

function result(body: Json): readonly JsonObject[] {
  return items(field(body, "data", "result")).filter(isObject);
}

const figureOf = (series: JsonObject | undefined) => Number(items(series?.value)[1]);

const of = (body: Json, label: string, value: string) =>
  result(body).find((series) => field(series, "metric", label) === value);

describe("the ways to it", () => {
  test.each([
    PROXY,
    "/api/v1/namespaces/istio-system/services/prometheus:9090/proxy",
    "/api/v1/namespaces/istio-system/services/prometheus:http/proxy",
    "/prometheus",
  ])("%s leads to the same answer", async (way) => {
    const expected = await instant("prod-eu", queries.sidecarMemory(SCOPE), NOW);
    const found = await instant("prod-eu", queries.sidecarMemory(SCOPE), NOW, way);
    expect(found.status).toBe(200);
    expect(found.text).toBe(expected.text);
    expect(result(found.body).length).toBeGreaterThan(30);
  });

  test("the Service is found by the labels that real ones have", async () => {
    const { body } = await ask(`${demo.address("dev")}/api/v1/services`, {
      labelSelector: "app.kubernetes.io/name=prometheus",
    });
    expect(items(field(body, "items")).map((one) => field(one, "metadata", "namespace"))).toEqual([
      "istio-system",
    ]);
  });

  test("other Services and ports are refused as an API server refuses them", async () => {
    const at = (path: string) => ask(`${demo.address("dev")}/api/v1/namespaces/${path}`);
    expect((await at("istio-system/services/grafana:3000/proxy/api")).body).toMatchObject({
      kind: "Status",
      reason: "NotFound",
      message: 'services "grafana" not found',
    });
    for (const path of [
      "istio-system/services/istiod:15014/proxy/metrics",
      "istio-system/services/prometheus:9091/proxy/api/v1/query",
      "istio-system/services/https:prometheus:9090/proxy/api/v1/query",
    ]) {
      expect((await at(path)).body).toMatchObject({ kind: "Status", code: 503 });
    }
  });

  test("it says what it is, and nothing can be written through the proxy", async () => {
    const { body } = await ask(`${demo.address("dev")}${PROXY}/api/v1/status/buildinfo`);
    expect(body).toMatchObject({ status: "success", data: { version: "3.7.0" } });
    const response = await fetch(`${demo.address("dev")}${PROXY}/api/v1/query`, { method: "POST" });
    expect(response.status).toBe(405);
  });

  test("a token, once asked for, must be right on the direct way as well", async () => {
    const guarded = await startDemo({ clusters: ["dev"], token: "sample-token" });
    const url = `${guarded.address("dev")}/prometheus/api/v1/status/buildinfo`;
    expect((await fetch(url)).status).toBe(401);
    const headers = { authorization: "Bearer sample-token" };
    expect((await fetch(url, { headers })).status).toBe(200);
    await guarded.close();
  });
});

describe("what it refuses", () => {
  test.each(["up", "sum(container_memory_working_set_bytes)", "", "sidecarMemory"])(
    "a question that is not the product's: %j",
    async (query) => {
      const { status, body } = await ask(`${demo.address("dev")}${PROXY}/api/v1/query`, { query });
      expect(status).toBe(400);
      expect(body).toMatchObject({ status: "error", errorType: "bad_data" });
      expect(field(body, "error")).toMatch(/answers only the product's own queries/);
    },
  );

  test.each([
    [{ time: "yesterday" }, "query", /cannot parse "yesterday"/],
    [{ start: "200", end: "100", step: "10" }, "query_range", /end timestamp must not be before/],
    [{ start: "0", end: "100", step: "0" }, "query_range", /zero or negative/],
    [{ start: "0", end: "100", step: "soon" }, "query_range", /cannot parse "soon"/],
    [{ start: "0", end: "110010", step: "10" }, "query_range", /11,000 points/],
  ] as const)("%j of %s", async (parameters, path, error) => {
    const { status, body } = await ask(`${demo.address("dev")}${PROXY}/api/v1/${path}`, {
      query: queries.sidecarMemory(SCOPE).text,
      ...parameters,
    });
    expect(status).toBe(400);
    expect(field(body, "error")).toMatch(error);
  });

  test("what it does not serve is not found", async () => {
    expect((await ask(`${demo.address("dev")}${PROXY}/api/v1/series`)).status).toBe(404);
  });
});

describe("what it knows", () => {
  test("every question of a scan, in the words of any scope", async () => {
    const scopes: readonly queries.GatewayScope[] = [
      { ...SCOPE, gateways: ["shop-istio"] },
      {
        window: 300,
        cluster: null,
        namespaces: ["orders", "a.b"],
        gateways: ["x|y", "shop-istio"],
      },
      { window: 86_400, cluster: 'quo"ted\\', namespaces: ["a", "b"], gateways: ["z"] },
    ];
    for (const scope of scopes) {
      const all = [
        ...queries.scanQueries(scope, "classic"),
        ...queries.scanQueries(scope, "native"),
        queries.containerCount(scope),
        queries.gatewayRequestRate(scope),
        queries.gatewayErrorRate(scope),
        ...queries.QUANTILES.map((quantile) => queries.gatewayLatency(scope, quantile, "classic")),
        ...Object.values(queries.presence).map((question) => question(scope)),
      ];
      for (const query of all) {
        expect((await instant("staging", query, NOW)).status, query.text).toBe(200);
      }
    }
  });

  test("the same figures as metrics.k8s.io", async () => {
    const { body } = await instant("prod-eu", queries.sidecarMemory(SCOPE), NOW);
    const pods = await ask(
      `${demo.address("prod-eu")}/apis/metrics.k8s.io/v1beta1/namespaces/orders/pods`,
    );
    const used = items(field(pods.body, "items"))
      .flatMap((pod) => items(field(pod, "containers")))
      .filter((container) => field(container, "name") === "istio-proxy")
      .map((container) => String(field(container, "usage", "memory")));
    expect(used.length).toBeGreaterThan(10);
    const bytes = used.reduce((sum, text) => sum + Number(text.replace("Ki", "")) * 1024, 0);
    // A metrics-server says KiB.
    expect(figureOf(of(body, "namespace", "orders")) / bytes).toBeCloseTo(1, 4);
  });

  test("the past from today as it was known then", async () => {
    const scan = pastScans("staging", NOW).find(({ daysAgo }) => daysAgo === 30);
    if (!scan) throw new Error("There was no such scan.");
    const past = await startDemo({
      clusters: [declaredCluster("staging", scan.at, { daysAgo: scan.daysAgo })()],
    });
    for (const query of queries.scanQueries(SCOPE, "classic")) {
      const then = await ask(`${past.address("staging")}${PROXY}/api/v1/query`, {
        query: query.text,
        time: String(scan.at.getTime() / 1000),
      });
      expect(then.text).toBe((await instant("staging", query, scan.at)).text);
    }
    // And nothing of what was to come.
    const tomorrow = await ask(`${past.address("staging")}${PROXY}/api/v1/query`, {
      query: queries.sidecarMemory(SCOPE).text,
      time: String((scan.at.getTime() + DAY) / 1000),
    });
    expect(result(tomorrow.body)).toEqual([]);
    await past.close();
  });

  test("a gap while it was down, and a scan of that time finds it down", async () => {
    const scan = pastScans("staging", NOW).find(({ daysAgo }) => daysAgo === 9);
    if (!scan) throw new Error("There was no such scan.");
    const past = await startDemo({
      clusters: [declaredCluster("staging", scan.at, { daysAgo: 9 })()],
    });
    expect(await ask(`${past.address("staging")}${PROXY}/api/v1/query`)).toMatchObject({
      status: 503,
      body: { kind: "Status", reason: "ServiceUnavailable" },
    });
    await past.close();

    const from = Date.parse("2026-10-23T20:00:00Z") / 1000;
    const { body } = await ask(`${demo.address("staging")}${PROXY}/api/v1/query_range`, {
      query: queries.controlCount(SCOPE).text,
      start: String(from),
      end: String(from + 16 * 3600),
      step: "3600",
    });
    const hours = items(of(body, "container", "discovery")?.values).map(
      (point) => (Number(items(point)[0]) - from) / 3600,
    );
    expect(hours).toEqual([0, 1, 2, 13, 14, 15, 16]);
  });

  test("sidecars before a move, and ztunnel's connections alone after it", async () => {
    const scans = pastScans("dev", NOW);
    const at = (daysAgo: number) => scans.find((scan) => scan.daysAgo === daysAgo)?.at ?? NOW;
    const seen = async (when: Date) => ({
      sidecars: of(
        (await instant("dev", queries.sidecarCount(SCOPE), when)).body,
        "namespace",
        "orders",
      ),
      reporters: result(
        (
          await instant(
            "dev",
            queries.requestRate({ ...SCOPE, namespaces: ["orders"] }, "namespace"),
            when,
          )
        ).body,
      ).map((series) => field(series, "metric", "reporter")),
      connections: of(
        (await instant("dev", queries.ztunnelConnections(SCOPE), when)).body,
        "destination_workload_namespace",
        "orders",
      ),
    });
    const before = await seen(at(40));
    expect(figureOf(before.sidecars)).toBe(3);
    expect(before.reporters.toSorted()).toEqual(["destination", "source"]);
    expect(before.connections).toBeUndefined();

    const after = await seen(at(30));
    expect(after.sidecars).toBeUndefined();
    expect(after.reporters).toEqual(["source"]);
    expect(figureOf(after.connections)).toBeGreaterThan(0);
  });
});

describe("what moves are declared to have brought", () => {
  const samples = new Map<string, MoveSamples>();

  beforeAll(async () => {
    const scans = pastScans("staging", NOW);
    const enrolled = {
      reviews: 56,
      loyalty: 48,
      wishlists: 42,
      vouchers: 28,
      baskets: 21,
      content: 14,
    };
    const moves = Object.entries(enrolled).map(([namespace, daysAgo]): Move => {
      const first = scans.findIndex((scan) => scan.daysAgo <= daysAgo);
      const [before, after] = [scans[first - 1], scans[first]];
      if (!before || !after) throw new Error(`No scans around the move of ${namespace}.`);
      return { namespace, before: before.at.toISOString(), enrolledAt: after.at.toISOString() };
    });
    const options = {
      connection: null,
      source: {
        kind: "prometheus" as const,
        url: `${demo.address("staging")}/prometheus`,
        tenant: null,
      },
      credential: null,
      facts: { namespaces: null, pods: null, complete: false, gateways: ["shop-istio"] },
      at: NOW,
      signal: new AbortController().signal,
    };
    for (const each of await measureMoves(options, moves, { days: 7, settling: 15 })) {
      samples.set(each.move.namespace, each);
    }
  });

  /** How much the median of the hours' p50, and all requests, changed as the gateway saw them. */
  function changeOf(namespace: string) {
    const found = samples.get(namespace);
    const hours = found?.seen.find(({ vantage }) => vantage.through === "shop-istio")?.hours ?? [];
    const side = (chosen: typeof hours) => ({
      p50: medianOf(chosen.flatMap(({ p50 }) => p50 ?? [])),
      requests: chosen.reduce((sum, { requests }) => sum + (requests ?? 0), 0),
    });
    const enrolledAt = found?.move.enrolledAt ?? "";
    const before = side(hours.filter(({ at }) => at < enrolledAt));
    const after = side(hours.filter(({ at }) => at >= enrolledAt));
    return { p50: after.p50 / before.p50 - 1, requests: after.requests / before.requests - 1 };
  }

  test("reviews got faster", () => {
    expect(changeOf("reviews").p50).toBeLessThan(-0.15);
    expect(Math.abs(changeOf("reviews").requests)).toBeLessThan(0.05);
  });

  test.each(["loyalty", "wishlists", "baskets"])("%s stayed the same within noise", (namespace) => {
    expect(Math.abs(changeOf(namespace).p50)).toBeLessThan(0.03);
    expect(Math.abs(changeOf(namespace).requests)).toBeLessThan(0.05);
  });

  test("content got slower, since every call it makes of itself passes its waypoint", () => {
    expect(changeOf("content").p50).toBeGreaterThan(0.3);
    expect(samples.get("content")?.seen.map(({ vantage }) => vantage.reporter)).toEqual([
      "destination",
      "waypoint",
      "source",
    ]);
  });

  test("vouchers had so much more to do that nothing may be said of it", () => {
    expect(changeOf("vouchers").requests).toBeGreaterThan(0.3);
  });
});

describe("its faults", () => {
  const SERVED = queries.topMemory(SCOPE);

  test.each([
    ["unauthorized", 401],
    ["forbidden", 403],
    ["unavailable", 503],
    ["unprocessable", 422],
  ] as const)("%s is %i for both ways, and only for them", async (does, status) => {
    const broken = await startDemo({
      clusters: ["dev"],
      faults: [{ does, resource: "prometheus" }],
    });
    for (const way of [PROXY, "/prometheus"]) {
      const { status: found } = await ask(`${broken.address("dev")}${way}/api/v1/status/buildinfo`);
      expect(found).toBe(status);
    }
    expect((await ask(`${broken.address("dev")}/api/v1/namespaces`)).status).toBe(200);
    await broken.close();
  });

  async function bent(
    does: (typeof PROMETHEUS_FAULTS)[number] | "html" | "truncated",
    query = SERVED,
  ) {
    const broken = await startDemo({
      clusters: ["dev"],
      faults: [{ does, resource: "prometheus" }],
    });
    const { text } = await ask(`${broken.address("dev")}/prometheus/api/v1/query`, {
      query: query.text,
    });
    await broken.close();
    return text;
  }

  test("figures that are none, without end, or below zero", async () => {
    const values = async (does: "not-a-number" | "infinite" | "negative") =>
      new Set(result(JSON.parse(await bent(does))).map((one) => String(items(one.value)[1])));
    expect(await values("not-a-number")).toEqual(new Set(["NaN"]));
    expect(await values("infinite")).toEqual(new Set(["+Inf"]));
    for (const value of await values("negative")) expect(value).toMatch(/^-\d/);
  });

  test("series that stand in it twice, or far too many", async () => {
    const twice = result(JSON.parse(await bent("duplicated-series")));
    const once = new Set(twice.map(({ metric }) => JSON.stringify(metric)));
    expect(twice.length).toBe(2 * once.size);
    expect(result(JSON.parse(await bent("many-series")))).toHaveLength(100_000);
  });

  test("a clock that is ten minutes ahead", async () => {
    const { result: time } = JSON.parse(await bent("clock-ahead", queries.serverTime())).data;
    expect(Number(time[1]) - Date.now() / 1000).toBeCloseTo(600, -1);
  });

  test("bodies that are no JSON", async () => {
    expect(json(await bent("html"))).toBeNull();
    expect(json(await bent("truncated"))).toBeNull();
  });
});

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
