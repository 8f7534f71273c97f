import { afterEach, describe, expect, it } from "vitest";
import { MESH_PARTS } from "../snapshot/measurement.ts";
import type { Move } from "../snapshot/moves.ts";
import type { MeasureOptions } from "./measure.ts";
import { measureDays } from "./measure-days.ts";
import { measureMoves } from "./measure-moves.ts";
import { DAY, HOUR } from "./past.ts";
import {
  clusters,
  containerCount,
  gatewayErrorRate,
  gatewayLatency,
  gatewayRequestRate,
  presence,
  QUANTILES,
  type Scope,
  scanQueries,
  serverTime,
} from "./queries.ts";
import { FACTS, MIB } from "./testing/mesh.ts";
import {
  type Asked,
  type Course,
  type FakePrometheus,
  matrix,
  scalar,
  sendJson,
  startPrometheus,
  vector,
} from "./testing/prometheus-server.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const NOW = new Date("2026-10-20T12:20:00Z");
const seconds = (iso: string) => Date.parse(iso) / 1000;

describe("hours around a move", () => {
  /** cart moved between 09:10 and 10:05 of the 10th; its sidecars are gone after it, and a waypoint is there. */
  const move: Move = {
    namespace: "cart",
    before: "2026-10-10T09:10:00Z",
    enrolledAt: "2026-10-10T10:05:00Z",
  };
  const window = { days: 7, settling: 15 };
  const moved = seconds("2026-10-10T09:40:00Z");
  const cart = { namespace: "cart" };
  const until = (figure: number) => (at: number) => (at < moved ? figure : undefined);
  const since = (figure: number) => (at: number) => (at >= moved ? figure : undefined);
  const seenBy = (reporter: string) => ({ destination_workload_namespace: "cart", reporter });
  const atGateway = {
    destination_service_namespace: "cart",
    source_workload: "istio-ingressgateway",
  };
  const waypoint = { ...cart, pod: "waypoint-66d97-klmno" };
  const courses: Readonly<Record<string, readonly Course[]>> = {
    "sidecar-memory": [[cart, until(200 * MIB)]],
    "sidecar-cpu": [[cart, until(0.2)]],
    "sidecar-count": [[cart, until(4)]],
    "alone-memory": [[waypoint, since(40 * MIB)]],
    "alone-cpu": [[waypoint, since(0.06)]],
    "container-count": [[cart, () => 8]],
    "namespace-requests": [
      [seenBy("destination"), until(2)],
      [seenBy("waypoint"), since(2)],
    ],
    "namespace-errors": [[seenBy("destination"), until(0.1)]],
    "namespace-p99": [
      [seenBy("destination"), until(50)],
      [seenBy("waypoint"), since(40)],
    ],
    "gateway-requests": [[atGateway, () => 1]],
    "gateway-p99": [[atGateway, (at) => (at < moved ? 60 : 55)]],
  };

  it("are whole hours on both sides, without the stretch in which it moved", async () => {
    const { samples } = await moves(courses, [move], window);
    const [first] = samples[0]?.seen ?? [];
    const times = first?.hours.map(({ at }) => at) ?? [];

    expect(times).toHaveLength(14 * 24);
    expect(times[0]).toBe("2026-10-03T09:00:00.000Z");
    expect(times[7 * 24 - 1]).toBe("2026-10-10T08:00:00.000Z");
    expect(times[7 * 24]).toBe("2026-10-10T11:00:00.000Z");
    expect(times.at(-1)).toBe("2026-10-17T10:00:00.000Z");
  });

  it("have requests, errors and latency from each place apart", async () => {
    const { samples } = await moves(courses, [move], window);
    const seen = samples[0]?.seen ?? [];
    const sides = seen.map(({ vantage, hours }) => [vantage, hours[0], hours.at(-1)]);

    expect(sides).toMatchObject([
      [
        { reporter: "destination", through: null },
        { requests: 7200, errorRatio: 0.05, p50: null, p99: 50 },
        { requests: null, errorRatio: null, p99: null },
      ],
      [
        { reporter: "waypoint", through: null },
        { requests: null, p99: null },
        { requests: 7200, errorRatio: 0, p99: 40 },
      ],
      [
        { reporter: "source", through: "istio-ingressgateway" },
        { requests: 3600, errorRatio: 0, p99: 60 },
        { requests: 3600, p99: 55 },
      ],
    ]);
  });

  it("have memory and CPU of sidecars and waypoints, and none where there are none", async () => {
    const { samples } = await moves(courses, [move], window);
    for (const { hours } of samples[0]?.seen ?? []) {
      expect(hours[0]).toMatchObject({ memory: 200 * MIB, cpu: 200 });
      expect(hours.at(-1)).toMatchObject({ memory: 40 * MIB, cpu: 60 });
    }
  });

  it("are unknown, not nothing, while no container of the namespace was measured", async () => {
    const { samples } = await moves(
      {
        ...courses,
        "container-count": [
          [cart, until(8)],
          [{ namespace: "pay" }, () => 3],
        ],
      },
      [move],
      window,
    );

    expect(samples[0]?.seen[0]?.hours.at(-1)).toMatchObject({ memory: null, cpu: null });
  });

  it("are unknown where the source cannot answer", async () => {
    const cut = seconds("2026-10-05T00:00:00Z");
    const { samples } = await moves(courses, [move], window, ({ range, query }) =>
      range && query.includes("_memory_working_set_") && range.start < cut ? 422 : null,
    );
    const hours = samples[0]?.seen[0]?.hours ?? [];

    expect(hours[0]).toMatchObject({ requests: 7200, memory: null });
    expect(hours.at(-1)).toMatchObject({ memory: 40 * MIB });
  });

  it("have no CPU where the source cannot answer for sidecars, though it does for waypoints", async () => {
    const both: typeof courses = {
      ...courses,
      "alone-memory": [[waypoint, () => 40 * MIB]],
      "alone-cpu": [[waypoint, () => 0.06]],
    };
    const { samples } = await moves(both, [move], window, ({ range, query }) =>
      range && idOf(query) === "sidecar-cpu" ? 422 : null,
    );

    expect(samples[0]?.seen[0]?.hours[0]).toMatchObject({ memory: 240 * MIB, cpu: null });
  });

  it("are asked for in smaller pieces where an answer is too large", async () => {
    const plain = await moves(courses, [move], window);
    const isLarge: Failing = ({ range }) =>
      range && range.end - range.start > 3 * DAY ? "too-large" : null;
    const { samples, prometheus } = await moves(courses, [move], window, isLarge);

    expect(samples).toEqual(plain.samples);
    expect(prometheus.asked.length).toBeGreaterThan(2 * plain.prometheus.asked.length);
  });

  it("are asked for with as many questions for one namespace as for 200 that moved at that time", async () => {
    const one = await moves(courses, [move], window);
    const more = Array.from({ length: 200 }, (_, at) => ({ ...move, namespace: `team-${at}` }));
    const many = await moves(courses, [move, ...more], window);

    expect(many.prometheus.asked).toHaveLength(one.prometheus.asked.length);
    expect(many.samples[0]).toEqual(one.samples[0]);
    expect(many.samples[7]).toMatchObject({ seen: [] });
  });

  it("of names that make an address too long are asked for without names", async () => {
    const more = Array.from({ length: 900 }, (_, at) => ({ ...move, namespace: `team-${at}` }));
    const { samples, prometheus } = await moves(courses, [move, ...more], window);

    expect(samples[0]?.seen).toHaveLength(3);
    expect(Math.max(...prometheus.asked.map(({ query }) => query.length))).toBeLessThan(1000);
  });

  it("that are still to come are left out", async () => {
    const late: Move = {
      ...move,
      before: "2026-10-19T09:00:00Z",
      enrolledAt: "2026-10-19T10:00:00Z",
    };
    const { samples } = await moves(courses, [late], window);
    const times = samples[0]?.seen[0]?.hours.map(({ at }) => at) ?? [];

    expect(times.at(-1)).toBe("2026-10-20T11:00:00.000Z");
  });

  it("of which nothing can be asked are nothing seen", async () => {
    expect(await measureMoves({ ...options, source: null }, [move], window)).toEqual([
      { move, seen: [] },
    ]);
    const down = await startPrometheus(() => undefined);
    await down.close();
    expect(await measureMoves(optionsFor(down), [move], window)).toEqual([{ move, seen: [] }]);
    expect(await measureMoves(optionsFor(down), [], window)).toEqual([]);
  });
});

describe("days before the first scan", () => {
  const from = new Date("2026-10-01T00:00:00Z");
  const to = new Date("2026-10-05T00:00:00Z");
  const shop = { namespace: "shop" };
  const toShop = { destination_workload_namespace: "shop", reporter: "destination" };
  const noon = seconds("2026-10-02T12:00:00Z");
  const courses: Readonly<Record<string, readonly Course[]>> = {
    // Half of its sidecars go at noon of the 2nd.
    "sidecar-memory": [[shop, (at) => (at <= noon ? 200 * MIB : 100 * MIB)]],
    "sidecar-cpu": [[shop, () => 0.2]],
    "sidecar-count": [[shop, (at) => (at <= noon ? 4 : 2)]],
    "alone-memory": [[{ namespace: "istio-system", pod: "ztunnel-other" }, () => 24 * MIB]],
    "alone-cpu": [[{ namespace: "istio-system", pod: "ztunnel-other" }, () => 0.031]],
    "control-memory": [[{ container: "discovery" }, () => 300 * MIB]],
    "control-cpu": [[{ container: "discovery" }, () => 0.02]],
    "control-count": [[{ container: "discovery" }, () => 1]],
    "container-count": [[shop, () => 8]],
    requests: [[{}, () => 12]],
    "namespace-requests": [[toShop, () => 3]],
    "namespace-p99": [[toShop, () => 70]],
  };

  it("are one point each, with averages over the hours", async () => {
    const { points } = await days(courses, from, to);

    expect(points.map(({ at }) => at)).toEqual([
      "2026-10-01T12:00:00.000Z",
      "2026-10-02T12:00:00.000Z",
      "2026-10-03T12:00:00.000Z",
      "2026-10-04T12:00:00.000Z",
    ]);
    expect(points[1]).toMatchObject({
      source: "prometheus",
      window: DAY,
      parts: {
        sidecar: { proxies: 3, memory: 150 * MIB, cpu: 200 },
        ztunnel: { proxies: 1, memory: 24 * MIB, cpu: 31 },
        waypoint: { proxies: 0, memory: 0, cpu: 0 },
        istiod: { proxies: 1, memory: 300 * MIB, cpu: 20 },
        // The cluster has one, and the source does not know it.
        "istio-cni": { proxies: null, memory: null, cpu: null },
      },
      namespaces: [
        {
          namespace: "shop",
          sidecar: { proxies: 3, memory: 150 * MIB, cpu: 200 },
          waypoint: { proxies: 0, memory: 0, cpu: 0 },
          traffic: [{ reporter: "destination", requestsPerSecond: 3, errorRatio: 0, p99: 70 }],
        },
      ],
    });
  });

  it("before a part was installed have none of it", async () => {
    const installed = seconds("2026-10-03T00:00:00Z");
    const cni = { container: "install-cni" };
    const since = (figure: number) => (at: number) => (at > installed ? figure : undefined);
    const { points } = await days(
      {
        ...courses,
        "control-memory": [[cni, since(30 * MIB)]],
        "control-cpu": [[cni, since(0.001)]],
        "control-count": [[cni, since(1)]],
      },
      from,
      to,
    );

    expect(points.map(({ parts }) => parts["istio-cni"])).toEqual([
      { proxies: 0, memory: 0, cpu: 0 },
      { proxies: 0, memory: 0, cpu: 0 },
      { proxies: 1, memory: 30 * MIB, cpu: 1 },
      { proxies: 1, memory: 30 * MIB, cpu: 1 },
    ]);
  });

  it("of which nothing is known have no point", async () => {
    const dead = (at: number) =>
      at > seconds("2026-10-02T00:00:00Z") && at <= seconds("2026-10-03T00:00:00Z");
    const { points } = await days(silenced(courses, dead), from, to);

    expect(points.map(({ at }) => at.slice(8, 10))).toEqual(["01", "03", "04"]);
  });

  it("of which the source did not answer everything are told apart from those it does not remember", async () => {
    const dead = (at: number) =>
      at > seconds("2026-10-02T00:00:00Z") && at <= seconds("2026-10-03T00:00:00Z");
    const whole = await days(silenced(courses, dead), from, to);
    expect(whole.untold).toBe(0);

    const cut = await days(silenced(courses, dead), from, to, ({ range, query }) =>
      range && idOf(query) === "container-count" ? 422 : null,
    );
    expect(cut.points.map(({ at }) => at.slice(8, 10))).toEqual(["01", "03", "04"]);
    expect(cut.untold).toBe(1);

    const down = await startPrometheus(() => undefined);
    await down.close();
    expect(await measureDays(optionsFor(down), { from, to })).toEqual({ points: [], untold: 4 });
  });

  it("that were half measured have neither averages nor rates, and keep quantiles", async () => {
    const dead = (at: number) =>
      at > seconds("2026-10-02T00:00:00Z") && at < seconds("2026-10-02T20:00:00Z");
    const { points } = await days(silenced(courses, dead), from, to);
    const second = points[1];

    expect(MESH_PARTS.map((part) => second?.parts[part])).toEqual(MESH_PARTS.map(() => null));
    expect(second?.namespaces[0]).toMatchObject({
      sidecar: null,
      traffic: [{ requestsPerSecond: null, errorRatio: 0, p99: 70 }],
    });
  });

  it("are never those that are not over", async () => {
    const { points } = await days(
      courses,
      new Date("2026-10-18T12:00:00Z"),
      new Date("2026-11-01T00:00:00Z"),
    );

    expect(points.map(({ at }) => at.slice(8, 10))).toEqual(["19"]);
  });

  it("are asked for with the same number of questions, however many namespaces there are", async () => {
    const many = Array.from(
      { length: 300 },
      (_, at): Course => [{ namespace: `team-${at}` }, () => MIB],
    );
    const small = await days(courses, from, to);
    const large = await days({ ...courses, "sidecar-memory": many }, from, to);

    expect(large.points[0]?.namespaces).toHaveLength(301);
    expect(large.prometheus.asked).toHaveLength(small.prometheus.asked.length);
  });
});

const MOST_BYTES = 2_000_000;

const options: MeasureOptions = {
  connection: null,
  source: null,
  credential: null,
  facts: FACTS,
  at: NOW,
  signal: new AbortController().signal,
  limits: { bytes: MOST_BYTES },
};

function optionsFor({ url }: FakePrometheus): MeasureOptions {
  return { ...options, source: { kind: "prometheus", url, tenant: null } };
}

async function moves(
  courses: Readonly<Record<string, readonly Course[]>>,
  moved: readonly Move[],
  window: Parameters<typeof measureMoves>[2],
  failing?: Failing,
) {
  const prometheus = await serve(courses, failing);
  return { prometheus, samples: await measureMoves(optionsFor(prometheus), moved, window) };
}

async function days(
  courses: Readonly<Record<string, readonly Course[]>>,
  from: Date,
  to: Date,
  failing?: Failing,
) {
  const prometheus = await serve(courses, failing);
  return { prometheus, ...(await measureDays(optionsFor(prometheus), { from, to })) };
}

function silenced(
  courses: Readonly<Record<string, readonly Course[]>>,
  dead: (at: number) => boolean,
): Readonly<Record<string, readonly Course[]>> {
  return Object.fromEntries(
    Object.entries(courses).map(([id, rows]) => [
      id,
      rows.map(
        ([labels, figureAt]): Course => [
          labels,
          // Rates over a day are still told at its end.
          (at) => (dead(at) ? undefined : figureAt(at)),
        ],
      ),
    ]),
  );
}

/** A status, or an answer that is larger than what is read. */
type Failing = (asked: Asked) => number | "too-large" | null;

async function serve(
  courses: Readonly<Record<string, readonly Course[]>>,
  failing: Failing = () => null,
): Promise<FakePrometheus> {
  const prometheus = await startPrometheus((asked, response) => {
    const status = failing(asked);
    if (status === "too-large") return { status: "success", filling: "x".repeat(MOST_BYTES) };
    if (status !== null) {
      sendJson(response, status, { status: "error", errorType: "execution", error: "too much" });
      return undefined;
    }
    const { query, range, time } = asked;
    if (query === serverTime().text) return scalar(0, Date.now() / 1000);
    if (query === clusters().text) return vector(time ?? 0, []);
    const id = idOf(query);
    if (range) return matrix(range, courses[id] ?? []);
    return vector(time ?? 0, id === "classic-histograms" ? [[{}, 9]] : [[{}, 0]]);
  });
  closers.push(() => prometheus.close());
  return prometheus;
}

/** The name of a question, whichever namespaces it is about. @throws Error for one that nobody should ask. */
function idOf(text: string): string {
  const plain = text.replace(
    /, (namespace|destination_workload_namespace|destination_service_namespace)=~"[^"]*"/g,
    "",
  );
  const id = IDS.get(plain);
  if (id === undefined) throw new Error(`unexpected: ${text}`);
  return id;
}

const IDS = new Map(
  [HOUR, DAY].flatMap((window) => {
    const scope: Scope = { window, cluster: null, namespaces: null };
    const through = { ...scope, gateways: FACTS.gateways };
    return [
      ...scanQueries(scope, "classic"),
      ...Object.values(presence).map((query) => query(scope)),
      containerCount(scope),
      gatewayRequestRate(through),
      gatewayErrorRate(through),
      ...QUANTILES.map((quantile) => gatewayLatency(through, quantile, "classic")),
    ].map(({ id, text }) => [text, id] as const);
  }),
);
