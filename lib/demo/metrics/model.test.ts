import { describe, expect, test } from "vitest";
import { DEV_USAGE } from "../fleet/dev.ts";
import { DEV_PAST } from "../fleet/dev-past.ts";
import { PROD_EU_USAGE } from "../fleet/prod-eu.ts";
import { PROD_EU_PAST } from "../fleet/prod-eu-past.ts";
import { STAGING_USAGE } from "../fleet/staging.ts";
import { STAGING_PAST } from "../fleet/staging-past.ts";
import { declaredCluster } from "../fleet.ts";
import { pastScans } from "../history.ts";
import { field, items, type KubeObject } from "../json.ts";
import { kindOf } from "../kinds.ts";
import { HISTORY_DAYS } from "../names.ts";
import { usageModel } from "./model.ts";
import { DAY, HOUR } from "./rhythm.ts";

const NOW = new Date("2026-11-02T09:00:00Z");
const TODAY = Date.parse("2026-11-02T00:00:00Z");
const MB = 1_000_000;

const FLEET = [
  ["prod-eu", PROD_EU_USAGE, PROD_EU_PAST],
  ["staging", STAGING_USAGE, STAGING_PAST],
  ["dev", DEV_USAGE, DEV_PAST],
] as const;

describe.each(FLEET)("%s", (name, usage, changes) => {
  test("has usage of exactly the containers that its API server says are running, on every day", () => {
    const model = usageModel(usage, TODAY);
    const scans = pastScans(name, NOW);
    const turns = new Set([1, ...changes.map(({ daysAgo }) => daysAgo), HISTORY_DAYS]);
    const days = [{ daysAgo: 0, at: NOW }, ...scans.filter(({ daysAgo }) => turns.has(daysAgo))];
    for (const { daysAgo, at } of days) {
      const cluster = declaredCluster(name, at, { daysAgo })();
      const pods = cluster.shelf(kindOf("pods"));
      const running = Array.from({ length: pods.size }, (_, index) => pods.at(index)).flatMap(
        containersOf,
      );
      const { containers, pods: known } = model.rosterAt(at.getTime());
      const found = containers.map(
        (one) => `${one.namespace}/${one.pod}/${one.name} on ${one.node}`,
      );
      expect(found.toSorted(), `${daysAgo} days ago`).toEqual(running.toSorted());
      expect(known).toBe(pods.size);
    }
  });

  test("tells the same past whenever it is asked about it", () => {
    const today = usageModel(usage, TODAY);
    const again = usageModel(usage, TODAY);
    for (const daysAgo of [1, 7, 33, 59]) {
      const at = TODAY - daysAgo * DAY + 6 * HOUR;
      const one = today.rosterAt(at);
      const other = again.rosterAt(at);
      const hour = at / HOUR;
      expect(one.http.map(({ flow }) => today.rateOf(flow, hour))).toEqual(
        other.http.map(({ flow }) => again.rateOf(flow, hour)),
      );
      expect(one.containers.map((each) => today.memoryOf(each, hour))).toEqual(
        other.containers.map((each) => again.memoryOf(each, hour)),
      );
    }
  });

  test("a scan of the past and one of today ask the same model", () => {
    const daysAgo = 12;
    const at = new Date(TODAY - daysAgo * DAY + 6 * HOUR);
    const past = declaredCluster(name, at, { daysAgo })();
    const now = declaredCluster(name, NOW)();
    expect(past.metrics?.model).toBe(now.metrics?.model);
    expect(past.metrics && past.metrics.now() - at.getTime()).toBeLessThan(10_000);
  });

  test("a sidecar takes 40 to 110 MB, and a ztunnel less than a sidecar", () => {
    const model = usageModel(usage, TODAY);
    const at = TODAY - 58 * DAY;
    for (let hour = at / HOUR; hour < at / HOUR + 48; hour += 1) {
      for (const container of model.rosterAt(hour * HOUR).containers) {
        const memory = model.memoryOf(container, hour);
        expect(model.cpuOf(container, hour)).toBeGreaterThan(0);
        if (container.part === "sidecar") {
          expect(memory).toBeGreaterThan(40 * MB);
          expect(memory).toBeLessThan(110 * MB);
        }
        if (container.part === "ztunnel") expect(memory).toBeLessThan(30 * MB);
      }
    }
  });
});

test("the shop is busiest in the evening, tests run on working days, and developers sleep", () => {
  expect(loadAt(PROD_EU_USAGE, "2026-10-28T19:00:00Z")).toBeGreaterThan(
    5 * loadAt(PROD_EU_USAGE, "2026-10-28T03:00:00Z"),
  );
  expect(loadAt(PROD_EU_USAGE, "2026-10-31T19:00:00Z")).toBeGreaterThan(
    loadAt(PROD_EU_USAGE, "2026-10-27T19:00:00Z"),
  );
  expect(loadAt(STAGING_USAGE, "2026-10-31T11:00:00Z")).toBeLessThan(
    0.5 * loadAt(STAGING_USAGE, "2026-10-28T11:00:00Z"),
  );
  expect(loadAt(DEV_USAGE, "2026-10-28T02:00:00Z")).toBeLessThan(
    0.2 * loadAt(DEV_USAGE, "2026-10-28T10:00:00Z"),
  );
});

test("nobody measured staging while its Prometheus was down", () => {
  const model = usageModel(STAGING_USAGE, TODAY);
  const from = TODAY - 9 * DAY - 2 * HOUR;
  expect(model.scrapeAt(from - 1)).toBe(from - 1);
  // The last value is found for five minutes more.
  expect(model.scrapeAt(from + 4 * 60_000)).toBe(from - 1);
  expect(model.scrapeAt(from + 5 * 60_000)).toBeNull();
  expect(model.covered(from + HOUR, from + 2 * HOUR)).toBeNull();
  expect(model.scrapeAt(from + 11 * HOUR)).toBe(from + 11 * HOUR);
  // The scan of that morning fell into it.
  const scan = pastScans("staging", NOW).find(({ daysAgo }) => daysAgo === 9);
  expect(scan && model.scrapeAt(scan.at.getTime())).toBeNull();
});

test("a window that begins while Prometheus is down is covered from when it is back", () => {
  const model = usageModel(STAGING_USAGE, TODAY);
  const back = TODAY - 9 * DAY + 9 * HOUR;
  const pieces = model.covered(back - HOUR, back + HOUR) ?? [];
  expect(pieces.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(3600);
});

test("nothing is kept for longer than 75 days", () => {
  const model = usageModel(DEV_USAGE, TODAY);
  expect(model.scrapeAt(TODAY - 75 * DAY)).not.toBeNull();
  expect(model.scrapeAt(TODAY - 75 * DAY - 1)).toBeNull();
});

test("a namespace takes its proxies with it through its journey", () => {
  const model = usageModel(DEV_USAGE, TODAY);
  const seen = (daysAgo: number) => {
    const { http, tcp } = model.rosterAt(TODAY - daysAgo * DAY + 6 * HOUR);
    const ours = http.filter(({ flow }) => flow.destination.namespace === "catalog");
    const connected = tcp.some(
      ({ flow, ztunnel, reporter }) =>
        ztunnel && reporter === "destination" && flow.destination.namespace === "catalog",
    );
    return { reporters: new Set(ours.map(({ reporter }) => reporter)), connected };
  };
  // Its waypoint is there from day 40, its pods lose their sidecars on day 29.
  expect(seen(30)).toEqual({ reporters: new Set(["source", "destination"]), connected: false });
  expect(seen(29)).toEqual({ reporters: new Set(["source", "waypoint"]), connected: true });
});

test("containers begin again, each at its own time", () => {
  const model = usageModel(DEV_USAGE, TODAY);
  const { containers } = model.rosterAt(TODAY);
  const began = containers.map((container) => model.beganAt(container, TODAY));
  expect(new Set(began).size).toBeGreaterThan(containers.length / 2);
  for (const moment of began) {
    expect(moment).toBeLessThanOrEqual(TODAY);
    expect(moment).toBeGreaterThan(TODAY - 15 * DAY);
  }
});

function loadAt(usage: (typeof FLEET)[number][1], time: string): number {
  const at = Date.parse(time);
  const model = usageModel(usage, TODAY);
  return model
    .rosterAt(at)
    .http.reduce((sum, { flow }) => sum + model.rateOf(flow, Math.floor(at / HOUR)), 0);
}

/** Running containers, native sidecars among them, as metrics-server and cAdvisor report them. */
function containersOf({ metadata, spec, status }: KubeObject): readonly string[] {
  if (field(status, "phase") !== "Running") return [];
  const native = items(field(spec, "initContainers")).filter(
    (container) => field(container, "restartPolicy") === "Always",
  );
  return [...native, ...items(field(spec, "containers"))].map(
    (container) =>
      `${metadata.namespace}/${metadata.name}/${field(container, "name")} on ${field(spec, "nodeName")}`,
  );
}
