import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atLeast, exactly, UNKNOWN } from "@/lib/savings/figure.ts";
import { estimate } from "@/lib/savings/model.ts";
import { assume } from "@/lib/savings/parameters.ts";
import { savingsCluster, savingsNamespace } from "@/lib/savings/testing/input.ts";
import { numberOf, readAssumptions } from "./address.ts";
import { filterSavings, type SavingsFilter } from "./namespace-rows.ts";
import { packInput, unpackInput } from "./pack.ts";
import { figureText, limits, moneyText, rangeText, shareText } from "./words.ts";

const GIB = 1024 ** 3;
const NBSP = "\u00a0";

describe("the address", () => {
  test("gives numbers and choices, and says of what it cannot why", () => {
    expect(
      readAssumptions({
        ztunnelMem: "256",
        realisation: "0,5",
        nodes: "-1",
        hops: "many",
        waypoints: "service",
        optional: "no",
        staying: "moved",
      }),
    ).toEqual({
      given: {
        ztunnelMem: 256,
        realisation: 0.5,
        waypointScope: "service",
        optionalWaypoints: false,
        staying: true,
      },
      refused: [
        "Nodes that run ztunnel has to be between 0 and 20,000 nodes.",
        "Proxies that a request passes, without waypoints has to be a number.",
      ],
    });
  });

  test("of somebody else does no harm, whatever it says", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { given, refused } = readAssumptions({ nodes: text, waypoints: text });
        const taken = given.nodes !== undefined;
        expect(taken ? refused : []).toEqual([]);
        if (taken) expect(Number.isInteger(given.nodes)).toBe(true);
      }),
    );
    expect(numberOf("1e9")).toBeNaN();
    expect(numberOf("Infinity")).toBeNaN();
    expect(numberOf("0x10")).toBeNaN();
  });
});

describe("words", () => {
  test("say whether a figure is a bound", () => {
    expect(figureText(exactly(6.2 * GIB), "memory", "en")).toBe(`6.2${NBSP}GiB`);
    expect(figureText(atLeast(1500), "cpu", "en")).toBe(`≥ 1.5${NBSP}vCPU`);
    expect(figureText(UNKNOWN, "memory", "en")).toBeNull();
    expect(shareText(exactly(-0.25), "en")).toBe(`−25${NBSP}%`);
    expect(moneyText(exactly(250.94), "en")).toBe(`USD${NBSP}251`);
    expect(moneyText(exactly(2.5), "en")).toBe(`USD${NBSP}2.50`);
  });

  test("do not say that something is at least nothing", () => {
    expect(figureText(atLeast(0), "cpu", "en")).toBeNull();
    expect(figureText(exactly(0), "cpu", "en")).toBe(`0${NBSP}mCPU`);
  });

  test("give a range once where both ends read the same", () => {
    expect(rangeText(exactly(13 * GIB), exactly(6 * GIB), "memory", "en")).toBe(`6–13${NBSP}GiB`);
    expect(rangeText(exactly(GIB / 2), exactly(2 * GIB), "memory", "en")).toBe(
      `512${NBSP}MiB–2${NBSP}GiB`,
    );
    expect(rangeText(exactly(GIB), exactly(GIB), "memory", "en")).toBe(`1${NBSP}GiB`);
    expect(rangeText(UNKNOWN, UNKNOWN, "memory", "en")).toBeNull();
  });

  test("name what limits the estimate, and nothing where nothing does", () => {
    const blind = savingsCluster(
      [
        savingsNamespace("a", 4, { need: "required" }),
        savingsNamespace("b", 4, { stays: true }),
        savingsNamespace("c", 4, { need: "could-not-tell" }),
      ],
      { cluster: {}, unset: 2, ztunnelRuns: 1, gaps: ["Not every pod could be read."] },
    );
    const likely = estimate(blind, assume({}, blind.cluster), "requests", "likely");
    expect(limits(blind, { likely, moved: 2 }, "en")).toEqual([
      "Nodes could not be counted, so ztunnel is missing on the side of ambient: give their number in the assumptions.",
      "2 sidecars request no memory or no CPU: nothing is reserved for them, and nothing is freed.",
      "1 namespace that should stay on sidecars is left out of the estimate.",
      "For 1 namespace it could not be told whether a waypoint is needed: low and likely count one, high does not.",
      "Request rates of 3 namespaces are not measured: waypoints are counted there with their smallest number of replicas.",
      "ztunnel runs on 1 node already: what it takes there is paid now and is not counted again.",
      "istio-cni was not found here, so its requests are counted on every node.",
      "Not every pod could be read.",
    ]);

    const plain = savingsCluster([savingsNamespace("a", 4, { rps: 5 })], { cniIsNew: false });
    const all = estimate(plain, assume({}, plain.cluster), "requests", "likely");
    expect(limits(plain, { likely: all, moved: 1 }, "en")).toEqual([]);
  });
});

describe("rows by namespace", () => {
  const cluster = savingsCluster([
    savingsNamespace("shop", 40, { need: "required" }),
    savingsNamespace("cart", 20),
    savingsNamespace("small", 2, { need: "required" }),
    savingsNamespace("unknown", 9, { requested: { memory: null, cpu: null } }),
  ]);
  const rows = estimate(cluster, assume({}, cluster.cluster), "requests", "likely").namespaces;
  const names = (filter: Partial<SavingsFilter>) =>
    filterSavings(rows, {
      q: "",
      costsMore: false,
      sort: "saved",
      descending: true,
      ...filter,
    }).map(({ name }) => name);

  test("stand in the order asked for, what is unknown last either way", () => {
    expect(names({})).toEqual(["shop", "cart", "small", "unknown"]);
    expect(names({ descending: false })).toEqual(["small", "cart", "shop", "unknown"]);
    expect(names({ sort: "name", descending: false })).toEqual([
      "cart",
      "shop",
      "small",
      "unknown",
    ]);
    expect(names({ sort: "pods" })).toEqual(["shop", "cart", "unknown", "small"]);
  });

  test("are narrowed by name and to those that cost more", () => {
    expect(names({ q: " SHO" })).toEqual(["shop"]);
    expect(names({ costsMore: true })).toEqual(["small"]);
  });
});

test("an input comes to the browser as it was", () => {
  const cluster = savingsCluster([
    savingsNamespace("__proto__", 1, { used: { memory: null, cpu: 3 }, rps: 0, stays: true }),
    savingsNamespace("shop", 2, { need: "recommended" }),
  ]);
  expect(unpackInput(JSON.parse(JSON.stringify(packInput(cluster))))).toEqual(cluster);
});
