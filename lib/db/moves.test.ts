import { expect, test } from "vitest";
import type { Phase } from "../migration/model.ts";
import type { MoveComparison } from "../snapshot/moves.ts";
import { createCluster, movesOf, movesToCompare, savePrepared, startScanRow } from "./questions.ts";
import { prepareSnapshot } from "./snapshot-rows.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { sampleDocument } from "./testing/document.ts";
import { sampleMove } from "./testing/measured.ts";

const MARCH = (day: number) => `2026-03-0${day}T12:00:00.000Z`;

onEveryDatabase(() => {
  test("a comparison is replaced until it is final, and never afterwards", async () => {
    const clusterId = await newCluster();
    const early = sampleMove("shop", MARCH(1));
    await scan(clusterId, 2, {}, [early]);
    expect(await movesOf(clusterId)).toEqual([early]);

    const worse = { verdict: "worse" as const, because: "p99 rose from 20 ms to 40 ms." };
    const final = sampleMove("shop", MARCH(1), { latency: worse, final: true });
    await scan(clusterId, 3, {}, [final, sampleMove("cart", MARCH(2))]);
    expect(await movesOf(clusterId)).toEqual([sampleMove("cart", MARCH(2)), final]);

    await scan(clusterId, 4, {}, [early]);
    expect(await movesOf(clusterId)).toEqual([sampleMove("cart", MARCH(2)), final]);
    expect(await movesOf(clusterId, "cart")).toEqual([sampleMove("cart", MARCH(2))]);
    expect(await movesOf(clusterId, "nothing")).toEqual([]);
    expect(await movesOf("' OR 1=1")).toEqual([]);
  });

  test("a namespace that moved twice has two comparisons", async () => {
    const clusterId = await newCluster();
    const moves = [sampleMove("shop", MARCH(2)), sampleMove("shop", MARCH(1))];
    await scan(clusterId, 3, {}, moves);
    expect(await movesOf(clusterId)).toEqual(moves);
  });

  test("a move waits to be compared from the snapshot that saw it until it is final", async () => {
    const clusterId = await newCluster();
    await scan(clusterId, 1, { shop: "sidecar", cart: "sidecar", bus: "enrolled" });
    await scan(clusterId, 2, { shop: "ready", cart: "sidecar", bus: "done" });
    expect(await movesToCompare(clusterId, 50)).toEqual([]);
    await scan(clusterId, 3, { shop: "enrolled", cart: "sidecar", bus: "done" });
    await scan(clusterId, 4, { shop: "done", cart: "enrolled", bus: "done" });

    const cart = { namespace: "cart", before: MARCH(3), enrolledAt: MARCH(4) };
    const shop = { namespace: "shop", before: MARCH(2), enrolledAt: MARCH(3) };
    expect(await movesToCompare(clusterId, 50)).toEqual([cart, shop]);
    expect(await movesToCompare(clusterId, 1)).toEqual([cart]);

    const compared = (move: typeof cart, final: boolean) =>
      sampleMove(move.namespace, move.enrolledAt, { move, final });
    await scan(clusterId, 5, { shop: "done", cart: "done" }, [
      compared(cart, false),
      compared(shop, true),
    ]);
    expect(await movesToCompare(clusterId, 50)).toEqual([cart]);
    expect(await movesToCompare(await newCluster(), 50)).toEqual([]);
  });
});

async function newCluster(): Promise<string> {
  return (await createCluster({ name: "prod", source: { kind: "in-cluster" } })).id;
}

async function scan(
  clusterId: string,
  day: number,
  phases: Readonly<Record<string, Phase>>,
  moves: readonly MoveComparison[] = [],
): Promise<void> {
  const begun = await startScanRow(clusterId, "this process");
  const document = sampleDocument({ takenAt: MARCH(day), namespaces: 1 });
  const [sample] = document.namespaces;
  if (!sample) throw new Error("The sample has a namespace.");
  const namespaces = Object.entries(phases).map(([name, phase]) => ({ ...sample, name, phase }));
  const prepared = prepareSnapshot({ ...document, namespaces }, { measurement: null, moves });
  await savePrepared(clusterId, begun?.scan.id ?? "", prepared);
}
