import { describe, expect, test } from "vitest";
import { sampleDocument } from "@/lib/db/testing/document.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import type { PainFigures, PainPoint, StartTimes } from "@/lib/snapshot/pain-model.ts";
import { memoryHistogram, painChart, startHistogram } from "./pain-charts.ts";
import { painRows } from "./rows.ts";

const MIB = 1024 ** 2;
const NBSP = /\u00a0/g;

const NO_TIMES: StartTimes = { pods: 0, unknown: 0, seconds: null, buckets: [] };

const PAINS: PainFigures = {
  memory: { sidecars: 5, unset: 1, requested: 512 * MIB, distribution: null },
  start: {
    sidecar: { ...NO_TIMES, pods: 4, unknown: 1, seconds: { p50: 12, p90: 30, p99: 31 } },
    without: { ...NO_TIMES, pods: 2, seconds: { p50: 7, p90: 9, p99: 9 } },
    groups: { native: NO_TIMES, classic: NO_TIMES, ambient: NO_TIMES, none: NO_TIMES },
    wait: {
      native: { pods: 4, seconds: { p50: 5, p90: 6, p99: 6 }, share: 0.4 },
      classic: { pods: 0, seconds: null, share: null },
    },
    namespaces: [],
  },
  upgrade: {
    sidecars: 5,
    waypoints: 0,
    gateways: 2,
    ztunnels: 0,
    older: 1,
    unknown: 1,
    olderGateways: 0,
    namespaces: [],
    versions: [],
  },
  optOut: {
    pods: 3,
    partly: 1,
    namespaces: 0,
    unprotected: 2,
    policies: 1,
    captured: 2,
    stayOut: 1,
    objects: [],
    objectCount: 3,
  },
  path: {
    proxies: { sidecar: 5, waypoint: 0, gateway: 2, ztunnel: 0 },
    now: { two: 1, one: 2, none: 1, unknown: 0 },
    ambient: { one: 2, none: 2, unknown: 0 },
    namespaces: [
      { namespace: "a", sidecars: 5, ambient: 0, waypoint: false, required: true },
      { namespace: "b", sidecars: 0, ambient: 1, waypoint: false, required: false },
    ],
  },
  gaps: [],
};

function rows(pains: Partial<PainFigures> = {}, measurement: Measurement | null = null) {
  const document: SnapshotDocument = sampleDocument();
  const all = painRows({ document, pains: { ...PAINS, ...pains }, measurement, locale: "en" });
  const text = (side: (typeof all)[number]["now"]) =>
    `${side.figure}: ${side.sentence}`.replace(NBSP, " ");
  return Object.fromEntries(
    all.map(({ pain, now, ambient }) => [pain, { now: text(now), ambient: text(ambient) }]),
  );
}

const MEASUREMENT: Measurement = {
  at: "2026-03-01T12:00:00.000Z",
  source: "bug-report",
  window: null,
  parts: {
    sidecar: { proxies: 4, memory: 200 * MIB, cpu: null },
    ztunnel: null,
    waypoint: null,
    gateway: null,
    istiod: null,
    "istio-cni": null,
  },
  namespaces: [],
  sidecarMemory: null,
  workloads: [],
  services: [],
  top: [],
  gaps: [],
};

describe("what a pain is here now", () => {
  test("memory is what was measured, else what is requested, and what 500 such pods would take", () => {
    expect(rows()["memory"]?.now).toBe(
      "512 MiB: 4 sidecars request it, 128 MiB each on average; 500 such pods would request 62.5 GiB. 1 more request none and are not in it.",
    );
    expect(rows({}, MEASUREMENT)["memory"]?.now).toBe(
      "200 MiB: 4 sidecars use it, 50 MiB each on average; 500 such pods would use 24.4 GiB.",
    );
  });

  test("start is the median, with and without a sidecar", () => {
    expect(rows()["start"]?.now).toBe(
      "12 s: Half of 4 pods with a sidecar were ready by then, nine of ten by 30 s. Without a sidecar it is 7 s (2 pods; other applications, so no proof).",
    );
  });

  test("the others count pods, policies and ways", () => {
    const told = rows();
    expect(told["upgrade"]?.now).toContain("5 pods: must restart");
    expect(told["upgrade"]?.now).toContain("1 runs an older proxy than its istiod already.");
    expect(told["opt-out"]?.now).toContain("1 policy selects 2 of them and is not enforced there.");
    expect(told["path"]?.now).toContain("7 proxies: read HTTP here.");
    expect(told["path"]?.now).toContain("25 % of the ways between 2 namespaces");
  });

  test("what is unknown is never a zero", () => {
    const told = rows({ memory: null, start: null, upgrade: null, optOut: null, path: null });
    for (const pain of ["memory", "start", "upgrade", "opt-out", "path"]) {
      expect(told[pain]?.now).toMatch(/^null: .* not known\.$/);
    }
    expect(told["start"]?.ambient).toMatch(/^null: /);
    const silent = { ...PAINS.memory, sidecars: 3, unset: 3, requested: 0, distribution: null };
    expect(rows({ memory: silent })["memory"]?.now).toMatch(/^null: 3 sidecars run/);
    const unread = PAINS.optOut && { ...PAINS.optOut, policies: null, unprotected: null };
    expect(rows({ optOut: unread })["opt-out"]?.now).toContain("could not be told");
  });
});

describe("what ambient mode changes", () => {
  test("is said with this cluster's numbers", () => {
    const told = rows();
    expect(told["start"]?.ambient).toMatch(/^up to −40 %: .* 5 s in the middle/);
    expect(told["upgrade"]?.ambient).toMatch(/^0 pods: of applications restart\./);
    expect(told["upgrade"]?.ambient).toContain("2 gateways restart either way.");
    expect(told["opt-out"]?.ambient).toMatch(/^1 pod: stay out.* 2 are captured/);
    expect(told["path"]?.ambient).toMatch(/^50 % of ways: .*1 namespace that requires one/);
  });

  test("of classic sidecars alone the proxy's share is unknown, and said so", () => {
    const start = PAINS.start && {
      ...PAINS.start,
      wait: { ...PAINS.start.wait, native: PAINS.start.wait.classic },
    };
    expect(rows({ start })["start"]?.ambient).toMatch(/^null: .*cannot be told/);
  });
});

describe("charts", () => {
  const point = (day: number, pains: Partial<PainPoint> | null) => ({
    takenAt: `2026-03-0${day}T12:00:00.000Z`,
    pains: pains && {
      memoryEach: null,
      startWith: null,
      startWithout: null,
      waitShare: null,
      restarts: null,
      older: null,
      optedOut: null,
      notEnforced: null,
      envoys: null,
      ...pains,
    },
  });

  test("begin with the first snapshot that knows, and keep gaps", () => {
    const points = [
      point(1, null),
      point(2, { startWith: 12 }),
      point(3, null),
      point(4, { startWith: 9, startWithout: 0 }),
    ];
    const chart = painChart("start", points);
    expect(chart?.times).toHaveLength(3);
    expect(chart?.values).toEqual({
      startWith: [12_000, null, 9000],
      startWithout: [null, null, 0],
    });
    expect(painChart("path", points)).toBeNull();
    expect(painChart("start", points.slice(0, 2))).toBeNull();
  });

  test("of starts are in time, and absent where no pod tells", () => {
    const times = {
      pods: 1,
      unknown: 0,
      seconds: { p50: 4, p90: 4, p99: 4 },
      buckets: [
        { upTo: 2, pods: 0 },
        { upTo: 5, pods: 1 },
      ],
    };
    expect(startHistogram(times, "x", "y")?.buckets).toEqual([
      { upTo: 2000, amount: 0 },
      { upTo: 5000, amount: 1 },
    ]);
    expect(startHistogram(NO_TIMES, "x", "y")).toBeNull();
  });

  test("of requests are not called use", () => {
    const distribution = {
      buckets: [{ upTo: 128 * MIB, proxies: 3 }],
      p50: 128 * MIB,
      p90: 128 * MIB,
      p99: 128 * MIB,
    };
    expect(memoryHistogram(distribution, false).title).toBe("Memory that each sidecar requests");
    expect(memoryHistogram(distribution, true).title).toBe("Memory per sidecar");
  });
});
