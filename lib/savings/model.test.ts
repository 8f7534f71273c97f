import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SavingsInput, SavingsNamespace } from "./input.ts";
import {
  breakEvenPods,
  type Estimate,
  estimate,
  money,
  nodesFreed,
  SCENARIOS,
  whileMigrating,
} from "./model.ts";
import { assume, type GivenAssumptions, WAYPOINT_SCOPES } from "./parameters.ts";
import { savingsCluster, savingsNamespace } from "./testing/input.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

function likely(
  input: SavingsInput,
  given: GivenAssumptions = {},
  basis: "requests" | "usage" = "requests",
): Estimate {
  return estimate(input, assume(given, input.cluster), basis, "likely");
}

describe("by request", () => {
  // Three nodes without istio-cni: 3 * (512 + 100) MiB = 1836 MiB and 3 * (200 + 100) m = 900 m.
  const cluster = savingsCluster([
    savingsNamespace("shop", 40, { need: "required" }),
    savingsNamespace("cart", 20),
  ]);

  test("sidecars are set against ztunnel, istio-cni and waypoints", () => {
    const { sidecars, ambient, saved, savedShare, waypoints } = likely(cluster);
    // 60 * 128 MiB = 7680 MiB; 60 * 100 m = 6000 m
    expect(sidecars.memory).toEqual({ value: 7680 * MIB, bound: "exact" });
    expect(sidecars.cpu).toEqual({ value: 6000, bound: "exact" });
    // 1836 MiB + 2 * 128 MiB = 2092 MiB; 900 m + 2 * 100 m = 1100 m
    expect(waypoints).toBe(2);
    expect(ambient.memory.value).toBe(2092 * MIB);
    expect(ambient.cpu.value).toBe(1100);
    // 7680 - 2092 = 5588 MiB; 5588 / 7680 = 72.8 %
    expect(saved.memory).toEqual({ value: 5588 * MIB, bound: "exact" });
    expect(savedShare.memory.value).toBeCloseTo(0.7276, 4);
    expect(saved.cpu.value).toBe(4900);
  });

  test("istio-cni that is installed costs nothing more, and istiod only what is said", () => {
    const installed = { ...cluster, cniIsNew: false };
    // 3 * 512 + 2 * 128 = 1792 MiB
    expect(likely(installed).ambient.memory.value).toBe(1792 * MIB);
    expect(likely(installed, { istiodDeltaMem: 100 }).ambient.memory.value).toBe(1892 * MIB);
    expect(likely(installed, { istiodDeltaCpu: -200 }).saved.cpu.value).toBe(
      6000 - 3 * 200 - 2 * 100 + 200,
    );
  });

  test("ztunnel is counted on the nodes that it has yet to come to: elsewhere it is paid already", () => {
    const begun = { ...cluster, cniIsNew: false };
    // 1 * 512 + 2 * 128 = 768 MiB, then 256 MiB
    expect(likely({ ...begun, ztunnelRuns: 2 }).ambient.memory.value).toBe(768 * MIB);
    expect(likely({ ...begun, ztunnelRuns: 3 }).ambient.memory.value).toBe(256 * MIB);
    expect(likely({ ...begun, ztunnelRuns: 9 }).ambient.cpu.value).toBe(200);
    expect(likely({ ...begun, ztunnelRuns: 3 }, {}, "usage").ambient.memory.value).toBe(120e6);
  });

  test("a namespace pays for ztunnel by its share of pods, and the whole is the sum of them", () => {
    const { namespaces, saved } = likely(cluster);
    const [shop, cart] = namespaces;
    // shop: 5120 MiB - 256 MiB - 1836 MiB * 40 / 60 = 3640 MiB; cart: 2560 - 612 = 1948 MiB
    expect(shop?.saved.memory.value).toBe(3640 * MIB);
    expect(shop?.marginal.memory.value).toBe(4864 * MIB);
    expect(cart?.saved.memory.value).toBe(1948 * MIB);
    expect(saved.memory.value).toBe((3640 + 1948) * MIB);
  });

  test("a namespace with a waypoint and two sidecars costs more in ambient, and says how much", () => {
    const small = savingsCluster([
      savingsNamespace("small", 2, { need: "required" }),
      savingsNamespace("large", 98),
    ]);
    const [row] = likely(small).namespaces;
    // 2 * 128 - 2 * 128 - 1836 * 2 / 100 = -36.72 MiB
    expect(row?.costsMore).toBe(true);
    expect(row?.saved.memory.value).toBeCloseTo(-36.72 * MIB, 0);
    expect(likely(small).namespaces[1]?.costsMore).toBe(false);
    // A pod frees 128 - 18.36 = 109.64 MiB: 256 / 109.64 = 2.3, so three pods.
    expect(breakEvenPods(likely(small), assume({}, small.cluster))).toBe(3);
  });

  test("no number of pods is enough where ztunnel alone takes more than sidecars", () => {
    const sparse = savingsCluster([savingsNamespace("one", 3)], { cluster: { nodes: 100 } });
    expect(breakEvenPods(likely(sparse), assume({}, sparse.cluster))).toBeNull();
    expect(likely(sparse).saved.memory.value).toBeLessThan(0);
  });

  test("namespaces that should stay are left out, unless they are asked for", () => {
    const mixed = savingsCluster([
      savingsNamespace("shop", 40),
      savingsNamespace("wasm", 10, { stays: true }),
    ]);
    expect(likely(mixed).sidecars.memory.value).toBe(40 * 128 * MIB);
    expect(likely(mixed, { staying: true }).sidecars.memory.value).toBe(50 * 128 * MIB);
  });

  test("a snapshot that does not know requests is estimated with the assumed ones", () => {
    const older = savingsCluster(
      [savingsNamespace("shop", 10, { requested: { memory: null, cpu: null } })],
      { requestSource: "assumed" },
    );
    expect(likely(older, { sidecarMem: 64 }).sidecars.memory.value).toBe(640 * MIB);
  });
});

describe("the three estimates", () => {
  const cluster = savingsCluster([
    savingsNamespace("required", 30, { need: "required", services: 4 }),
    savingsNamespace("recommended", 30, { need: "recommended", services: 5 }),
    savingsNamespace("unclear", 30, { need: "could-not-tell", services: 0 }),
    savingsNamespace("none", 30, { services: 9 }),
  ]);
  const replicas = (given: GivenAssumptions = {}) =>
    SCENARIOS.map(
      (scenario) =>
        estimate(cluster, assume(given, cluster.cluster), "requests", scenario).waypoints,
    );

  test("count a waypoint for each service, for each namespace, or only where it is required", () => {
    // low: (4 + 5 + 1) * 2; likely: 3 * 2; high: 1 * 2
    expect(replicas()).toEqual([20, 6, 2]);
  });

  test("follow the assumptions where these speak of the likely one", () => {
    expect(replicas({ optionalWaypoints: false })).toEqual([20, 4, 2]);
    expect(replicas({ waypointScope: "service" })).toEqual([20, 20, 2]);
    expect(replicas({ waypointScope: "shared" })[1]).toBeCloseTo(2, 10);
    expect(replicas({ waypointMinReplicas: 3 })).toEqual([30, 9, 3]);
  });

  test("count more replicas where the request rate needs them", () => {
    const busy = savingsCluster([
      // 10,000 rps * 0.25 vCPU / 1000 = 2.5 vCPU: three replicas of 1 vCPU
      savingsNamespace("busy", 30, { need: "required", rps: 10_000 }),
    ]);
    expect(likely(busy).waypoints).toBe(3);
    expect(likely(busy, { waypointCpuTarget: 0.5 }).waypoints).toBe(5);
  });
});

describe("by use", () => {
  test("published figures stand in only where nothing at all was measured", () => {
    const { sidecars, ambient } = likely(
      savingsCluster([savingsNamespace("shop", 10)]),
      {},
      "usage",
    );
    // 10 * 60 MB; 3 * 12 MB
    expect(sidecars.memory).toEqual({ value: 600e6, bound: "exact" });
    expect(ambient.memory.value).toBe(36e6);
  });

  test("a namespace without a measurement makes the sum a lower bound and is not filled up", () => {
    const measured = savingsCluster(
      [
        savingsNamespace("shop", 10, { used: { memory: 700e6, cpu: 90 } }),
        savingsNamespace("cart", 10),
      ],
      { usageSource: "prometheus" },
    );
    const { sidecars, saved } = likely(measured, {}, "usage");
    expect(sidecars.memory).toEqual({ value: 700e6, bound: "at-least" });
    expect(saved.memory).toEqual({ value: 664e6, bound: "at-least" });
  });

  test("CPU follows the request rate along the path, and is unknown without it", () => {
    const rates = savingsCluster([
      savingsNamespace("shop", 10, { rps: 2000, need: "required" }),
      savingsNamespace("cart", 10, { rps: 1000 }),
    ]);
    const { sidecars, ambient } = likely(rates, {}, "usage");
    // 3000 rps: 3 * 2 * 0.20 = 1.2 vCPU; 3 * 2 * 0.06 + 2 * 0.25 = 0.86 vCPU
    expect(sidecars.cpu.value).toBeCloseTo(1200, 6);
    expect(ambient.cpu.value).toBeCloseTo(860, 6);
    // One hop on both sides: 0.6 vCPU and 0.18 + 0.5 vCPU
    expect(likely(rates, { hops: 1 }, "usage").sidecars.cpu.value).toBeCloseTo(600, 6);
    expect(likely(rates, { hops: 1 }, "usage").ambient.cpu.value).toBeCloseTo(680, 6);
    // Idle: 20 * 0.01 vCPU more
    expect(likely(rates, { sidecarCpuIdle: 0.01 }, "usage").sidecars.cpu.value).toBeCloseTo(
      1400,
      6,
    );

    const silent = savingsCluster([savingsNamespace("shop", 10)]);
    expect(likely(silent, {}, "usage").sidecars.cpu.value).toBeNull();
  });

  test("no money is made of it: a bill is of requests", () => {
    const given = { usdPerVcpuHour: 0.03, usdPerGibHour: 0.004 };
    expect(
      likely(savingsCluster([savingsNamespace("a", 9)]), given, "usage").usdPerMonth,
    ).toBeNull();
  });
});

describe("money", () => {
  // 3 nodes with istio-cni: 100 * 128 - 3 * 512 = 11,264 MiB = 11 GiB; 10,000 - 600 = 9400 m
  const cluster = savingsCluster([savingsNamespace("shop", 100)], { cniIsNew: false });

  test("is worked out from both prices, the hours of a month and what really goes", () => {
    const prices = { usdPerVcpuHour: 0.031611, usdPerGibHour: 0.004237 };
    // 730 * (9.4 * 0.031611 + 11 * 0.004237) = 730 * 0.3437504 = 250.94
    expect(likely(cluster, prices).usdPerMonth?.value).toBeCloseTo(250.94, 2);
    expect(likely(cluster, { ...prices, realisation: 0.5 }).usdPerMonth?.value).toBeCloseTo(
      125.47,
      2,
    );
  });

  test("is not shown without both prices, and unknown where requests are", () => {
    expect(likely(cluster, { usdPerVcpuHour: 0.03 }).usdPerMonth).toBeNull();
    const { saved } = likely({ ...cluster, cluster: {} });
    expect(money(saved, assume({ usdPerVcpuHour: 0.03, usdPerGibHour: 0.004 }))).toMatchObject({
      bound: "at-most",
    });
  });
});

test("where nodes could not be counted, the cost of ztunnel is missing and the saving an upper bound", () => {
  const blind = savingsCluster([savingsNamespace("shop", 10, { need: "required" })], {
    cluster: {},
  });
  const { ambient, saved } = likely(blind);
  expect(ambient.memory).toEqual({ value: 256 * MIB, bound: "at-least" });
  expect(saved.memory).toEqual({ value: 1024 * MIB, bound: "at-most" });
  expect(likely(blind, { nodes: 2 }).ambient.memory.value).toBe((2 * 612 + 256) * MIB);
});

describe("nodes", () => {
  const pool = {
    nodes: 10,
    allocatable: { memory: 160 * GIB, cpu: 40_000 },
    requested: { memory: 40 * GIB, cpu: 38_000 },
  };

  test("go as far as the scarcer resource lets them", () => {
    // 100 sidecars of 100 m, 3 ztunnels: 9400 m freed. 38 vCPU / 4 = 10 nodes; 28.6 / 4 = 8 nodes
    const cluster = savingsCluster([savingsNamespace("shop", 100)], { cniIsNew: false, pool });
    expect(nodesFreed(cluster, likely(cluster).saved)).toBe(2);
  });

  test("are not promised when they, or what they allow, are unknown", () => {
    const cluster = savingsCluster([savingsNamespace("shop", 100)]);
    const { saved } = likely(cluster);
    expect(nodesFreed(cluster, saved)).toBeNull();
    const silent = { ...pool, allocatable: { memory: null, cpu: null } };
    expect(nodesFreed({ ...cluster, pool: silent }, saved)).toBeNull();
  });
});

test("on the way more is paid first: ztunnel in full, then each waypoint beside its sidecars", () => {
  const cluster = savingsCluster(
    [
      savingsNamespace("small", 4, { need: "required" }),
      savingsNamespace("large", 20, { need: "required" }),
    ],
    { cniIsNew: false },
  );
  // now 24 * 128 = 3072; + 3 * 512 = 4608; + waypoint of large 256 = 4864; - 2560 = 2304 < 3072 after one
  expect(whileMigrating(likely(cluster), "memory")).toEqual({
    peak: { value: 4864 * MIB, bound: "exact" },
    breaksEvenAfter: 1,
  });
  const blind = likely({ ...cluster, cluster: {} });
  expect(whileMigrating(blind, "memory").peak.value).toBeNull();
});

describe("whatever the cluster", () => {
  const amount = fc.option(fc.integer({ min: 0, max: 1e12 }), { nil: null });
  const namespace = fc.record({
    name: fc.string(),
    pods: fc.integer({ min: 1, max: 500 }),
    requested: fc.record({ memory: amount, cpu: amount }),
    used: fc.option(fc.record({ memory: amount, cpu: amount }), { nil: null }),
    rps: fc.option(fc.integer({ min: 0, max: 1e6 }), { nil: null }),
    need: fc.constantFrom<SavingsNamespace["need"]>(
      "none",
      "recommended",
      "required",
      "could-not-tell",
    ),
    services: fc.integer({ min: 0, max: 50 }),
    stays: fc.boolean(),
  });
  const input = fc
    .record({
      namespaces: fc.array(namespace, { maxLength: 12 }),
      nodes: fc.option(fc.integer({ min: 0, max: 500 }), { nil: null }),
      cniIsNew: fc.boolean(),
      requestSource: fc.constantFrom("pod-specs" as const, "assumed" as const),
      usageSource: fc.constantFrom("prometheus" as const, null),
    })
    .map(({ nodes, ...rest }) =>
      savingsCluster(rest.namespaces, { ...rest, cluster: nodes === null ? {} : { nodes } }),
    );
  const scope = fc.constantFrom(...WAYPOINT_SCOPES);
  const bases = fc.constantFrom("requests" as const, "usage" as const);
  const scenarios = fc.constantFrom(...SCENARIOS);

  test("no figure is ever NaN or infinite", () => {
    fc.assert(
      fc.property(input, scope, bases, scenarios, (cluster, waypointScope, basis, scenario) => {
        const given = { waypointScope, usdPerVcpuHour: 0.03, usdPerGibHour: 0.004 };
        const all = estimate(cluster, assume(given, cluster.cluster), basis, scenario);
        const text = JSON.stringify(all, (_, value) => {
          if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
          return value;
        });
        expect(text).not.toContain("undefined");
        expect(Number.isFinite(whileMigrating(all, "memory").peak.value ?? 0)).toBe(true);
      }),
    );
  });

  test("another sidecar never makes the saving smaller", () => {
    const known = fc.array(
      fc.record({
        pods: fc.integer({ min: 1, max: 200 }),
        need: namespace.map(({ need }) => need),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(known, scenarios, (wishes, scenario) => {
        const clusterOf = (more: number) =>
          savingsCluster(
            wishes.map(({ pods, need }, at) =>
              savingsNamespace(`n${at}`, at === 0 ? pods + more : pods, { need }),
            ),
          );
        const savedOf = (more: number) =>
          estimate(clusterOf(more), assume({}, { nodes: 3 }), "requests", scenario).saved.memory;
        expect(savedOf(1).value).toBeGreaterThan(savedOf(0).value ?? Number.POSITIVE_INFINITY);
      }),
    );
  });

  test("the whole is the sum of its namespaces, and low never saves more than high", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            pods: fc.integer({ min: 1, max: 200 }),
            need: namespace.map(({ need }) => need),
          }),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        (wishes) => {
          const cluster = savingsCluster(
            wishes.map(({ pods, need }, at) => savingsNamespace(`n${at}`, pods, { need })),
          );
          const [low, middle, high] = SCENARIOS.map((scenario) =>
            estimate(cluster, assume({}, cluster.cluster), "requests", scenario),
          );
          for (const each of [low, middle, high]) {
            const parts = each?.namespaces.map(({ saved }) => saved.memory.value ?? Number.NaN);
            const together = parts?.reduce((sum, part) => sum + part, 0) ?? Number.NaN;
            expect(Math.abs(together - (each?.saved.memory.value ?? Number.NaN))).toBeLessThan(1);
          }
          const saved = [low, middle, high].map((each) => each?.saved.memory.value ?? Number.NaN);
          expect(saved).toEqual(saved.toSorted((a, b) => a - b));
        },
      ),
    );
  });
});
