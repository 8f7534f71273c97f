import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCatalogue } from "../checks/run.ts";
import { collect } from "../cluster/collect.ts";
import { connect } from "../cluster/connect.ts";
import { understand } from "../inventory/understand.ts";
import { assess } from "../migration/assess.ts";
import { type Assessment, PHASES, type Phase } from "../migration/model.ts";
import type { DemoCluster } from "./cluster.ts";
import { DEV_TODAY } from "./fleet/dev.ts";
import { DEV_PAST } from "./fleet/dev-past.ts";
import { type Change, type ClusterPlan, planAt, was } from "./fleet/past.ts";
import { PROD_EU_TODAY } from "./fleet/prod-eu.ts";
import { PROD_EU_PAST } from "./fleet/prod-eu-past.ts";
import { STAGING_TODAY } from "./fleet/staging.ts";
import { STAGING_PAST } from "./fleet/staging-past.ts";
import { declaredCluster } from "./fleet.ts";
import { HISTORY_DAYS } from "./names.ts";
import { type Demo, startDemo } from "./server.ts";

const NOW = Date.parse("2026-11-02T09:00:00Z");

/** Dozens of whole scans, on a machine that may be busy. Milliseconds. */
const PATIENCE = 120_000;

const PASTS: readonly (readonly [string, ClusterPlan, readonly Change[]])[] = [
  ["prod-eu", PROD_EU_TODAY, PROD_EU_PAST],
  ["staging", STAGING_TODAY, STAGING_PAST],
  ["dev", DEV_TODAY, DEV_PAST],
];

describe.each(PASTS)("the past of %s", (_, today, changes) => {
  test("ends today", () => {
    expect(planAt(today, changes, 0)).toBe(today);
  });

  test("lies within the days that are scanned, and ends before today's scan", () => {
    for (const { daysAgo } of changes) {
      expect(daysAgo).toBeGreaterThanOrEqual(1);
      expect(daysAgo).toBeLessThan(HISTORY_DAYS);
    }
  });

  test("has no change that changes nothing", () => {
    const idle = changes.filter(({ daysAgo, before }) => {
      const after = planAt(today, changes, daysAgo);
      return isDeepStrictEqual(before(after), after);
    });
    expect(idle.map(({ what }) => what)).toEqual([]);
  });
});

test("a past that speaks of an unknown namespace is a mistake", () => {
  expect(() => was("nobody", () => ({}))(DEV_TODAY)).toThrow("nobody");
});

describe("scanned through its API", () => {
  let demo: Demo;
  let built: () => DemoCluster = declaredCluster("dev", new Date(NOW));

  beforeAll(async () => {
    demo = await startDemo({ clusters: [{ name: "past", built: () => built() }] });
  });
  afterAll(() => demo.close());

  async function scan(cluster: string, daysAgo: number): Promise<Assessment> {
    const at = new Date(NOW - daysAgo * 86_400_000);
    const past = declaredCluster(cluster, at, { daysAgo })();
    built = () => past;
    const connection = await connect(
      { kind: "demo", cluster },
      { kubeconfigFiles: [], demoAddress: demo.address("past") },
    );
    const signal = new AbortController().signal;
    const collected = await collect(connection, { signal, timeLimit: 60_000 });
    connection.close();
    const unread = collected.coverage.filter(
      ({ outcome }) => outcome !== "read" && outcome !== "not-installed",
    );
    expect(unread).toEqual([]);
    const inventory = understand(collected, at.toISOString());
    return assess(inventory, runCatalogue(inventory));
  }

  async function scans(cluster: string, days: readonly number[]): Promise<readonly Assessment[]> {
    const all: Assessment[] = [];
    for (const day of days) all.push(await scan(cluster, day));
    return all;
  }

  const blockers = ({ findings }: Assessment) =>
    findings.filter(({ severity }) => severity === "blocker").length;
  const inPhase = ({ namespaces }: Assessment, phase: Phase) =>
    namespaces.flatMap((namespace) => (namespace.phase === phase ? [namespace.name] : []));

  /** Each day on which a change is seen first, the day before them all, and today. */
  const turns = (changes: readonly Change[]) =>
    [...new Set([HISTORY_DAYS, ...changes.map(({ daysAgo }) => daysAgo), 0])].sort(
      (one, other) => other - one,
    );

  test(
    "prod-eu loses blockers week by week, and gains namespaces that are ready",
    async () => {
      const past = await scans("prod-eu", [60, 40, 24, 14, 7, 0]);
      const counts = past.map(blockers);
      expect(counts).toEqual(counts.toSorted((one, other) => other - one));
      expect(new Set(counts).size).toBe(counts.length);
      const ready = past.map((each) => inPhase(each, "ready").length);
      expect(ready[0]).toBe(0);
      expect(ready).toEqual(ready.toSorted((one, other) => one - other));
    },
    PATIENCE,
  );

  test(
    "staging moves on namespace by namespace and falls back once",
    async () => {
      const past = await scans("staging", turns(STAGING_PAST));
      expect(fallsBack(past)).toEqual(["baskets: done to drift-no-waypoint"]);
      const done = past.map((each) => inPhase(each, "done").length);
      expect(done[0]).toBe(0);
      expect(Math.max(...done)).toBe(6);
      expect(done.at(-1)).toBe(5);
    },
    PATIENCE,
  );

  test(
    "dev goes all the way from sidecars to done without falling back",
    async () => {
      const past = await scans("dev", turns(DEV_PAST));
      expect(fallsBack(past)).toEqual([]);
      const [first, last] = [past[0], past.at(-1)];
      expect(first && inPhase(first, "sidecar")).toHaveLength(6);
      expect(last && inPhase(last, "done")).toHaveLength(6);
      const gone = new Set(past.flatMap(({ namespaces }) => namespaces.map(({ phase }) => phase)));
      for (const phase of [
        "waypoint-deployed",
        "policies-translated",
        "waypoint-active",
        "enrolled",
      ])
        expect(gone).toContain(phase);
    },
    PATIENCE,
  );

  /** "name: later phase to earlier phase", for each such step from one scan to the next. */
  function fallsBack(past: readonly Assessment[]): readonly string[] {
    return past.flatMap((after, index) => {
      const before = new Map(past[index - 1]?.namespaces.map(({ name, phase }) => [name, phase]));
      return after.namespaces.flatMap(({ name, phase }) => {
        const was = before.get(name);
        return was && phase && PHASES.indexOf(phase) < PHASES.indexOf(was)
          ? [`${name}: ${was} to ${phase}`]
          : [];
      });
    });
  }
});
