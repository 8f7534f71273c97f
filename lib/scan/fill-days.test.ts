import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import {
  createCluster,
  forgetBackfill,
  measuredTotals,
  metricsSourceOf,
  savePrepared,
  startScanRow,
} from "../db/questions.ts";
import { prepareSnapshot } from "../db/snapshot-rows.ts";
import { onEveryDatabase } from "../db/testing/databases.ts";
import { sampleDocument } from "../db/testing/document.ts";
import { sampleMeasurement } from "../db/testing/measured.ts";
import { type Demo, startDemo } from "../demo/server.ts";
import { NO_FACTS } from "../metrics/facts.ts";
import { fillEarlierDays } from "./fill-days.ts";
import { metricsOrder } from "./metrics-order.ts";
import { createRunner } from "./runner.ts";
import type { ScanOrder } from "./scan-cluster.ts";
import { sampleOrder } from "./testing/order.ts";

vi.hoisted(() => {
  process.env.MESH_READINESS_LOG = "silent";
});

const DAY = 86_400_000;
const TODAY = Math.floor(Date.now() / DAY) * DAY;
const daysAgo = (days: number) => new Date(TODAY - days * DAY).toISOString();

let demo: Demo;
let refusing: Demo;
beforeAll(async () => {
  demo = await startDemo({ clusters: ["dev"] });
  refusing = await startDemo({
    clusters: ["dev"],
    faults: [{ does: "unavailable", resource: "prometheus" }],
  });
});
afterAll(() => Promise.all([demo.close(), refusing.close()]));

const { signal } = new AbortController();

onEveryDatabase(() => {
  test("days before the first scan are filled once, those that have figures keep them", async () => {
    const clusterId = await scannedCluster(daysAgo(20));
    const order = await orderOf(clusterId, demo);
    expect(order.metrics?.days).toEqual({ from: daysAgo(110), to: daysAgo(20) });

    await fillEarlierDays({ clusterId, order, facts: NO_FACTS, signal });
    const told = (await metricsSourceOf(clusterId))?.backfill;
    const totals = await measuredTotals(clusterId);
    expect(told).toMatchObject({ state: "done", asked: 90, filled: totals.length - 1 });
    expect(told?.sentence).toMatch(/^\d+ of the 90 days before the first scan were filled\./);
    expect(totals.length).toBeGreaterThan(20);
    expect(totals.every(({ source }) => source === "prometheus")).toBe(true);
    expect(totals.at(-1)?.at).toBe(daysAgo(20));
    const days = totals.map(({ at }) => at.slice(0, 10));
    expect(new Set(days).size).toBe(days.length);
    expect((await orderOf(clusterId, demo)).metrics?.days).toBeNull();

    expect(await forgetBackfill(clusterId)).toBe(true);
    await fillEarlierDays({ clusterId, order, facts: NO_FACTS, signal });
    expect((await metricsSourceOf(clusterId))?.backfill).toMatchObject({
      state: "done",
      filled: 0,
    });
    expect(await measuredTotals(clusterId)).toEqual(totals);
  });

  test("a source that cannot be asked is said to be so, and asked again with the next scan", async () => {
    const clusterId = await scannedCluster(daysAgo(20));
    const order = await orderOf(clusterId, refusing);
    await fillEarlierDays({ clusterId, order, facts: NO_FACTS, signal });
    const told = (await metricsSourceOf(clusterId))?.backfill;
    expect(told).toMatchObject({ state: "failed", filled: 0 });
    expect(told?.sentence).toMatch(/^No days were filled\. .*503/);
    expect((await orderOf(clusterId, demo)).metrics?.days).not.toBeNull();
    expect(await measuredTotals(clusterId)).toHaveLength(1);
  });

  test("days that the source did not answer for are not called forgotten", async () => {
    const clusterId = await scannedCluster(daysAgo(20));
    const order = await orderOf(clusterId, demo);
    const file = ownFile("answers");
    const toldOf = async (untold: number) => {
      const answer = JSON.stringify({ points: [], untold });
      writeFileSync(
        file,
        `import { parentPort } from "node:worker_threads"; parentPort.postMessage(${answer});`,
      );
      await fillEarlierDays({ clusterId, order, facts: NO_FACTS, signal, file });
      return (await metricsSourceOf(clusterId))?.backfill;
    };
    expect(await toldOf(30)).toMatchObject({
      state: "done",
      sentence:
        "0 of the 90 days before the first scan were filled. Of 30 it could not be told what the source remembers. Of 60 the source remembers nothing.",
    });
    const none = await toldOf(90);
    expect(none?.state).toBe("failed");
    expect(none?.sentence).not.toContain("remembers nothing");
  });

  test("a thread that breaks is told as our own fault, and leaves the points as they were", async () => {
    const clusterId = await scannedCluster(daysAgo(20));
    const file = ownFile("breaks");
    for (const habit of ["throw new Error('planted')", "process.exit(0)"]) {
      writeFileSync(file, habit);
      const order = await orderOf(clusterId, demo);
      await fillEarlierDays({ clusterId, order, facts: NO_FACTS, signal, file });
      const told = (await metricsSourceOf(clusterId))?.backfill;
      expect(told).toMatchObject({ state: "failed", filled: 0 });
      expect(told?.sentence).not.toContain("planted");
    }
  });

  test("the runner fills days after the scan has ended, and not for a cluster at the same time", async () => {
    const { id } = await createCluster({ name: "dev", source: { kind: "demo", cluster: "dev" } });
    const filling = Promise.withResolvers<void>();
    const filled: string[] = [];
    const runner = createRunner({
      parallel: 2,
      heartbeat: 1000,
      orderFor: () => orderOf(id, demo),
      scan: async () => prepareSnapshot(sampleDocument(), { facts: NO_FACTS }),
      fillDays: async ({ clusterId }) => {
        filled.push(clusterId);
        await filling.promise;
      },
    });
    for (let scans = 0; scans < 2; scans += 1) {
      const scanId = await runner.start(id);
      await vi.waitFor(async () =>
        expect(await runner.progressOf(scanId)).toMatchObject({ status: "done" }),
      );
    }
    await vi.waitFor(() => expect(filled).toEqual([id]));
    filling.resolve();
  });
});

async function scannedCluster(takenAt: string): Promise<string> {
  const source = { kind: "demo", cluster: "dev" } as const;
  const { id } = await createCluster({ name: "dev", source });
  const begun = await startScanRow(id, "this process");
  const measurement = sampleMeasurement(takenAt);
  const prepared = prepareSnapshot(sampleDocument({ takenAt }), { measurement });
  await savePrepared(id, begun?.scan.id ?? "", prepared);
  return id;
}

async function orderOf(id: string, from: Demo): Promise<ScanOrder> {
  const source = { kind: "demo", cluster: "dev" } as const;
  const row = { id, name: "dev", source, createdAt: daysAgo(0), latest: null, lastScan: null };
  return { ...sampleOrder("dev", from.address("dev")), metrics: await metricsOrder(row) };
}

/** The script of a thread, until the test ends. */
function ownFile(name: string): string {
  const file = join(tmpdir(), `${name}-${process.pid}.mjs`);
  onTestFinished(() => rmSync(file, { force: true }));
  return file;
}
