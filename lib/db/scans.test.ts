import { expect, test } from "vitest";
import type { ScanProgress } from "../scan/progress.ts";
import { database } from "./connection.ts";
import {
  clusterById,
  createCluster,
  finishScanRow,
  interruptLostScans,
  keepScanAlive,
  lastScan,
  scanById,
  startScanRow,
  storedProgress,
} from "./questions.ts";
import { SILENCE_LIMIT } from "./scans.ts";
import { onEveryDatabase } from "./testing/databases.ts";

async function newCluster(): Promise<string> {
  return (await createCluster({ name: "prod", source: { kind: "in-cluster" } })).id;
}

async function newScan(clusterId: string, holder = "this process"): Promise<string> {
  const begun = await startScanRow(clusterId, holder);
  if (!begun?.started) throw new Error("The scan did not start.");
  return begun.scan.id;
}

/** As if the last sign of life of every scan were so many milliseconds older. */
async function grow(milliseconds: number): Promise<void> {
  const { prisma } = await database();
  await prisma.$executeRaw`
    UPDATE "Scan" SET "heartbeatAt" = "heartbeatAt" - ${milliseconds} * interval '1 millisecond'`;
}

onEveryDatabase((kind) => {
  test("a second start answers with the scan that runs", async () => {
    const clusterId = await newCluster();
    const first = await startScanRow(clusterId, "this process");
    const second = await startScanRow(clusterId, "another process");
    expect(first).toMatchObject({ started: true, scan: { clusterId, status: "running" } });
    expect(second).toEqual({ started: false, scan: first?.scan });
    expect(await lastScan(clusterId)).toEqual(first?.scan);
  });

  test("of many starts at once exactly one starts", async () => {
    const clusterId = await newCluster();
    const begun = await Promise.all(
      Array.from({ length: 8 }, (_, index) => startScanRow(clusterId, `process ${index}`)),
    );
    expect(begun.filter((start) => start?.started)).toHaveLength(1);
    expect(new Set(begun.map((start) => start?.scan.id)).size).toBe(1);
  });

  test("two clusters are scanned at the same time, an unknown one not at all", async () => {
    await newScan(await newCluster());
    await newScan(await newCluster());
    expect(await startScanRow("0".repeat(16), "this process")).toBeNull();
  });

  test("a scan ends once", async () => {
    const id = await newScan(await newCluster());
    expect(await finishScanRow(id, "failed", "The server did not answer.")).toBe(true);
    expect(await finishScanRow(id, "cancelled", "Cancelled.")).toBe(false);
    const scan = await scanById(id);
    expect(scan).toMatchObject({ status: "failed", message: "The server did not answer." });
    expect(scan?.finishedAt).not.toBeNull();
  });

  test("an ended scan makes room for the next, which is then the last", async () => {
    const clusterId = await newCluster();
    await finishScanRow(await newScan(clusterId), "failed", "No.");
    const next = await newScan(clusterId);
    expect((await clusterById(clusterId))?.lastScan?.id).toBe(next);
  });

  test("what a scan told with its last sign of life is kept", async () => {
    const clusterId = await newCluster();
    const id = await newScan(clusterId);
    expect(await storedProgress(id)).toMatchObject({ stage: "connect", objects: 0 });

    const told: ScanProgress = {
      ...((await storedProgress(id)) ?? raise()),
      stage: "read",
      kindsDone: 12,
      kindsTotal: 40,
      objects: 5000,
      slow: ["pods"],
    };
    expect(await keepScanAlive(id, told)).toBe(true);
    expect(await storedProgress(id)).toEqual(told);

    await finishScanRow(id, "cancelled", "Cancelled.");
    expect(await keepScanAlive(id, told)).toBe(false);
    expect(await storedProgress(id)).toMatchObject({ status: "cancelled", objects: 5000 });
  });

  test("a scan of this process is never taken for lost", async () => {
    const id = await newScan(await newCluster(), "this process");
    await grow(10 * SILENCE_LIMIT);
    expect(await interruptLostScans("this process")).toBe(0);
    expect(await scanById(id)).toMatchObject({ status: "running" });
  });

  test("a scan whose end this process could not store is interrupted after a while", async () => {
    const [lost, runs] = [await newScan(await newCluster()), await newScan(await newCluster())];
    expect(await interruptLostScans("this process", [runs])).toBe(0);
    await grow(SILENCE_LIMIT);
    expect(await interruptLostScans("this process", [runs])).toBe(1);
    expect(await scanById(lost)).toMatchObject({ status: "interrupted" });
    expect(await scanById(runs)).toMatchObject({ status: "running" });
  });

  test("a moment of the schedule is taken once, and given back by a scan that was interrupted", async () => {
    const clusterId = await newCluster();
    const tickAt = new Date("2026-03-01T12:00:00.000Z");
    const first = await startScanRow(clusterId, "this process", tickAt);
    expect(first?.started).toBe(true);
    await finishScanRow(first?.scan.id ?? "", "failed", "No.");
    expect(await startScanRow(clusterId, "another", tickAt)).toMatchObject({
      started: false,
      scan: { id: first?.scan.id, status: "failed" },
    });

    const later = new Date("2026-03-01T13:00:00.000Z");
    const second = await startScanRow(clusterId, "another", later);
    await grow(SILENCE_LIMIT);
    expect(await interruptLostScans("this process")).toBe(1);
    const third = await startScanRow(clusterId, "this process", later);
    expect(third?.started).toBe(true);
    await finishScanRow(third?.scan.id ?? "", "interrupted", "Stopped.");
    expect((await startScanRow(clusterId, "this process", later))?.started).toBe(true);
    expect(await scanById(second?.scan.id ?? "")).toMatchObject({ status: "interrupted" });
  });

  if (kind === "embedded") {
    test("whoever else ran a scan in this folder is gone, so it is shown as interrupted", async () => {
      const id = await newScan(await newCluster(), "an earlier process");
      expect(await interruptLostScans("this process")).toBe(1);
      expect(await scanById(id)).toMatchObject({
        status: "interrupted",
        message: "The server stopped while this scan ran. Scan again.",
      });
    });
  } else {
    test("the scan of another replica runs on until it has been silent for long", async () => {
      const id = await newScan(await newCluster(), "another replica");
      expect(await interruptLostScans("this process")).toBe(0);
      await grow(SILENCE_LIMIT - 5_000);
      expect(await interruptLostScans("this process")).toBe(0);
      await grow(5_000);
      expect(await interruptLostScans("this process")).toBe(1);
      expect(await scanById(id)).toMatchObject({ status: "interrupted" });
    });
  }

  test.each(["", "x", "\0".repeat(16), "0".repeat(16)])("%j is no scan", async (id) => {
    expect(await scanById(id)).toBeNull();
    expect(await storedProgress(id)).toBeNull();
    expect(await finishScanRow(id, "cancelled", "")).toBe(false);
  });
});

function raise(): never {
  throw new Error("The scan has no progress.");
}
