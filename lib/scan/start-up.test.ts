import { expect, test, vi } from "vitest";
import { createCluster, importById, saveImport, scanById, startScanRow } from "../db/questions.ts";
import { sampleCollected, samplePreview } from "../db/testing/collected.ts";
import { onEveryDatabase } from "../db/testing/databases.ts";
import { scheduler } from "./schedule.ts";
import { shutDown, startUp } from "./start-up.ts";

vi.hoisted(() => {
  process.env.MESH_READINESS_LOG = "silent";
});

onEveryDatabase((kind) => {
  test("the start shows what a stopped process left behind, and keeps what still waits", async () => {
    const { id } = await createCluster({ name: "prod", source: { kind: "in-cluster" } });
    const left = await startScanRow(id, "a process of yesterday");
    const waiting = await saveImport(samplePreview(), sampleCollected());
    await startUp();

    const { status } = (await scanById(left?.scan.id ?? "")) ?? {};
    expect(status).toBe(kind === "embedded" ? "interrupted" : "running");
    expect(await importById(waiting.id)).toEqual(waiting);
    expect(scheduler().state()).toEqual({ following: true });
    await shutDown();
    expect(scheduler().state().following).toBe(false);
  });
});
