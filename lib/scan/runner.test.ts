import { expect, test, vi } from "vitest";
import { database } from "../db/connection.ts";
import {
  createCluster,
  forgetCluster,
  lastScan,
  latestSnapshot,
  startScanRow,
} from "../db/questions.ts";
import { type PreparedSnapshot, prepareSnapshot } from "../db/snapshot-rows.ts";
import { onEveryDatabase } from "../db/testing/databases.ts";
import { sampleDocument } from "../db/testing/document.ts";
import type { ScanProgress } from "./progress.ts";
import { createRunner, type Runner, type RunnerParts, UnknownClusterError } from "./runner.ts";
import { ScanFailure } from "./scan-thread.ts";
import { sampleOrder } from "./testing/order.ts";

vi.hoisted(() => {
  process.env.MESH_READINESS_LOG = "silent";
});

type ScanOptions = Parameters<RunnerParts["scan"]>[0];

/** A scan that the test itself carries out. */
interface Puppet {
  readonly runner: Runner;
  /** The options of the scans that began, in order. */
  readonly begun: ScanOptions[];
  /** Ends the scan that began first of those still running. */
  finish(result?: PreparedSnapshot | Error): void;
}

function puppet(parts: Partial<RunnerParts> = {}): Puppet {
  const begun: ScanOptions[] = [];
  const running: PromiseWithResolvers<PreparedSnapshot>[] = [];
  const runner = createRunner({
    parallel: 2,
    heartbeat: 20,
    orderFor: () => Promise.resolve(sampleOrder("dev")),
    scan: (options) => {
      const result = Promise.withResolvers<PreparedSnapshot>();
      options.signal.addEventListener("abort", () => result.reject(options.signal.reason));
      begun.push(options);
      running.push(result);
      return result.promise;
    },
    ...parts,
  });
  return {
    runner,
    begun,
    finish(result = prepareSnapshot(sampleDocument())) {
      const first = running.shift();
      if (result instanceof Error) first?.reject(result);
      else first?.resolve(result);
    },
  };
}

async function newCluster(): Promise<string> {
  return (await createCluster({ name: "prod", source: { kind: "demo", cluster: "dev" } })).id;
}

/** Everything a listener is told, until the scan's end. */
function listenTo(runner: Runner, scanId: string): Promise<readonly ScanProgress[]> {
  const heard: ScanProgress[] = [];
  const { promise, resolve } = Promise.withResolvers<readonly ScanProgress[]>();
  runner.subscribe(scanId, (progress) => {
    heard.push(progress);
    if (progress.status !== "running") resolve(heard);
  });
  return promise;
}

const told = { kindsDone: 4, kindsTotal: 58, objects: 700, slow: ["pods"] };

onEveryDatabase((kind) => {
  test("a scan is told from its beginning to its snapshot", async () => {
    const { runner, begun, finish } = puppet();
    const clusterId = await newCluster();
    const scanId = await runner.start(clusterId);
    const heard = listenTo(runner, scanId);
    await vi.waitFor(() => expect(begun).toHaveLength(1));
    begun[0]?.onTold("read", told);
    expect(await runner.progressOf(scanId)).toMatchObject({
      status: "running",
      stage: "read",
      ...told,
    });

    finish();
    const last = (await heard).at(-1);
    const snapshot = await latestSnapshot(clusterId);
    expect(last).toMatchObject({
      scanId,
      clusterId,
      status: "done",
      stage: "store",
      objects: 700,
      slow: [],
      message: "",
      snapshotId: snapshot?.id,
    });
    expect(snapshot?.document).toEqual(sampleDocument());
    expect((await heard).map(({ stage }) => stage)).toEqual(["connect", "read", "store", "store"]);
  });

  test("a second start answers with the scan that runs, a later one starts anew", async () => {
    const { runner, begun, finish } = puppet();
    const clusterId = await newCluster();
    const scanId = await runner.start(clusterId);
    expect(await runner.start(clusterId)).toBe(scanId);
    await vi.waitFor(() => expect(begun).toHaveLength(1));

    const ended = listenTo(runner, scanId);
    finish();
    await ended;
    expect(await runner.start(clusterId)).not.toBe(scanId);
    await vi.waitFor(() => expect(begun).toHaveLength(2));
    finish();
    await listenTo(runner, (await lastScan(clusterId))?.id ?? "");
  });

  test("what could not be scanned says why, in the row as well as to listeners", async () => {
    const { runner, begun, finish } = puppet();
    const clusterId = await newCluster();
    const scanId = await runner.start(clusterId);
    const heard = listenTo(runner, scanId);
    await vi.waitFor(() => expect(begun).toHaveLength(1));
    finish(new ScanFailure("The server did not answer."));
    expect((await heard).at(-1)).toMatchObject({
      status: "failed",
      message: "The server did not answer.",
    });
    expect(await lastScan(clusterId)).toMatchObject({
      status: "failed",
      message: "The server did not answer.",
    });
  });

  test("an error of ours is told without its internals", async () => {
    const broken = () => Promise.reject(new Error("planted internals"));
    const { runner } = puppet({ orderFor: broken });
    const scanId = await runner.start(await newCluster());
    const last = (await listenTo(runner, scanId)).at(-1);
    expect(last?.status).toBe("failed");
    expect(last?.message).toContain("error in Mesh Readiness itself");
    expect(last?.message).not.toContain("planted");
  });

  test("a cancelled scan stops and stores nothing", async () => {
    const { runner, begun } = puppet();
    const clusterId = await newCluster();
    const scanId = await runner.start(clusterId);
    const heard = listenTo(runner, scanId);
    await vi.waitFor(() => expect(begun).toHaveLength(1));

    expect(await runner.cancel(scanId)).toBe(true);
    expect(begun[0]?.signal.aborted).toBe(true);
    expect((await heard).at(-1)).toMatchObject({ status: "cancelled" });
    expect(await latestSnapshot(clusterId)).toBeNull();
    expect(await runner.cancel(scanId)).toBe(false);
  });

  test("a scan whose cluster is forgotten stops by itself", async () => {
    const { runner, begun } = puppet();
    const clusterId = await newCluster();
    const scanId = await runner.start(clusterId);
    const heard = listenTo(runner, scanId);
    await vi.waitFor(() => expect(begun).toHaveLength(1));

    await forgetCluster(clusterId);
    expect((await heard).at(-1)).toMatchObject({
      status: "cancelled",
      message: "The cluster of this scan was forgotten.",
    });
    await expect(runner.start(clusterId)).rejects.toThrow(UnknownClusterError);
  });

  test("a cluster forgotten while its snapshot arrives leaves nothing behind", async () => {
    const { runner, begun, finish } = puppet({ heartbeat: 60_000 });
    const clusterId = await newCluster();
    const scanId = await runner.start(clusterId);
    const heard = listenTo(runner, scanId);
    await vi.waitFor(() => expect(begun).toHaveLength(1));
    await forgetCluster(clusterId);
    finish();
    expect((await heard).at(-1)).toMatchObject({ status: "cancelled" });
    const { prisma } = await database();
    expect(await prisma.snapshot.count()).toBe(0);
  });

  test("a few scans run at once, the others wait and can be cancelled meanwhile", async () => {
    const { runner, begun, finish } = puppet({ parallel: 1 });
    const first = await runner.start(await newCluster());
    const second = await runner.start(await newCluster());
    const third = await runner.start(await newCluster());
    const ends = [first, second, third].map((scanId) => listenTo(runner, scanId));
    await vi.waitFor(() => expect(begun).toHaveLength(1));

    await runner.cancel(second);
    finish();
    await vi.waitFor(() => expect(begun).toHaveLength(2));
    finish();
    const statuses = (await Promise.all(ends)).map((heard) => heard.at(-1)?.status);
    expect(statuses).toEqual(["done", "cancelled", "done"]);
  });

  test("a listener that breaks does not stop the scan, one that left is not told", async () => {
    const { runner, begun, finish } = puppet();
    const scanId = await runner.start(await newCluster());
    const gone = vi.fn();
    runner.subscribe(scanId, () => {
      throw new Error("The browser went away.");
    });
    runner.subscribe(scanId, gone)();
    const heard = listenTo(runner, scanId);
    await vi.waitFor(() => expect(begun).toHaveLength(1));
    finish();
    expect((await heard).at(-1)?.status).toBe("done");
    expect(gone).not.toHaveBeenCalled();
  });

  test("whoever comes late is told how a scan ended, an unknown one is nothing", async () => {
    const { runner, begun, finish } = puppet();
    const clusterId = await newCluster();
    const scanId = await runner.start(clusterId);
    const ended = listenTo(runner, scanId);
    await vi.waitFor(() => expect(begun).toHaveLength(1));
    finish();
    await ended;

    expect(await runner.progressOf(scanId)).toMatchObject({ status: "done" });
    expect(await listenTo(puppet().runner, scanId)).toMatchObject([{ status: "done" }]);
    expect(await runner.progressOf("0".repeat(16))).toBeNull();
    expect(await runner.cancel("0".repeat(16))).toBe(false);
  });

  if (kind === "postgres") {
    test("replicas see, hear and cancel each other's scans", async () => {
      const [here, there] = [puppet(), puppet()];
      const clusterId = await newCluster();
      const scanId = await here.runner.start(clusterId);
      await vi.waitFor(() => expect(here.begun).toHaveLength(1));
      expect(await there.runner.start(clusterId)).toBe(scanId);
      expect(there.begun).toEqual([]);

      here.begun[0]?.onTold("read", told);
      await vi.waitFor(async () =>
        expect(await there.runner.progressOf(scanId)).toMatchObject({ stage: "read", ...told }),
      );
      const heardThere = listenTo(there.runner, scanId);
      const heardHere = listenTo(here.runner, scanId);
      expect(await there.runner.cancel(scanId)).toBe(true);
      expect((await heardHere).at(-1)).toMatchObject({ status: "cancelled" });
      expect((await heardThere).at(-1)).toMatchObject({ status: "cancelled" });
    });
  } else {
    test("a scan left by an earlier process makes room", async () => {
      const clusterId = await newCluster();
      const left = await startScanRow(clusterId, "an earlier process");
      const { runner, begun, finish } = puppet();
      const scanId = await runner.start(clusterId);
      expect(scanId).not.toBe(left?.scan.id);
      expect(await runner.progressOf(left?.scan.id ?? "")).toMatchObject({ status: "interrupted" });

      const ended = listenTo(runner, scanId);
      await vi.waitFor(() => expect(begun).toHaveLength(1));
      finish();
      await ended;
    });
  }
});
