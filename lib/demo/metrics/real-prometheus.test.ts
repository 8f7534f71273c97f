/**
 * Every question of the product, asked of a Prometheus as it is installed by Debian, which got its data from our own
 * generator. Its answers are compared with those of the demo fleet's Prometheus and with what comes out on paper.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GatewayScope, Query, Scope } from "../../metrics/queries.ts";
import * as queries from "../../metrics/queries.ts";
import { type Demo, startDemo } from "../server.ts";
import type { UsageModel } from "./model.ts";
import { type RawSeries, rawSeries } from "./open-metrics.ts";
import { type About, type Answers, byHand, type Moment } from "./testing/by-hand.ts";
import { CUT_FROM, CUT_TO, cutCluster } from "./testing/cut.ts";
import {
  missingPrometheus,
  type RealPrometheus,
  startPrometheus,
} from "./testing/real-prometheus.ts";

const missing = missingPrometheus();
const required = process.env["REQUIRE_PROMETHEUS"] === "1";
if (missing) process.stderr.write(`Not tested on a real Prometheus: ${missing}.\n`);

/** What the cut is asked about. */
const ABOUT: readonly About[] = [
  { namespaces: null, gateways: ["shop-istio"], pods: ["store-0"] },
  { namespaces: ["shop", "moved", "no-such.one"], gateways: ["shop-istio", "other"], pods: ["-"] },
];

/** How to word each question that lib/metrics/queries.ts exports. */
const TEMPLATES: Readonly<Record<string, (scope: GatewayScope, about: About) => readonly Query[]>> =
  {
    sidecarMemory: (scope) => [queries.sidecarMemory(scope)],
    sidecarCpu: (scope) => [queries.sidecarCpu(scope)],
    sidecarCount: (scope) => [queries.sidecarCount(scope)],
    aloneMemory: (scope) => [queries.aloneMemory(scope)],
    aloneCpu: (scope) => [queries.aloneCpu(scope)],
    controlMemory: (scope) => [queries.controlMemory(scope)],
    controlCpu: (scope) => [queries.controlCpu(scope)],
    controlCount: (scope) => [queries.controlCount(scope)],
    containerCount: (scope) => [queries.containerCount(scope)],
    sidecarMemoryBuckets: (scope) => [queries.sidecarMemoryBuckets(scope)],
    sidecarMemoryQuantile: (scope) =>
      queries.QUANTILES.map((quantile) => queries.sidecarMemoryQuantile(scope, quantile)),
    topMemory: (scope) => [queries.topMemory(scope)],
    topCpu: (scope) => [queries.topCpu(scope)],
    requestRate: (scope) => queries.SUBJECTS.map((subject) => queries.requestRate(scope, subject)),
    errorRate: (scope) => queries.SUBJECTS.map((subject) => queries.errorRate(scope, subject)),
    latency: (scope) =>
      queries.SUBJECTS.flatMap((subject) =>
        queries.QUANTILES.map((quantile) => queries.latency(scope, subject, quantile, "classic")),
      ),
    gatewayRequestRate: (scope) => [queries.gatewayRequestRate(scope)],
    gatewayErrorRate: (scope) => [queries.gatewayErrorRate(scope)],
    gatewayLatency: (scope) =>
      queries.QUANTILES.map((quantile) => queries.gatewayLatency(scope, quantile, "classic")),
    ztunnelConnections: (scope) => [queries.ztunnelConnections(scope)],
    clusters: () => [queries.clusters()],
    clusterOfPods: (_, { pods }) => [queries.clusterOfPods(pods)],
    scrapedTwice: (scope) => [queries.scrapedTwice(scope)],
    scanQueries: (scope) => queries.scanQueries(scope, "classic"),
    trafficQueries: (scope) =>
      queries.SUBJECTS.flatMap((subject) => queries.trafficQueries(scope, subject, "classic")),
    presence: (scope) => Object.values(queries.presence).map((question) => question(scope)),
    // A scalar of its own, tested below.
    serverTime: () => [],
  };

function questions(window: number, about: About): readonly Query[] {
  const scope: GatewayScope = { ...about, window, cluster: null };
  const all = Object.values(TEMPLATES).flatMap((worded) => worded(scope, about));
  return [...new Map(all.map((query) => [query.text, query])).values()];
}

test("no question of the product is left out", () => {
  const asking = Object.entries(queries).filter(([, value]) => typeof value === "function");
  expect(Object.keys(TEMPLATES).toSorted()).toEqual(
    [...asking.map(([name]) => name), "presence"].toSorted(),
  );
});

test.runIf(required)("a Prometheus is there to be tested with", () => {
  expect(missing).toBeNull();
});

/** On a machine that may be busy. Milliseconds. */
const PATIENCE = 120_000;

describe.skipIf(missing !== null)("on a real Prometheus", { timeout: PATIENCE }, () => {
  let model: UsageModel;
  let series: readonly RawSeries[];
  let real: RealPrometheus;
  let demo: Demo;

  beforeAll(async () => {
    const cluster = cutCluster();
    if (!cluster.metrics) throw new Error("The cut has no metrics.");
    model = cluster.metrics.model;
    series = rawSeries(model, CUT_FROM, CUT_TO);
    real = await startPrometheus(series);
    demo = await startDemo({ clusters: [cluster] });
  }, PATIENCE);

  afterAll(async () => {
    await real?.close();
    await demo?.close();
  });

  const asReal = (query: Query, moment: Moment) => instant(real.address, query, moment);
  const asDemo = (query: Query, moment: Moment) =>
    instant(`${demo.address("cut")}/prometheus`, query, moment);

  /**
   * How far the answers may lie apart, and why: rate() guesses what was counted between the ends of a window and the
   * samples nearest to them. Where a series lasts through its window, a sample lies on either end and nothing is guessed.
   */
  const MOMENTS: readonly (readonly [string, Moment, number])[] = [
    ["nothing happens, five minutes", at("15:20", 300), 1e-6],
    // Two hours lie in it, and what is constant in each is not in the sum.
    ["nothing happens, an hour", at("15:20", 3600), 1e-6],
    // The last minute before the restart was never scraped: one of 25.
    ["counters began again", at("13:40", 1500), 0.045],
    // A series that ends is thought to last half a minute longer than its last sample, where it lasted a whole: in 30.
    ["a namespace moved", at("14:30", 3600), 0.035],
    // The same, in 15 minutes.
    ["Prometheus is down", at("11:45", 1800), 0.07],
    ["Prometheus was down in between", at("12:20", 3600), 1e-6],
  ];

  describe.each(MOMENTS)("%s", (_, moment, tolerance) => {
    test.each(
      ABOUT.map((about) => [about.namespaces?.join(", ") ?? "all namespaces", about] as const),
    )("%s: all answers are those of the demo fleet and of paper", async (_name, about) => {
      for (const query of questions(moment.window, about)) {
        const found = await asReal(query, moment);
        expectAlike(found, await asDemo(query, moment), tolerance, `demo: ${query.id}`);
        const onPaper = byHand(series, query, moment, about);
        expectAlike(found, onPaper, tolerance, `paper: ${query.id}`);
      }
    });
  });

  test("most questions have an answer at all", async () => {
    const [about] = ABOUT;
    const moment = at("15:20", 3600);
    if (!about) throw new Error("Nothing is asked about.");
    const silent: string[] = [];
    for (const query of questions(moment.window, about)) {
      if ((await asReal(query, moment)).size === 0) silent.push(query.id);
    }
    expect(silent).toEqual(["scraped-twice"]);
  });

  test("ranges are the same moments in a row, with the same gaps", async () => {
    const [about] = ABOUT;
    if (!about) throw new Error("Nothing is asked about.");
    // Every ten minutes, five minutes off whatever happens, so that nothing lies half in a window.
    const asked = { start: at("11:15", 300).at, end: at("15:25", 300).at, step: 600 };
    const looksBack = ({ id }: Query) => id.endsWith("-before");
    const asking = [
      ...questions(300, about).filter((query) => !looksBack(query)),
      ...questions(600, about).filter(looksBack),
    ];
    for (const query of asking) {
      const found = await range(real.address, query, asked);
      const expected = await range(`${demo.address("cut")}/prometheus`, query, asked);
      expectAlike(found, expected, 1e-6, query.id);
    }
  });

  test("another cluster's label finds nothing", async () => {
    const moment = at("15:20", 3600);
    const scope: Scope = { window: 3600, cluster: 'an"other', namespaces: null };
    for (const query of queries.scanQueries(scope, "classic")) {
      expect(await asReal(query, moment)).toEqual(new Map());
      expect(await asDemo(query, moment)).toEqual(new Map());
    }
    for (const question of Object.values(queries.presence)) {
      expect(await asReal(question(scope), moment)).toEqual(new Map([["", 0]]));
      expect(await asDemo(question(scope), moment)).toEqual(new Map([["", 0]]));
    }
  });

  test("both say what time it is", async () => {
    for (const address of [real.address, `${demo.address("cut")}/prometheus`]) {
      const parameters = new URLSearchParams({ query: queries.serverTime().text });
      const answer = await fetch(`${address}/api/v1/query?${parameters}`);
      const body = await answer.json();
      expect(body).toMatchObject({ status: "success", data: { resultType: "scalar" } });
      expect(Math.abs(Number(body.data.result[1]) - Date.now() / 1000)).toBeLessThan(60);
    }
  });

  test("native histograms are not asked for with buckets, and a Prometheus without them says nothing", async () => {
    const scope: Scope = { window: 3600, cluster: null, namespaces: null };
    const [quantile] = queries.QUANTILES;
    const query = queries.latency(scope, "namespace", quantile, "native");
    expect(await asReal(query, at("15:20", 3600))).toEqual(new Map());
    expect(await asDemo(query, at("15:20", 3600))).toEqual(new Map());
  });
});

/** On the day of the cut. */
function at(time: string, window: number): Moment {
  return { at: Date.parse(`2026-10-31T${time}:00Z`), window };
}

async function instant(address: string, { text, labels }: Query, moment: Moment): Promise<Answers> {
  const parameters = new URLSearchParams({ query: text, time: String(moment.at / 1000) });
  const result = await ask(`${address}/api/v1/query?${parameters}`);
  return new Map(
    result.map(({ metric, value }) => [keyOf(metric, labels), figure(value?.[1])] as const),
  );
}

/** By labels and time. */
async function range(
  address: string,
  { text, labels }: Query,
  { start, end, step }: { readonly start: number; readonly end: number; readonly step: number },
): Promise<Answers> {
  const parameters = new URLSearchParams({
    query: text,
    start: String(start / 1000),
    end: String(end / 1000),
    step: String(step),
  });
  const result = await ask(`${address}/api/v1/query_range?${parameters}`);
  return new Map(
    result.flatMap(({ metric, values = [] }) =>
      values.map(([time, value]) => [`${keyOf(metric, labels)} ${time}`, figure(value)] as const),
    ),
  );
}

interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

async function ask(url: string): Promise<readonly Result[]> {
  const response = await fetch(url);
  const body = await response.json();
  if (body.status !== "success") throw new Error(`${url}: ${JSON.stringify(body)}`);
  return body.data.result;
}

/** No label but those that a question names may be in its answer. */
function keyOf(metric: Result["metric"], labels: readonly string[]): string {
  expect(Object.keys(metric).filter((label) => !labels.includes(label))).toEqual([]);
  return labels.map((label) => metric[label] ?? "").join("/");
}

function figure(text: string | undefined): number {
  return Number(text?.replace("Inf", "Infinity"));
}

function expectAlike(found: Answers, expected: Answers, tolerance: number, what: string): void {
  expect([...found.keys()].toSorted(), what).toEqual([...expected.keys()].toSorted());
  const apart = [...found].filter(([key, value]) => {
    const other = expected.get(key) ?? Number.NaN;
    return !Object.is(value, other) && !(Math.abs(value - other) <= tolerance * Math.abs(value));
  });
  expect(
    apart.map(([key, value]) => `${key}: ${value}, not ${expected.get(key)}`),
    what,
  ).toEqual([]);
}
