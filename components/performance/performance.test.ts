import { describe, expect, test } from "vitest";
import { sampleDocument } from "@/lib/db/testing/document.ts";
import type { RequestedFigures, SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { FigureSource } from "@/lib/snapshot/measurement.ts";
import {
  measuredNamespace,
  measurement,
  parts,
  series,
  totals,
  traffic,
  usage,
} from "@/lib/snapshot/testing/measured.ts";
import { day, point } from "@/lib/snapshot/testing/points.ts";
import { performanceAddress } from "./address.ts";
import { againstArticle, sidecarHistogram } from "./distribution.ts";
import { overviewHeadline } from "./headline.ts";
import { latencyCharts, reporterStory } from "./latency-charts.ts";
import { chartRows, sourceChanges } from "./series.ts";
import {
  filterTraffic,
  firstReporter,
  packTraffic,
  quietNamespaces,
  reporterCounts,
  trafficRows,
  unpackTraffic,
  worstOf,
} from "./traffic-rows.ts";
import { namespaceUsageChart, requestedChart, usageChart } from "./usage-charts.ts";
import { filterUsage, packUsage, unpackUsage, usageRows } from "./usage-rows.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const NONE = { proxies: 0, memory: 0, cpu: 0, unset: 0 };
const sidecars = (proxies: number) => ({
  proxies,
  memory: proxies * 128 * MIB,
  cpu: proxies * 100,
  unset: 0,
});

const REQUESTED: RequestedFigures = {
  parts: {
    sidecar: sidecars(500),
    ztunnel: NONE,
    waypoint: NONE,
    gateway: NONE,
    istiod: NONE,
    "istio-cni": NONE,
  },
  namespaces: [
    { namespace: "team-0", sidecar: sidecars(400), waypoint: NONE },
    { namespace: "team-1", sidecar: sidecars(100), waypoint: NONE },
  ],
  nodes: { count: 3, canRunZtunnel: 3, allocatable: { memory: 96 * GIB, cpu: 24_000 } },
  all: { memory: 80 * GIB, cpu: 20_000 },
  gaps: [],
};

const DOCUMENT: SnapshotDocument = { ...sampleDocument(), requested: REQUESTED };

describe("the first sentence of the overview", () => {
  const said = (document: SnapshotDocument, measured: Parameters<typeof overviewHeadline>[1]) =>
    overviewHeadline(document, measured, "en");

  test("says what was measured, with the source under each figure", () => {
    const { sentence, figures } = said(
      DOCUMENT,
      measurement("2026-11-22T10:42:00.000Z", {
        parts: parts({ sidecar: usage(500, 61.2 * GIB, 38_000) }),
      }),
    );
    expect(sentence).toMatch(
      /^Sidecars use 61\.2\u00a0GiB and 38\u00a0vCPU here\. Ambient would use .+\.$/,
    );
    expect(figures.map(({ term, source }) => [term, source.slice(0, 45)])).toEqual([
      ["Memory used by sidecars", "measured by Prometheus, 22 Nov 2026, 10:42 UT"],
      ["CPU used by sidecars", "measured by Prometheus, 22 Nov 2026, 10:42 UT"],
      ["Ambient would use, memory", "estimated from published figures for ztunnel "],
      ["Requested by sidecars", "reserved, used or not: from the specs of 500 "],
    ]);
    expect(figures[1]?.source).toContain("mean over 5 min");
  });

  test("says what is requested where nothing was measured, and never calls it use", () => {
    const { sentence, figures } = said(DOCUMENT, null);
    expect(sentence).toMatch(
      /^Sidecars request 62\.5\u00a0GiB and 50\u00a0vCPU here; what they use was not measured\. Ambient would request /,
    );
    expect(figures.map(({ term }) => term)).toEqual([
      "Requested by sidecars",
      "Ambient would request, memory",
    ]);
  });

  test("leaves out what a source did not tell instead of calling it nothing", () => {
    const { sentence, figures } = said(
      DOCUMENT,
      measurement(day(1), { parts: parts({ sidecar: usage(500, 30 * GIB) }) }),
    );
    expect(sentence).toMatch(/^Sidecars use 30\u00a0GiB here\./);
    expect(figures[1]).toEqual({
      term: "CPU used by sidecars",
      figure: null,
      source: "not measured",
    });
  });

  test("says that no sidecar runs any more, and what ztunnel uses", () => {
    const moved = {
      ...DOCUMENT,
      requested: {
        ...REQUESTED,
        parts: { ...REQUESTED.parts, sidecar: NONE },
        namespaces: [],
      },
    };
    const measured = measurement(day(1), { parts: parts({ ztunnel: usage(3, 60 * MIB, 90) }) });
    expect(said(moved, measured).sentence).toBe(
      "No sidecar runs here any more. ztunnel uses 60\u00a0MiB and 90\u00a0mCPU.",
    );
    expect(said(moved, null).sentence).toBe("No sidecar runs here.");
  });

  test("admits that pods could not be read", () => {
    const unread = {
      ...DOCUMENT,
      requested: null,
      namespaces: DOCUMENT.namespaces.map((row) => ({ ...row, pods: null })),
    };
    expect(said(unread, null)).toEqual({
      sentence: "Pods could not be read, so what sidecars take is not known.",
      figures: [],
    });
  });
});

describe("use over time", () => {
  const axis = { from: Date.parse(day(1)), to: Date.parse(day(20)), marks: [] };
  const used = (at: number, memory: number | null, source?: "metrics-api") =>
    totals(day(at), {
      parts: parts({ sidecar: usage(10, memory, 5) }),
      ...(source ? { source } : {}),
    });

  test("shows only parts that were measured, and those as they were", () => {
    const chart = usageChart([used(1, 100), used(2, null), used(3, 300)], "memory", axis);
    expect(chart.layers.map(({ key }) => key)).toEqual(["sidecar"]);
    expect(chart.values).toEqual({ sidecar: [100, null, 300] });
    expect(chart.measure).toBe("bytes");
    expect(usageChart([used(1, 100)], "cpu", axis).values).toEqual({ sidecar: [5] });
  });

  test("breaks where days are missing and where another source told, and names the sources", () => {
    const moments = [used(1, 1, "metrics-api"), used(2, 2), used(3, 3), used(9, 9)];
    const { values, told } = usageChart(moments, "memory", axis);
    expect(values["sidecar"]).toEqual([1, null, 2, 3, null, 9]);
    expect(told).toEqual({
      words: ["measured by metrics.k8s.io", "measured by Prometheus"],
      by: [0, -1, 1, 1, -1, 1],
    });
  });

  test("says in words where another source told", () => {
    const told = (...sources: readonly FigureSource[]) =>
      sourceChanges({ at: sources.map((_, at) => day(at + 1)), sources });
    const [p, m, b] = ["prometheus", "metrics-api", "bug-report"] as const;
    const broken = "they measure differently, so lines are broken there.";
    expect(told(p, p)).toEqual([]);
    expect(told(m, p, p)).toEqual([
      `Until 1 Nov 2026 metrics.k8s.io told, from 2 Nov 2026 on Prometheus; ${broken}`,
    ]);
    expect(told(p, m, p, p, b, b)).toEqual([
      `On 2 Nov 2026 metrics.k8s.io told instead of Prometheus; ${broken}`,
      `From 5 Nov 2026 to 6 Nov 2026 a bug report told instead of Prometheus; ${broken}`,
    ]);
    expect(told(p, m, p, m, p, m, p, m, p)).toEqual([
      `The source changed 8 times, and each moment names its own; ${broken}`,
    ]);
  });

  test("years of scans every few minutes are few rows, with the highest among them", () => {
    const at = Array.from({ length: 20_000 }, (_, row) =>
      new Date(axis.from + row * 600_000).toISOString(),
    );
    const memory = at.map((_, row) => (row === 12_345 ? 99 : 1));
    const rows = chartRows({ at, sources: at.map(() => "prometheus"), columns: { memory } });
    expect(rows.times.length).toBeLessThanOrEqual(480);
    expect(Math.max(...(rows.values["memory"] ?? []).map(Number))).toBe(99);
  });

  test("of a namespace its sidecars and waypoints are drawn, and nothing else", () => {
    const at = [day(1), day(2)];
    const one = series("shop", at, {
      sidecar: { proxies: [2, 0], memory: [200, null], cpu: [1, null] },
      waypoint: { proxies: [null, 2], memory: [null, 90], cpu: [null, 3] },
    });
    const sourceAt = new Map(at.map((each) => [each, "prometheus" as const]));
    const chart = namespaceUsageChart(one, sourceAt, "memory", axis);
    expect(chart.title).toBe("Memory used in shop");
    expect(chart.values).toEqual({ sidecar: [200, null], waypoint: [null, 90] });
  });

  test("where nothing was measured, what sidecars requested is drawn by that name", () => {
    const chart = requestedChart([point(day(1), { sidecarMemoryRequested: 7 })], axis);
    expect(chart.title).toBe("Memory requested by sidecars");
    expect(chart.told?.words).toEqual(["requested, from pod specs"]);
  });
});

describe("memory per sidecar", () => {
  const distribution = {
    buckets: [25, 50, 75, 100, 200, 400].map((mib) => ({
      upTo: mib * MIB,
      proxies: mib === 75 ? 10 : 0,
    })),
    p50: 62 * MIB,
    p90: 70 * MIB,
    p99: 74 * MIB,
  };

  test("stands before the article's band, without the empty end", () => {
    const chart = sidecarHistogram(distribution);
    expect(chart.buckets.map(({ upTo, amount }) => [upTo / MIB, amount])).toEqual([
      [25, 0],
      [50, 0],
      [75, 10],
      [100, 0],
    ]);
    expect(chart.band).toMatchObject({ from: 50e6, to: 100e6 });
    expect(chart.marks.map(({ label }) => label)).toEqual(["p50", "p90", "p99"]);
  });

  test("is compared with it in a sentence", () => {
    expect(againstArticle(distribution)).toContain("what the article says");
    expect(againstArticle({ ...distribution, p50: 40e6 })).toContain("less than");
    expect(againstArticle({ ...distribution, p50: 101e6 })).toContain("more than");
  });
});

describe("namespaces by use", () => {
  const measured = measurement(day(1), {
    namespaces: [
      measuredNamespace("team-0", {
        sidecar: usage(400, 20 * GIB, 9000),
        traffic: [traffic("destination", 12, [1, 2, 3]), traffic("source", 99, [1, 2, 3])],
      }),
      measuredNamespace("moved", { waypoint: usage(2, 120 * MIB, 10) }),
    ],
  });
  const rows = usageRows(DOCUMENT, measured);

  test("stand with what was measured beside what is requested, and without what is not known", () => {
    expect(rows.map(({ name }) => name)).toEqual(["moved", "team-0", "team-1"]);
    expect(rows[1]).toEqual({
      name: "team-0",
      sidecars: 400,
      memory: 20 * GIB,
      requested: 400 * 128 * MIB,
      cpu: 9000,
      cpuRequested: 40_000,
      waypoint: 0,
      rps: 12,
    });
    expect(rows[2]).toMatchObject({ sidecars: 100, memory: null, rps: null });
    expect(rows[0]).toMatchObject({
      sidecars: 0,
      memory: null,
      requested: null,
      waypoint: 120 * MIB,
    });
    const unread = usageRows({ requested: null }, measured);
    expect(unread.map(({ name, sidecars, waypoint }) => [name, sidecars, waypoint])).toEqual([
      ["moved", null, 120 * MIB],
      ["team-0", 400, null],
    ]);
  });

  test("a request never takes the place of a missing measurement in their order", () => {
    const names = (sort: "memory" | "each", descending: boolean) =>
      filterUsage(rows, { q: "", sort, descending }).map(({ name }) => name);
    expect(names("memory", true)).toEqual(["team-0", "moved", "team-1"]);
    expect(names("each", false)).toEqual(["team-0", "moved", "team-1"]);
    const unmeasured = usageRows(DOCUMENT, null);
    expect(
      filterUsage(unmeasured, { q: " TEAM", sort: "memory", descending: false }).map(
        ({ name }) => name,
      ),
    ).toEqual(["team-1", "team-0"]);
  });

  test("arrive as they were sent, to five digits", () => {
    const row = {
      name: "shop",
      sidecars: 3,
      memory: 123_456_789,
      requested: null,
      cpu: 0,
      cpuRequested: 300,
      waypoint: null,
      rps: 0.25,
    };
    expect(unpackUsage(packUsage(row))).toEqual({ ...row, memory: 123_460_000 });
  });
});

describe("latency by name", () => {
  const measured = measurement(day(1), {
    namespaces: [
      measuredNamespace("team-0", { traffic: [traffic("destination", 5, [1, 2, 90], 0.02)] }),
      measuredNamespace("team-1", {
        traffic: [traffic("waypoint", 5, [1, 2, 3]), traffic("source", 5, [2, 3, 4])],
      }),
    ],
    workloads: [
      { namespace: "team-0", name: "cart", traffic: [traffic("destination", 3, [1, 2, 7])] },
      {
        namespace: "team-0",
        name: "pay",
        traffic: [traffic("destination", null, [null, null, null])],
      },
    ],
  });

  test("is one reporter's, so that no column mixes what two of them saw", () => {
    const seen = (reporter: "destination" | "waypoint") =>
      trafficRows(DOCUMENT, measured, "namespace", reporter).map(({ name, p99 }) => [name, p99]);
    expect(seen("destination")).toEqual([["team-0", 90]]);
    expect(seen("waypoint")).toEqual([["team-1", 3]]);
    const counts = reporterCounts(measured, "namespace");
    expect([...counts]).toEqual([
      ["source", 1],
      ["destination", 1],
      ["waypoint", 1],
    ]);
    expect(firstReporter(counts)).toBe("destination");
    expect(firstReporter(reporterCounts(measured, "service"))).toBe("destination");
  });

  test("what was not measured comes last, and rows arrive as they were sent", () => {
    const rows = trafficRows(DOCUMENT, measured, "workload", "destination");
    const filter = { q: "", sort: "p99", descending: true, namespace: null } as const;
    expect(filterTraffic(rows, filter).map(({ name }) => name)).toEqual(["cart", "pay"]);
    expect(filterTraffic(rows, { ...filter, namespace: "other" })).toEqual([]);
    expect(unpackTraffic(packTraffic(rows))).toEqual(rows);
    expect(worstOf(rows)).toMatchObject({ slowest: { name: "cart" }, failing: null });
  });

  test("a namespace with sidecars of which nobody told is named, one without sidecars is not", () => {
    expect(quietNamespaces(DOCUMENT, measured)).toEqual(["team-2"]);
    const namespaces = DOCUMENT.namespaces.map((row) => ({
      ...row,
      pods: row.name === "team-2" && row.pods ? { ...row.pods, sidecar: 0, ambient: 5 } : row.pods,
    }));
    expect(quietNamespaces({ namespaces }, measured)).toEqual([]);
  });
});

describe("latency over time", () => {
  const NEVER = { enrolled: null, waypointLost: null };
  const at = [day(1), day(2), day(3), day(4)];
  const sourceAt = new Map(at.map((each) => [each, "prometheus" as const]));
  const axis = { from: Date.parse(day(1)), to: Date.parse(day(4)), marks: [] };
  const moved = series("shop", at, {
    traffic: {
      destination: { requestsPerSecond: [9, 9, null, null], p99: [40, 41, null, null] },
      waypoint: { requestsPerSecond: [null, null, 9, 9], p99: [null, null, 38, 39] },
    },
  });

  test("has a chart for each reporter, and a line for each where rates are drawn", () => {
    const { latency, requests } = latencyCharts(moved, sourceAt, axis);
    expect(latency.map(({ chart }) => chart.title)).toEqual([
      "Latency seen by the server's sidecar",
      "Latency seen by the waypoint",
    ]);
    expect(latency[0]?.chart.values).toEqual({ p99: [40, 41, null, null] });
    expect(requests.layers.map(({ key, dash }) => [key, dash])).toEqual([
      ["destination", undefined],
      ["waypoint", "dashed"],
    ]);
  });

  test("says where the reporter changed", () => {
    expect(reporterStory(moved, { enrolled: day(3), waypointLost: null })).toEqual([
      "Until 2 Nov 2026 the server's sidecar reported, from 3 Nov 2026 on the waypoint: they see different stretches of a request's way, so their lines are not joined and not compared.",
    ]);
  });

  test("says that HTTP metrics ended, and why where that is known", () => {
    const left = series("shop", at, {
      traffic: { destination: { requestsPerSecond: [9, 9, null, null] } },
    });
    expect(reporterStory(left, { enrolled: day(3), waypointLost: null })).toEqual([
      "It left HTTP metrics when it was enrolled without a waypoint on 3 Nov 2026: ztunnel forwards connections and does not see requests, so there is a gap and not a zero.",
    ]);
    expect(reporterStory(left, NEVER)).toEqual([
      "Its HTTP metrics end on 2 Nov 2026: neither a sidecar nor a waypoint of its own has reported a request since.",
    ]);
    expect(reporterStory(left, { enrolled: day(-9), waypointLost: day(3) })).toEqual([
      "It left HTTP metrics when its waypoint went missing, seen on 3 Nov 2026: ztunnel forwards connections and does not see requests, so there is a gap and not a zero.",
    ]);
    expect(reporterStory(series("shop", at), NEVER)).toEqual([]);
  });
});

test("an address that cannot be read shows the default", () => {
  expect(
    performanceAddress({
      resource: "disk",
      range: "forever",
      namespace: "x".repeat(64),
      by: "pod",
      reporter: "ghost",
    }),
  ).toEqual({ resource: "memory", range: "90d", namespace: null, by: "namespace", reporter: null });
  expect(
    performanceAddress({ resource: "cpu", namespace: "shop", by: "service", reporter: "waypoint" }),
  ).toEqual({
    resource: "cpu",
    range: "90d",
    namespace: "shop",
    by: "service",
    reporter: "waypoint",
  });
});
