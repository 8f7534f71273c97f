import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { connect } from "../cluster/connect.ts";
import { json, startApiServer, status } from "../cluster/fixtures/api-server.ts";
import type { Measurement } from "../snapshot/measurement.ts";
import { NO_FACTS } from "./facts.ts";
import { type MeasureOptions, measureCluster } from "./measure.ts";
import { AT, answering, FACTS, idOf, MIB, ROWS } from "./testing/mesh.ts";
import {
  type Answering,
  type FakePrometheus,
  type Row,
  sendJson,
  startPrometheus,
  vector,
} from "./testing/prometheus-server.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe("a Prometheus that has everything", () => {
  it("tells what every part uses", async () => {
    const { parts, gaps } = await measured(answering(ROWS));

    expect(parts).toEqual({
      sidecar: { proxies: 2, memory: 110 * MIB, cpu: 50 },
      ztunnel: { proxies: 1, memory: 24 * MIB, cpu: 31 },
      waypoint: { proxies: 1, memory: 40 * MIB, cpu: 60 },
      gateway: { proxies: 1, memory: 90 * MIB, cpu: 100 },
      istiod: { proxies: 1, memory: 200 * MIB, cpu: 20 },
      "istio-cni": { proxies: 1, memory: 30 * MIB, cpu: 1 },
    });
    expect(gaps.map(({ what }) => what)).toEqual(["requests and latency of pay"]);
  });

  it("tells of namespaces what they use and what their requests were like, each reporter for itself", async () => {
    const { namespaces, window } = await measured(answering(ROWS));
    const none = { proxies: 0, memory: 0, cpu: 0 };

    expect(window).toBe(3600);
    expect(namespaces).toEqual([
      {
        namespace: "cart",
        sidecar: none,
        waypoint: { proxies: 1, memory: 40 * MIB, cpu: 60 },
        traffic: [
          {
            reporter: "waypoint",
            requestsPerSecond: 4,
            errorRatio: 0,
            p50: 3.8,
            p90: 10,
            p99: 48.7,
          },
        ],
      },
      { namespace: "pay", sidecar: none, waypoint: none, traffic: [] },
      {
        namespace: "shop",
        sidecar: { proxies: 2, memory: 110 * MIB, cpu: 50 },
        waypoint: none,
        traffic: [
          {
            reporter: "destination",
            requestsPerSecond: 10,
            errorRatio: 0.05,
            p50: 4.8,
            p90: 18.4,
            p99: 66.7,
          },
        ],
      },
    ]);
  });

  it("tells how memory is spread and who uses the most", async () => {
    const { sidecarMemory, top, workloads, services } = await measured(answering(ROWS));

    expect(sidecarMemory).toEqual({
      buckets: [
        { upTo: 52 * MIB, proxies: 1 },
        { upTo: 60 * MIB, proxies: 1 },
      ],
      p50: 55 * MIB,
      p90: 59 * MIB,
      p99: 59.9 * MIB,
    });
    expect(top.map(({ pod, part, cpu }) => [pod, part, cpu])).toEqual([
      ["istio-ingressgateway-5d9f4-pqrst", "gateway", 100],
      ["orders-7c9f6-abcde", "sidecar", 20],
      ["web-6d5b8-fghij", "sidecar", 30],
    ]);
    expect(workloads.map(({ namespace, name }) => [namespace, name])).toEqual([["shop", "orders"]]);
    expect(services.map(({ namespace, name }) => [namespace, name])).toEqual([["shop", "orders"]]);
  });

  it("says why a namespace in ambient mode without a waypoint has no requests", async () => {
    const { gaps } = await measured(answering(ROWS));

    expect(gaps[0]?.because).toMatch(/^In ambient mode without a waypoint: ztunnel reports/);
  });

  it("is asked the same number of questions for 3 namespaces and for 500", async () => {
    const small = await serve(answering(ROWS));
    await measureCluster(optionsFor(small));
    const names = Array.from({ length: 500 }, (_, at) => `team-${at}`);
    const rows = {
      ...ROWS,
      "sidecar-memory": names.map((namespace): Row => [{ namespace }, 50 * MIB]),
      "sidecar-cpu": names.map((namespace): Row => [{ namespace }, 0.01]),
      "sidecar-count": names.map((namespace): Row => [{ namespace }, 20]),
    };
    const large = await serve(answering(rows));
    const namespaces = names.map((name) => ({ name, mode: "sidecar" as const, waypoint: false }));
    const pods = Object.fromEntries(
      names.flatMap((name) =>
        Array.from({ length: 20 }, (_, at) => [`${name}/app-7c9f6-${at}`, "sidecar" as const]),
      ),
    );
    const measurement = await measureCluster({
      ...optionsFor(large),
      facts: { ...FACTS, namespaces, pods: { ...FACTS.pods, ...pods } },
    });

    expect(measurement?.parts.sidecar?.memory).toBe(500 * 50 * MIB);
    expect(large.asked).toHaveLength(small.asked.length);
    expect(small.asked).toHaveLength(QUERIES_OF_A_SCAN);
  });
});

/** Of which two ask for the server's clock and its clusters, and seven what is there. */
const QUERIES_OF_A_SCAN = 40;

describe("a Prometheus that cannot be used at all", () => {
  const all =
    (status: number, body: string, type = "application/json"): Answering =>
    (_, response) => {
      response.writeHead(status, { "content-type": type }).end(body);
      return undefined;
    };
  const error = (text: string) => JSON.stringify({ status: "error", errorType: "x", error: text });

  it.each<[string, Answering, RegExp]>([
    ["does not accept the credential", all(401, ""), /does not accept the credential \(401\)/],
    ["refuses the user", all(403, ""), /does not let this credential ask questions \(403\)/],
    ["is something else", all(404, "not found"), /no Prometheus API at this address \(404\)/],
    ["is overloaded", all(503, error("too busy")), /answers 503 \(too busy\): it cannot serve now/],
    ["redirects", all(302, ""), /answers with a redirect \(302\); redirects are not followed/],
    [
      "shows a login page",
      all(200, "<html>Sign in</html>", "text/html"),
      /answers with a web page/,
    ],
    ["does not answer in time", () => undefined, /did not answer within 1.5 seconds/],
  ])("%s: a gap says so, and metrics.k8s.io stands in", async (_, answer, sentence) => {
    const prometheus = await serve(answer);
    const connection = await clusterConnection();
    const measurement = await measureCluster({
      ...optionsFor(prometheus),
      connection,
      limits: IMPATIENT,
    });

    expect(measurement?.source).toBe("metrics-api");
    expect(measurement?.gaps.find(({ what }) => what === "Prometheus")?.because).toMatch(sentence);
    expect(measurement?.parts.sidecar).toEqual({
      proxies: 1,
      memory: 60 * MIB,
      cpu: expect.closeTo(8.123456),
    });
    expect(measurement?.namespaces.every(({ traffic }) => traffic.length === 0)).toBe(true);
  });

  it("is down: a gap says so", async () => {
    const prometheus = await serve(answering(ROWS));
    await prometheus.close();

    expectNothing(await measureCluster(optionsFor(prometheus)), /Nothing listens at/);
  });

  it("answers every question with 422: a gap says so", async () => {
    expectNothing(await measured(all(422, error("query timed out"))), /422.*query timed out/);
  });

  it("asks for fewer questions: a gap says so", async () => {
    expectNothing(await measured(all(429, "")), /asks for fewer questions \(429\)/);
  });

  it("breaks off in the middle of every answer: a gap says so", async () => {
    expectNothing(
      await measured(all(200, '{"status":"success","data":{"resultType":"vec')),
      /not valid JSON; it was cut off/,
    );
  });

  it("answers with a million series: it is not read to its end", async () => {
    const endless: Answering = (_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"status":"success","data":{"resultType":"vector","result":[');
      writeSeries(response, 1_000_000);
      return undefined;
    };

    expectNothing(await measured(endless), /larger than the 16 MB that are read/);
  });

  it("lives at an address of machine metadata: it is not asked", async () => {
    for (const url of ["http://169.254.169.254", "http://metadata.google.internal/prom"]) {
      const source = { kind: "prometheus", url, tenant: null } as const;
      const measurement = await measureCluster({ ...options, source });

      expectNothing(measurement, /is not connected to|link-local|metadata/);
    }
  });

  it("never keeps a secret that it repeats", async () => {
    const prometheus = await serve(({ headers }, response) => {
      sendJson(response, 503, { status: "error", error: `no: ${headers["authorization"]}` });
      return undefined;
    });
    const credential = { bearer: "swordfish", basic: null, headers: {}, ca: null };
    const measurement = await measureCluster({ ...optionsFor(prometheus), credential });

    expect(prometheus.asked[0]?.headers["authorization"]).toBe("Bearer swordfish");
    expect(JSON.stringify(measurement)).not.toContain("swordfish");
  });
});

describe("a Prometheus that tells nonsense", () => {
  it.each<[string, string, RegExp]>([
    ["below zero", "-5", /below zero/],
    ["infinite", "+Inf", /infinite/],
    ["not a number", "NaN", /not a number/],
    ["a word", "much", /not written as a number/],
  ])("a memory that is %s is refused, and so is the sum", async (_, figure, reason) => {
    const rows = { ...ROWS, "sidecar-memory": [[{ namespace: "shop" }, figure] satisfies Row] };
    const { parts, namespaces, gaps } = await measured(answering(rows));

    expect(parts.sidecar).toEqual({ proxies: 2, memory: null, cpu: 50 });
    expect(namespaces.find(({ namespace }) => namespace === "shop")?.sidecar?.memory).toBeNull();
    expect(gaps.find(({ what }) => what === "memory of sidecars")?.because).toMatch(reason);
  });

  it("a namespace that comes twice has no figure", async () => {
    const twice: Row[] = [
      [{ namespace: "shop", replica: "a" }, 110 * MIB],
      [{ namespace: "shop", replica: "b" }, 90 * MIB],
    ];
    const { parts, gaps } = await measured(answering({ ...ROWS, "sidecar-memory": twice }));

    expect(parts.sidecar?.memory).toBeNull();
    expect(gaps.find(({ what }) => what === "memory of sidecars")?.because).toMatch(
      /more than once/,
    );
  });

  it("samples of another time are refused", async () => {
    const old: Answering = (asked) =>
      answering(ROWS)({ ...asked, time: asked.time === null ? null : asked.time - 900 });
    const { parts, gaps } = await measured(old);

    expect(parts.sidecar?.memory ?? null).toBeNull();
    expect(gaps.some(({ because }) => /another time/.test(because))).toBe(true);
  });

  it("more failures than requests are no ratio", async () => {
    const toShop = { destination_workload_namespace: "shop", reporter: "destination" };
    const { namespaces } = await measured(
      answering({ ...ROWS, "namespace-errors": [[toShop, 400]] }),
    );

    expect(namespaces.find(({ namespace }) => namespace === "shop")?.traffic[0]).toMatchObject({
      requestsPerSecond: 10,
      errorRatio: null,
    });
  });

  it("a quantile of no requests is a gap, not 0 ms", async () => {
    const toShop = { destination_workload_namespace: "shop", reporter: "destination" };
    const rows = {
      ...ROWS,
      "namespace-requests": [[toShop, 0] satisfies Row],
      "namespace-p99": [[toShop, "NaN"] satisfies Row],
    };
    const { namespaces, gaps } = await measured(answering(rows));

    expect(namespaces.find(({ namespace }) => namespace === "shop")?.traffic[0]).toMatchObject({
      requestsPerSecond: 0,
      errorRatio: null,
      p99: null,
    });
    expect(gaps.find(({ what }) => what === "latency by namespace")?.because).toMatch(
      /without any request/,
    );
  });

  it("what it calls partial is marked", async () => {
    const partial: Answering = (asked) => {
      const body = answering(ROWS)(asked);
      return idOf(asked.query) === "sidecar-memory"
        ? { ...body, warnings: ["store 10.0.0.7 is not reachable"] }
        : body;
    };
    const { gaps } = await measured(partial);

    expect(gaps.find(({ what }) => what === "memory of sidecars")?.because).toBe(
      "The source says that its answer is not whole: store 10.0.0.7 is not reachable.",
    );
  });
});

describe("a Prometheus with something missing", () => {
  it("one question that times out costs its own figure only", async () => {
    const slow: Answering = (asked) =>
      idOf(asked.query) === "namespace-p99" ? undefined : answering(ROWS)(asked);
    const { parts, namespaces, gaps } = await measured(slow, IMPATIENT);

    expect(parts.sidecar?.memory).toBe(110 * MIB);
    expect(namespaces.find(({ namespace }) => namespace === "shop")?.traffic[0]).toMatchObject({
      p90: 18.4,
      p99: null,
    });
    expect(gaps.find(({ what }) => what === "latency by namespace")?.because).toMatch(
      /did not answer within/,
    );
  });

  it("figures of native histograms are asked for as such when there are no others", async () => {
    const toShop = { destination_workload_namespace: "shop", reporter: "destination" };
    const { "namespace-p99": _, ...rest } = ROWS;
    const rows = {
      ...rest,
      "classic-histograms": [[{}, 0] satisfies Row],
      "native-histograms": [[{}, 7] satisfies Row],
      "native namespace-p99": [[toShop, 61.5] satisfies Row],
    };
    const { namespaces } = await measured(answering(rows));

    expect(namespaces.find(({ namespace }) => namespace === "shop")?.traffic[0]?.p99).toBe(61.5);
  });

  it("no histogram of any kind is a gap", async () => {
    const rows = { ...ROWS, "classic-histograms": [[{}, 0] satisfies Row] };
    const { namespaces, gaps } = await measured(answering(rows));

    expect(namespaces.flatMap(({ traffic }) => traffic).every(({ p99 }) => p99 === null)).toBe(
      true,
    );
    expect(gaps.find(({ what }) => what === "latency")?.because).toMatch(/no series of durations/);
  });

  it("a part that the cluster has and the source has not is unknown, not nothing", async () => {
    const { "sidecar-memory": _, "sidecar-count": __, ...rest } = ROWS;
    const { parts, namespaces, gaps } = await measured(answering({ ...rest, "sidecar-cpu": [] }));

    expect(parts.sidecar).toBeNull();
    expect(namespaces.find(({ namespace }) => namespace === "shop")?.sidecar).toBeNull();
    expect(gaps.find(({ what }) => what === "memory and CPU of sidecar")?.because).toMatch(
      /The cluster has 2 of them/,
    );
  });

  it("containers without any proxy are no usage, so metrics.k8s.io stands in", async () => {
    const rows = Object.fromEntries(
      Object.entries(ROWS).filter(([id]) => !/^(sidecar|alone|control|top)-/.test(id)),
    );
    const prometheus = await serve(answering(rows));
    const connection = await clusterConnection();
    const measurement = await measureCluster({ ...optionsFor(prometheus), connection });

    expect(measurement).toMatchObject({ source: "metrics-api", trafficSource: "prometheus" });
  });

  it("proxies without the labels pod or namespace make every sum unknown", async () => {
    const rows = { ...ROWS, "unplaced-proxies": [[{}, 3] satisfies Row] };
    const { parts, gaps } = await measured(answering(rows));

    expect(Object.values(parts).every((part) => part === null)).toBe(true);
    expect(gaps.find(({ what }) => what.startsWith("memory and CPU"))?.because).toMatch(
      /lack the label namespace or pod/,
    );
  });

  it("container series under other labels are a gap that names them", async () => {
    const rows = { ...ROWS, cadvisor: [[{}, 0] satisfies Row] };
    const { parts, gaps } = await measured(answering(rows));

    expect(parts.sidecar).toBeNull();
    expect(gaps.find(({ what }) => what.startsWith("memory and CPU"))?.because).toMatch(/pod_name/);
  });

  it("requests without containers are kept, with memory and CPU of metrics.k8s.io", async () => {
    const rows = {
      ...ROWS,
      cadvisor: [[{}, 0] satisfies Row],
      "cadvisor-any-labels": [[{}, 0] satisfies Row],
    };
    const prometheus = await serve(answering(rows));
    const connection = await clusterConnection();
    const measurement = await measureCluster({ ...optionsFor(prometheus), connection });

    expect(measurement).toMatchObject({ source: "metrics-api", trafficSource: "prometheus" });
    expect(measurement?.parts.sidecar?.memory).toBe(60 * MIB);
    expect(
      measurement?.namespaces.find(({ namespace }) => namespace === "shop")?.traffic[0]?.p99,
    ).toBe(66.7);
    expect(
      measurement?.gaps.find(({ what }) => what.startsWith("memory and CPU"))?.because,
    ).toMatch(/does not scrape the kubelets/);
  });

  it("proxies that are scraped twice have no request rate, and still ratios", async () => {
    const rows = { ...ROWS, "scraped-twice": [[{}, 1] satisfies Row] };
    const { namespaces, gaps } = await measured(answering(rows));

    expect(namespaces.find(({ namespace }) => namespace === "shop")?.traffic[0]).toMatchObject({
      requestsPerSecond: null,
      errorRatio: 0.05,
      p99: 66.7,
    });
    expect(gaps.find(({ what }) => what === "request rates")?.because).toMatch(/100 %/);
  });

  it("a source that began within the hour has no rates, and still memory and quantiles", async () => {
    const rows = {
      ...ROWS,
      "requests-before": [[{}, 0] satisfies Row],
      "cpu-before": [[{}, 0] satisfies Row],
    };
    const { parts, namespaces, top, gaps } = await measured(answering(rows));

    expect(parts.sidecar).toEqual({ proxies: 2, memory: 110 * MIB, cpu: null });
    expect(parts.ztunnel?.cpu).toBeNull();
    expect(top.every(({ cpu }) => cpu === null)).toBe(true);
    expect(namespaces.find(({ namespace }) => namespace === "shop")?.traffic[0]).toMatchObject({
      requestsPerSecond: null,
      errorRatio: 0.05,
      p99: 66.7,
    });
    expect(gaps.find(({ what }) => what.includes("CPU"))?.because).toMatch(/an hour before/);
  });

  describe("that does not answer a question about itself is not taken for sound", () => {
    const shopIn = ({ namespaces }: Measurement) =>
      namespaces.find(({ namespace }) => namespace === "shop")?.traffic[0];
    const because = ({ gaps }: Measurement, what: string) =>
      gaps.find((gap) => gap.what.includes(what))?.because;

    it.each(["scraped-twice", "requests-before"])("%s: no request rate", async (id) => {
      const measurement = await measured(refusing(id));
      expect(shopIn(measurement)).toMatchObject({ requestsPerSecond: null, p99: 66.7 });
      expect(because(measurement, "request rates")).toMatch(/could not be told/);
    });

    it("cpu-before: no CPU", async () => {
      const measurement = await measured(refusing("cpu-before"));
      expect(measurement.parts.sidecar).toEqual({ proxies: 2, memory: 110 * MIB, cpu: null });
      expect(because(measurement, "CPU")).toMatch(/could not be told/);
    });

    it("unplaced-proxies: no sums", async () => {
      const measurement = await measured(refusing("unplaced-proxies"));
      expect(measurement.parts.sidecar).toBeNull();
      expect(because(measurement, "memory and CPU")).toMatch(/could not be told/);
    });

    it("ztunnel-connections: nobody says that there were none", async () => {
      const measurement = await measured(refusing("ztunnel-connections"));
      expect(because(measurement, "requests and latency of pay")).toMatch(/could not be told/);
    });
  });

  it("a proxy of unknown kind is in no sum", async () => {
    const rows = {
      ...ROWS,
      "alone-memory": [
        ...(ROWS["alone-memory"] ?? []),
        [{ namespace: "odd", pod: "thing-0" }, 500 * MIB] satisfies Row,
      ],
    };
    const { parts, gaps } = await measured(answering(rows));

    expect(parts.waypoint?.memory).toBe(40 * MIB);
    expect(parts.gateway?.memory).toBe(90 * MIB);
    expect(gaps.some(({ what }) => what === "usage of odd/thing-0")).toBe(true);
  });

  it("fewer sidecars than the scan found are spoken of", async () => {
    const pods = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`shop/more-7c9f6-${at}`, "sidecar" as const]),
    );
    const prometheus = await serve(answering(ROWS));
    const measurement = await measureCluster({
      ...optionsFor(prometheus),
      facts: { ...FACTS, pods: { ...FACTS.pods, ...pods } },
    });

    expect(measurement?.gaps.find(({ what }) => what === "sidecars")?.because).toMatch(
      /figures of 2 sidecars and the scan found 42/,
    );
  });

  it("nothing is taken for nothing when the cluster's own pods could not be read", async () => {
    const { "sidecar-memory": _, "sidecar-count": __, ...rest } = ROWS;
    const prometheus = await serve(answering({ ...rest, "sidecar-cpu": [] }));
    const measurement = await measureCluster({ ...optionsFor(prometheus), facts: NO_FACTS });

    expect(measurement?.parts.sidecar).toBeNull();
    expect(measurement?.parts.ztunnel?.memory).toBe(24 * MIB);
    expect(measurement?.parts.gateway?.memory).toBe(90 * MIB);
  });
});

describe("clocks", () => {
  it("a Prometheus that is 10 minutes behind is asked by its own clock, and it is said", async () => {
    const times: (number | null)[] = [];
    const behind = answering(ROWS, () => Date.now() / 1000 - 600);
    const { parts, gaps, at } = await measured((asked) => {
      times.push(asked.time);
      return behind(asked);
    });

    expect(parts.sidecar?.memory).toBe(110 * MIB);
    expect(at).toBe(AT.toISOString());
    expect(gaps.find(({ what }) => what === "clock")?.because).toMatch(/10 minutes behind ours/);
    const asked = times.filter((time) => time !== null);
    expect(asked.every((time) => Math.abs(time - (AT.getTime() / 1000 - 600)) < 5)).toBe(true);
  });

  it("a few seconds are not spoken of", async () => {
    const { gaps } = await measured(answering(ROWS, () => Date.now() / 1000 + 20));

    expect(gaps.some(({ what }) => what === "clock")).toBe(false);
  });
});

describe("a Prometheus of several clusters", () => {
  const clusters: Row[] = [
    [{ cluster: "east" }, 12],
    [{ cluster: "west" }, 30],
  ];

  it("is asked about the one that has this cluster's pods", async () => {
    const prometheus = await serve((asked) =>
      asked.query.includes("istiod-77b4c-uvwxy") && asked.time !== null
        ? vector(asked.time, [
            [{ cluster: "west" }, 1],
            [{ cluster: "east" }, 7],
          ])
        : answering({ ...ROWS, clusters })(asked),
    );
    const measurement = await measureCluster(optionsFor(prometheus));

    expect(measurement?.parts.sidecar?.memory).toBe(110 * MIB);
    const [, , , ...figures] = prometheus.asked;
    expect(figures.length).toBeGreaterThan(30);
    for (const { query } of figures) expect(query).toContain('cluster="east"');
  });

  it("is not one whose jobs do not all label their series", async () => {
    const half: Row[] = [
      [{ cluster: "east" }, 12],
      [{}, 30],
    ];
    const { parts } = await measured(answering({ ...ROWS, clusters: half }));

    expect(parts.sidecar?.memory).toBe(110 * MIB);
  });

  it("is not used when the pods do not tell which one it is", async () => {
    const prometheus = await serve(answering({ ...ROWS, clusters }));
    const measurement = await measureCluster({ ...optionsFor(prometheus), facts: NO_FACTS });

    expectNothing(measurement, /series of 2 clusters/);
  });
});

describe("without a Prometheus", () => {
  it("memory and CPU are those of metrics.k8s.io, and what is missing is said", async () => {
    const connection = await clusterConnection();
    const measurement = await measureCluster({ ...options, connection });

    expect(measurement?.source).toBe("metrics-api");
    expect(measurement?.gaps.map(({ what }) => what)).toContain("requests, errors and latency");
    expect(measurement?.gaps.map(({ what }) => what)).toContain("Prometheus");
  });

  it("and without a connection there is no measurement", async () => {
    expect(await measureCluster(options)).toBeNull();
  });

  it("the end of the scan ends the measurement", async () => {
    const prometheus = await serve(() => undefined);
    const controller = new AbortController();
    const measuring = measureCluster({ ...optionsFor(prometheus), signal: controller.signal });
    controller.abort(new Error("cancelled by the visitor"));

    await expect(measuring).rejects.toThrow("cancelled by the visitor");
  });
});

const options: MeasureOptions = {
  connection: null,
  source: null,
  credential: null,
  facts: FACTS,
  at: AT,
  signal: new AbortController().signal,
};

function optionsFor({ url }: FakePrometheus): MeasureOptions {
  return { ...options, source: { kind: "prometheus", url, tenant: null } };
}

async function serve(answer: Answering): Promise<FakePrometheus> {
  const prometheus = await startPrometheus(answer);
  closers.push(() => prometheus.close());
  return prometheus;
}

/** Long enough for whoever answers at all, also on a busy machine. */
const IMPATIENT = { query: 1500 };

async function measured(
  answer: Answering,
  limits?: MeasureOptions["limits"],
): Promise<Measurement> {
  const measurement = await measureCluster({ ...optionsFor(await serve(answer)), limits });
  if (!measurement) throw new Error("There is a source, so there is a measurement.");
  return measurement;
}

/** A cluster of which metrics.k8s.io knows the two pods of the domain's sample. */
async function clusterConnection() {
  const server = await startApiServer({
    intercept(_, response, url) {
      if (url.pathname !== "/apis/metrics.k8s.io/v1beta1/pods") {
        json(response, 404, status(404, "not found"));
        return true;
      }
      json(response, 200, {
        kind: "PodMetricsList",
        apiVersion: "metrics.k8s.io/v1beta1",
        metadata: {},
        items: [
          {
            metadata: { name: "orders-7c9f6-abcde", namespace: "shop" },
            timestamp: "2026-10-01T12:00:00Z",
            window: "15s",
            containers: [
              { name: "orders", usage: { cpu: "12345678n", memory: "180224Ki" } },
              { name: "istio-proxy", usage: { cpu: "8123456n", memory: "61440Ki" } },
            ],
          },
        ],
      });
      return true;
    },
  });
  closers.push(() => server.close());
  const source = { kind: "demo", cluster: "test" } as const;
  const connection = await connect(source, { kubeconfigFiles: [], demoAddress: server.address });
  closers.push(() => connection.close());
  return connection;
}

/** Answers everything but one question. */
function refusing(id: string): Answering {
  const answer = answering(ROWS);
  return (asked) =>
    idOf(asked.query) === id
      ? { status: "error", errorType: "execution", error: "planted" }
      : answer(asked);
}

function expectNothing(measurement: Measurement | null, because: RegExp): void {
  expect(measurement?.gaps.map((gap) => gap.because).join("\n")).toMatch(because);
  expect(Object.values(measurement?.parts ?? {}).every((part) => part === null)).toBe(true);
  expect(measurement?.namespaces.flatMap(({ traffic }) => traffic)).toEqual([]);
  expect(measurement?.top).toEqual([]);
  expect(measurement?.sidecarMemory).toBeNull();
}

/** As fast as the reader takes them, until it hangs up. */
function writeSeries(response: ServerResponse, left: number): void {
  if (left <= 0 || response.destroyed) {
    response.end();
    return;
  }
  const chunk = Array.from(
    { length: 1000 },
    (_, at) => `{"metric":{"namespace":"n${left - at}"},"value":[1,"1"]},`,
  ).join("");
  if (response.write(chunk)) setImmediate(writeSeries, response, left - 1000);
  else response.once("drain", () => writeSeries(response, left - 1000));
}
