import { describe, expect, test } from "vitest";
import { sampleDocument } from "../db/testing/document.ts";
import type { RequestedUsage, SnapshotDocument } from "../snapshot/document.ts";
import type { Measurement } from "../snapshot/measurement.ts";
import { savingsInput } from "./input.ts";
import { plannedSaving } from "./planned.ts";
import { realisedSavings } from "./planned-realised.ts";

const MIB = 1024 ** 2;
const NONE: RequestedUsage = { proxies: 0, memory: 0, cpu: 0, unset: 0 };

function sidecars(proxies: number): RequestedUsage {
  return { proxies, memory: proxies * 128 * MIB, cpu: proxies * 100, unset: 0 };
}

function waypoints(proxies: number): RequestedUsage {
  return { proxies, memory: proxies * 128 * MIB, cpu: proxies * 100, unset: 0 };
}

function requested(
  namespaces: Readonly<Record<string, { sidecar?: RequestedUsage; waypoint?: RequestedUsage }>>,
  ztunnel = NONE,
): NonNullable<SnapshotDocument["requested"]> {
  return {
    parts: {
      sidecar: NONE,
      ztunnel,
      waypoint: NONE,
      gateway: NONE,
      istiod: NONE,
      "istio-cni": NONE,
    },
    namespaces: Object.entries(namespaces).map(([namespace, row]) => ({
      namespace,
      sidecar: row.sidecar ?? NONE,
      waypoint: row.waypoint ?? NONE,
    })),
    nodes: { count: 4, canRunZtunnel: 3, allocatable: { memory: 32 * 1024 * MIB, cpu: 16_000 } },
    all: { memory: 10 * 1024 * MIB, cpu: 9000 },
    gaps: [],
  };
}

function documentWith(figures: SnapshotDocument["requested"]): SnapshotDocument {
  return { ...sampleDocument({ namespaces: 2 }), requested: figures };
}

function measurement(said: Partial<Measurement>): Measurement {
  return {
    at: "2026-03-01T12:00:00.000Z",
    source: "prometheus",
    window: 300,
    parts: {
      sidecar: null,
      ztunnel: { proxies: 3, memory: 90e6, cpu: 30 },
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
    gaps: [{ what: "latency", because: "No histogram is there." }],
    ...said,
  };
}

describe("what the estimate knows", () => {
  test("comes from pod specs, and only of namespaces with a sidecar", () => {
    const input = savingsInput(
      documentWith(
        requested({ "team-0": { sidecar: sidecars(5) }, "team-1": { waypoint: waypoints(2) } }),
      ),
    );
    expect(input.requestSource).toBe("pod-specs");
    expect(
      input.namespaces.map(({ name, pods, requested: { memory } }) => [name, pods, memory]),
    ).toEqual([["team-0", 5, 640 * MIB]]);
    expect(input.cluster).toEqual({ nodes: 3 });
    expect(input.pool).toMatchObject({ nodes: 4, requested: { cpu: 9000 } });
  });

  test("is counted from pods for a snapshot that is older than the figures", () => {
    const input = savingsInput(documentWith(null));
    expect(input.requestSource).toBe("assumed");
    expect(input.namespaces.map(({ pods, requested: amount }) => [pods, amount.memory])).toEqual([
      [20, null],
      [20, null],
    ]);
    expect(input.pool).toBeNull();
  });

  test("is nothing where pods could not be read", () => {
    const unread = documentWith(null);
    const blind = {
      ...unread,
      namespaces: unread.namespaces.map((row) => ({ ...row, pods: null })),
    };
    expect(savingsInput(blind)).toMatchObject({ requestSource: null, namespaces: [] });
  });

  test("has sidecars of a namespace that could not be read as one nobody judged", () => {
    const input = savingsInput(documentWith(requested({ unseen: { sidecar: sidecars(3) } })));
    expect(input.namespaces).toMatchObject([
      { name: "unseen", need: "could-not-tell", stays: false },
    ]);
  });

  test("leaves out what should stay on sidecars, and what is left out of every judgement", () => {
    const whole = documentWith(
      requested({ "team-0": { sidecar: sidecars(1) }, "team-1": { sidecar: sidecars(1) } }),
    );
    const [first, second] = whole.namespaces;
    if (!first || !second) throw new Error("Two namespaces were made.");
    const namespaces = [
      { ...first, verdict: "stay-on-sidecar" as const },
      { ...second, verdict: null, excluded: "system namespace" },
    ];
    const stays = savingsInput({ ...whole, namespaces }).namespaces.map((row) => row.stays);
    expect(stays).toEqual([true, true]);
  });

  test("takes ztunnel from the cluster's own, and from the version where there is none", () => {
    const ztunnel = { proxies: 3, memory: 3 * 600 * MIB, cpu: 750, unset: 0 };
    expect(savingsInput(documentWith(requested({}, ztunnel))).cluster).toMatchObject({
      ztunnelMem: 600,
      ztunnelCpu: 250,
    });
    expect(savingsInput(documentWith(requested({}, ztunnel))).ztunnelRuns).toBe(3);
    const ofVersion = (istioVersion: string) =>
      savingsInput({ ...documentWith(requested({})), istioVersion }).cluster.ztunnelMem;
    expect(ofVersion("1.22.0")).toBe(2048);
    expect(ofVersion("1.21.6-distroless")).toBe(2048);
    expect(ofVersion("1.22.1")).toBeUndefined();
    expect(ofVersion("1.31.1")).toBeUndefined();
  });
});

test("Services that could not be read are a gap, not a namespace without any", () => {
  const read = documentWith(requested({ "team-0": { sidecar: sidecars(5) } }));
  const coverage = (outcome: "read" | "not-permitted"): SnapshotDocument["coverage"] => [
    {
      resource: "services",
      kind: "Service",
      outcome,
      objects: 0,
      detail: "",
      restarted: false,
      undecidedChecks: [],
      rbac: "",
    },
  ];
  expect(savingsInput({ ...read, coverage: coverage("read") }).gaps).toEqual([]);
  expect(savingsInput({ ...read, coverage: coverage("not-permitted") }).gaps).toEqual([
    expect.stringMatching(/^Services or Gateways could not be read/),
  ]);
});

describe("what was measured", () => {
  const document = documentWith(requested({ "team-0": { sidecar: sidecars(5) } }));

  test("stands beside what is requested, with rates counted once", () => {
    const traffic = (reporter: "source" | "destination", requestsPerSecond: number) => ({
      reporter,
      requestsPerSecond,
      errorRatio: null,
      p50: null,
      p90: null,
      p99: null,
    });
    const input = savingsInput(
      document,
      measurement({
        namespaces: [
          {
            namespace: "team-0",
            sidecar: { proxies: 5, memory: 300e6, cpu: 40 },
            waypoint: null,
            traffic: [traffic("source", 90), traffic("destination", 100)],
          },
        ],
      }),
    );
    expect(input.usageSource).toBe("prometheus");
    expect(input.namespaces[0]).toMatchObject({ used: { memory: 300e6, cpu: 40 }, rps: 100 });
    expect(input.cluster).toMatchObject({ ztunnelMemUsage: 30 });
    expect(input.gaps).toEqual(["Could not tell latency: No histogram is there."]);
  });

  test.each(["requested", "published"] as const)("is never what was only %s", (source) => {
    const input = savingsInput(document, measurement({ source }));
    expect(input.usageSource).toBeNull();
    expect(input.cluster).not.toHaveProperty("ztunnelMemUsage");
  });
});

describe("planned against realised", () => {
  const before = documentWith(
    requested({ "team-0": { sidecar: sidecars(20) }, "team-1": { sidecar: sidecars(10) } }),
  );
  const later = (figures: SnapshotDocument["requested"], ambient = 18): SnapshotDocument => {
    const whole = documentWith(figures);
    return {
      ...whole,
      takenAt: "2026-03-09T12:00:00.000Z",
      namespaces: whole.namespaces.map((row) => ({
        ...row,
        pods: row.pods && { ...row.pods, sidecar: 0, ambient },
      })),
    };
  };
  const ztunnel = { proxies: 3, memory: 3 * 512 * MIB, cpu: 600, unset: 0 };

  test("counts a namespace that has left its sidecars, with the waypoint that it took", () => {
    const now = later(
      requested(
        { "team-0": { waypoint: waypoints(2) }, "team-1": { sidecar: sidecars(4) } },
        ztunnel,
      ),
    );
    const found = realisedSavings(before, now);
    // team-0: planned 20 * 128 MiB without a waypoint; realised 2560 - 2 * 128 = 2304 MiB
    expect(found?.namespaces.map(({ name }) => name)).toEqual(["team-0"]);
    expect(found?.planned.memory.value).toBe(2560 * MIB);
    expect(found?.realised.memory.value).toBe(2304 * MIB);
    expect(found?.agents.memory.value).toBe(1536 * MIB);
  });

  test("counts none that only went away, and says nothing without requests on both sides", () => {
    expect(realisedSavings(before, later(requested({}), 0))?.namespaces).toEqual([]);
    expect(realisedSavings(documentWith(null), later(requested({})))).toBeNull();
  });
});

describe("the planned saving of a whole cluster", () => {
  const figures = requested({ "team-0": { sidecar: sidecars(100) } });

  test("is the likely one by request, with the default assumptions", () => {
    // 100 * 128 MiB - 3 * (512 + 100) MiB; team-0 needs no waypoint
    expect(plannedSaving(documentWith(figures))).toBe((12_800 - 1836) * MIB);
    expect(plannedSaving(documentWith(requested({})))).toBe(0);
  });

  test("is not told where it could be too high, or rests on assumed requests", () => {
    expect(plannedSaving(documentWith({ ...figures, nodes: null }))).toBeNull();
    expect(plannedSaving(documentWith(null))).toBeNull();
  });
});
