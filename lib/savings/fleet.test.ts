import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FleetCluster, fleetAssumptions, fleetSavings } from "./fleet.ts";
import type { SavingsInput } from "./input.ts";
import { estimate } from "./model.ts";
import { assume } from "./parameters.ts";
import { savingsCluster, savingsNamespace } from "./testing/input.ts";

const MIB = 1024 ** 2;

function cluster(name: string, pods: number, said: Partial<SavingsInput> = {}): FleetCluster {
  return {
    id: name,
    name,
    input: savingsCluster([savingsNamespace("shop", pods)], { cniIsNew: false, ...said }),
  };
}

describe("the fleet by request", () => {
  test("is the sum of its clusters, as worked out by hand", () => {
    // 100 and 50 sidecars of 128 MiB and 100 m; ztunnel of 512 MiB and 200 m on three nodes each; no waypoint.
    const [requests] = fleetSavings([cluster("one", 100), cluster("two", 50)]).requests;
    const likely = requests?.estimates[1];
    expect(requests?.source).toBe("pod-specs");
    expect(likely?.sidecars.memory.value).toBe(150 * 128 * MIB);
    expect(likely?.ambient.memory.value).toBe(6 * 512 * MIB);
    expect(likely?.saved.memory).toEqual({ value: (150 * 128 - 6 * 512) * MIB, bound: "exact" });
    expect(likely?.saved.cpu.value).toBe(150 * 100 - 6 * 200);
    expect(likely?.savedShare.memory.value).toBeCloseTo(0.84, 10);
    expect(likely?.usdPerMonth).toBeNull();
  });

  test("is worth money once both prices are given", () => {
    const { requests } = fleetSavings([cluster("one", 100), cluster("two", 50)], {
      usdPerVcpuHour: 0.03,
      usdPerGibHour: 0.004,
    });
    // 730 h x (13.8 vCPU x 0.03 + 15.75 GiB x 0.004)
    expect(requests[0]?.estimates[1]?.usdPerMonth?.value).toBeCloseTo(348.21, 2);
  });

  test("keeps what was assumed for old snapshots out of the sum of pod specs", () => {
    const { requests, unread } = fleetSavings([
      cluster("new", 10),
      cluster("old", 10, { requestSource: "assumed" }),
      cluster("unread", 0, { requestSource: null }),
    ]);
    expect(requests.map(({ source, clusters }) => [source, clusters.map(({ id }) => id)])).toEqual([
      ["pod-specs", ["new"]],
      ["assumed", ["old"]],
    ]);
    expect(unread.map(({ id }) => id)).toEqual(["unread"]);
  });

  test("of a cluster with unknown nodes is told as open, not as a number that is too good", () => {
    const [requests] = fleetSavings([
      cluster("one", 100),
      cluster("two", 50, { cluster: {} }),
    ]).requests;
    expect(requests?.estimates[1]?.ambient.memory.bound).toBe("at-least");
    expect(requests?.estimates[1]?.saved.memory.bound).toBe("at-most");
  });
});

describe("the fleet by use", () => {
  test("never adds up two sources, and published figures to neither", () => {
    const used = { memory: 600 * MIB, cpu: 80 };
    const measured = (name: string, usageSource: SavingsInput["usageSource"]) => ({
      id: name,
      name,
      input: savingsCluster([savingsNamespace("shop", 10, { used })], { usageSource }),
    });
    const { usage } = fleetSavings([
      cluster("none", 10),
      measured("metrics", "metrics-api"),
      measured("prometheus", "prometheus"),
      measured("prometheus-2", "prometheus"),
    ]);
    expect(
      usage.map(({ source, estimates }) => [source, estimates[1]?.sidecars.memory.value]),
    ).toEqual([
      ["prometheus", 1200 * MIB],
      ["metrics-api", 600 * MIB],
      ["published", 10 * 60e6],
    ]);
    expect(
      usage.every(({ estimates }) => estimates.every(({ usdPerMonth }) => usdPerMonth === null)),
    ).toBe(true);
  });
});

test("a cluster without sidecars and without a measurement is in no sum of use", () => {
  const empty = (name: string, said: Partial<SavingsInput>): FleetCluster => ({
    id: name,
    name,
    input: savingsCluster([], said),
  });
  const { requests, usage } = fleetSavings([
    empty("plain", {}),
    empty("measured", { usageSource: "prometheus" }),
  ]);
  expect(requests[0]?.clusters.map(({ id }) => id)).toEqual(["plain", "measured"]);
  expect(usage.map(({ clusters }) => clusters.map(({ id }) => id))).toEqual([["measured"]]);
});

test("namespaces that would cost more are listed with their cluster, the costliest first", () => {
  const costly = (name: string, pods: number) => savingsNamespace(name, pods, { need: "required" });
  const { costly: listed } = fleetSavings([
    {
      id: "a",
      name: "A",
      input: savingsCluster([costly("tiny", 1), savingsNamespace("shop", 90)]),
    },
    {
      id: "b",
      name: "B",
      input: savingsCluster([costly("small", 2), savingsNamespace("shop", 900)]),
    },
  ]);
  expect(listed.map(({ cluster: of, namespace }) => [of, namespace])).toEqual([
    ["A", "tiny"],
    ["B", "small"],
  ]);
  expect(listed.every(({ more }) => more > 0)).toBe(true);
});

test("what differs by cluster is not taken for all of them, and the visitor is told", () => {
  expect(fleetAssumptions({ nodes: 5, ztunnelMem: 256, staying: true })).toEqual({
    given: { ztunnelMem: 256, staying: true },
    refused: ["Nodes that run ztunnel differ by cluster: give them on the cluster's own page."],
  });
});

test("one cluster as a fleet is that cluster, whatever is assumed", () => {
  const anyNamespace = fc.record({
    pods: fc.integer({ min: 1, max: 200 }),
    need: fc.constantFrom("none", "recommended", "required", "could-not-tell"),
    rps: fc.option(fc.integer({ min: 0, max: 9000 }), { nil: null }),
  });
  fc.assert(
    fc.property(fc.array(anyNamespace, { minLength: 1, maxLength: 8 }), (said) => {
      const input = savingsCluster(
        said.map((each, at) =>
          savingsNamespace(`n${at}`, each.pods, { need: each.need, rps: each.rps }),
        ),
      );
      const { requests, usage } = fleetSavings([{ id: "c", name: "c", input }]);
      for (const [sums, basis] of [
        [requests, "requests"],
        [usage, "usage"],
      ] as const) {
        for (const whole of sums[0]?.estimates ?? []) {
          const own = estimate(input, assume({}, input.cluster), basis, whole.scenario);
          expect(whole.sidecars).toEqual(own.sidecars);
          expect(whole.ambient).toEqual(own.ambient);
          expect(whole.saved).toEqual(own.saved);
        }
      }
    }),
  );
});
