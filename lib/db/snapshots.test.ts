import { describe, expect, test } from "vitest";
import { DocumentError } from "../snapshot/codec.ts";
import type { SnapshotDocument } from "../snapshot/document.ts";
import { database } from "./connection.ts";
import {
  clusterById,
  createCluster,
  findingLives,
  finishScanRow,
  forgetCluster,
  latestSnapshot,
  namespaceSpans,
  ScanEndedError,
  saveSnapshot,
  scanById,
  snapshotAt,
  snapshotById,
  snapshotMoments,
  snapshotsAt,
  startScanRow,
} from "./questions.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { sampleCheck, sampleDocument } from "./testing/document.ts";

const DAYS = [1, 2, 3].map((day) => `2026-03-0${day}T12:00:00.000Z`);
const [FIRST = "", SECOND = "", THIRD = ""] = DAYS;

async function newCluster(): Promise<string> {
  return (await createCluster({ name: "prod", source: { kind: "in-cluster" } })).id;
}

async function scanInto(clusterId: string, document: SnapshotDocument): Promise<string> {
  const begun = await startScanRow(clusterId, "this process");
  if (!begun?.started) throw new Error("The scan did not start.");
  return saveSnapshot(clusterId, begun.scan.id, document);
}

/** No namespace is like another, so that nothing of it is in another document. */
function manyUnlike(namespaces: number): SnapshotDocument {
  const whole = sampleDocument({ namespaces });
  return {
    ...whole,
    namespaces: whole.namespaces.map((row, index) => ({
      ...row,
      because: Array.from({ length: 20 }, (_, at) => Math.sin(index * 20 + at)).join(" "),
    })),
  };
}

onEveryDatabase(() => {
  test("a stored snapshot comes back word for word", async () => {
    const clusterId = await newCluster();
    const document = sampleDocument({ findings: ["waypoint-missing/team-1"] });
    const id = await scanInto(clusterId, document);

    expect(await snapshotById(id)).toEqual({ id, clusterId, document });
    expect(await latestSnapshot(clusterId)).toEqual({ id, clusterId, document });
  });

  test("lists see the summary without the document", async () => {
    const clusterId = await newCluster();
    const document = sampleDocument({ findings: ["waypoint-missing/team-1"] });
    const id = await scanInto(clusterId, document);

    const { takenAt, input, istioVersion, kubernetesVersion, summary } = document;
    expect((await clusterById(clusterId))?.latest).toEqual({
      id,
      takenAt,
      input,
      istioVersion,
      kubernetesVersion,
      platform: "gke",
      plannedSaving: null,
      realisedSaving: null,
      summary,
    });
  });

  test("lists see what moving would free, as estimated when the snapshot was stored", async () => {
    const clusterId = await newCluster();
    const none = { proxies: 0, memory: 0, cpu: 0, unset: 0 };
    // More than a 32-bit column could hold; ztunnel and istio-cni on one node take 612 MiB of it.
    const sidecar = { proxies: 50_000, memory: 6_400_000_000_000, cpu: 5_000_000, unset: 0 };
    await scanInto(clusterId, {
      ...sampleDocument(),
      requested: {
        parts: {
          sidecar,
          ztunnel: none,
          waypoint: none,
          gateway: none,
          istiod: none,
          "istio-cni": none,
        },
        namespaces: [{ namespace: "team-0", sidecar, waypoint: none }],
        nodes: { count: 1, canRunZtunnel: 1, allocatable: { memory: null, cpu: null } },
        all: { memory: sidecar.memory, cpu: sidecar.cpu },
        gaps: [],
      },
    });
    const latest = (await clusterById(clusterId))?.latest;
    expect(latest?.plannedSaving).toBe(6_400_000_000_000 - 612 * 1024 ** 2);
  });

  test("lists see what namespaces request less since they moved, against their first sidecars", async () => {
    const clusterId = await newCluster();
    const usage = (proxies: number, memory: number) => ({ proxies, memory, cpu: 0, unset: 0 });
    const none = usage(0, 0);
    const scanned = async (sidecars: number, waypoints: number) => {
      const document = sampleDocument();
      const [first, ...others] = document.namespaces;
      if (!first) throw new Error("The sample has no namespace.");
      const ambient = sidecars === 0 ? 4 : 0;
      const pods = first.pods && { ...first.pods, sidecar: sidecars, ambient };
      await scanInto(clusterId, {
        ...document,
        namespaces: [{ ...first, pods }, ...others],
        requested: {
          parts: {
            sidecar: usage(sidecars, sidecars * 128),
            ztunnel: none,
            waypoint: none,
            gateway: none,
            istiod: none,
            "istio-cni": none,
          },
          namespaces: [
            {
              namespace: first.name,
              sidecar: usage(sidecars, sidecars * 128),
              waypoint: usage(waypoints, waypoints * 100),
            },
          ],
          nodes: null,
          all: { memory: 0, cpu: 0 },
          gaps: [],
        },
      });
      return (await clusterById(clusterId))?.latest?.realisedSaving;
    };
    expect(await scanned(4, 0)).toBeNull();
    expect(await scanned(8, 0)).toBeNull();
    expect(await scanned(0, 2)).toBe(4 * 128 - 2 * 100);
  });

  test("storing a snapshot ends its scan as done", async () => {
    const clusterId = await newCluster();
    const begun = await startScanRow(clusterId, "this process");
    const scanId = begun?.scan.id ?? "";
    const snapshotId = await saveSnapshot(clusterId, scanId, sampleDocument());
    expect(await scanById(scanId)).toMatchObject({ status: "done", snapshotId, message: "" });
  });

  test("every namespace has a span, with gaps where pods were not read", async () => {
    const clusterId = await newCluster();
    const whole = sampleDocument({ namespaces: 2 });
    const [seen, unseen] = whole.namespaces;
    if (!seen || !unseen) throw new Error("The sample has two namespaces.");
    await scanInto(clusterId, {
      ...whole,
      namespaces: [seen, { ...unseen, pods: null, phase: null, verdict: null }],
    });

    expect(await namespaceSpans(clusterId)).toMatchObject([
      { name: "team-0", phase: "sidecar", verdict: "ready", untilAt: null },
      { name: "team-1", phase: null, verdict: null, untilAt: null },
    ]);
  });

  test("nothing of a snapshot remains when a part of it cannot be stored", async () => {
    const clusterId = await newCluster();
    const whole = sampleDocument({ findings: ["waypoint-missing/team-1"] });
    const begun = await startScanRow(clusterId, "this process");
    const scanId = begun?.scan.id ?? "";
    const broken = { ...whole, takenAt: "not a time" };
    await expect(saveSnapshot(clusterId, scanId, broken)).rejects.toThrow();
    const overflowing = {
      ...whole,
      namespaces: whole.namespaces.map((row) => ({ ...row, hard: 2 ** 40 })),
    };
    await expect(saveSnapshot(clusterId, scanId, overflowing)).rejects.toThrow();

    const { prisma } = await database();
    expect(await prisma.snapshot.count()).toBe(0);
    expect(await prisma.namespaceSpan.count()).toBe(0);
    expect(await prisma.documentBase.count()).toBe(0);
    expect(await prisma.trendPoint.count()).toBe(0);
    expect(await prisma.finding.count()).toBe(0);
    expect(await scanById(scanId)).toMatchObject({ status: "running" });
  });

  test("a snapshot is refused once its scan was ended or its cluster forgotten", async () => {
    const clusterId = await newCluster();
    const begun = await startScanRow(clusterId, "this process");
    const scanId = begun?.scan.id ?? "";
    await finishScanRow(scanId, "cancelled", "Cancelled.");
    await expect(saveSnapshot(clusterId, scanId, sampleDocument())).rejects.toThrow(ScanEndedError);
    expect(await latestSnapshot(clusterId)).toBeNull();

    await forgetCluster(clusterId);
    await expect(saveSnapshot(clusterId, scanId, sampleDocument())).rejects.toThrow(ScanEndedError);
  });

  test("a snapshot of a clock that was set back comes just after the latest", async () => {
    const clusterId = await newCluster();
    await scanInto(clusterId, sampleDocument({ takenAt: SECOND }));
    const later = [
      await scanInto(clusterId, sampleDocument({ takenAt: FIRST })),
      await scanInto(clusterId, sampleDocument({ takenAt: SECOND })),
    ];
    const justAfter = [1, 2].map((ms) => new Date(Date.parse(SECOND) + ms).toISOString());
    const stored = await Promise.all(later.map((id) => snapshotById(id)));
    expect(stored.map((snapshot) => snapshot?.document.takenAt)).toEqual(justAfter);
    expect((await clusterById(clusterId))?.latest).toMatchObject({
      id: later[1],
      takenAt: justAfter[1],
    });
  });

  test("documents of a cluster lie as differences from one of them, until too much changed", async () => {
    const clusterId = await newCluster();
    const { prisma } = await database();
    const [small, large] = [sampleDocument({ namespaces: 40 }), manyUnlike(60)];
    const documents = [
      { ...small, takenAt: FIRST },
      { ...small, takenAt: SECOND },
      { ...large, takenAt: THIRD },
      { ...large, takenAt: "2026-03-04T12:00:00.000Z" },
    ];
    const ids: string[] = [];
    for (const document of documents) ids.push(await scanInto(clusterId, document));

    globalThis.meshReadinessDocuments = undefined;
    const read = await Promise.all(ids.map((id) => snapshotById(id)));
    expect(read.map((snapshot) => snapshot?.document)).toEqual(documents);
    const rows = await prisma.snapshot.findMany({
      where: { clusterId },
      orderBy: { takenAt: "asc" },
    });
    expect(rows.every(({ documentBytes }) => documentBytes < 100)).toBe(true);
    expect(rows.map(({ baseId }) => baseId === rows[0]?.baseId)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(rows[3]?.baseId).toBe(rows[2]?.baseId);
  });

  test("a damaged base is named when its snapshots are read, and does not keep the next from being stored", async () => {
    const clusterId = await newCluster();
    const { prisma } = await database();
    const first = await scanInto(clusterId, sampleDocument({ takenAt: FIRST }));
    await prisma.documentBase.updateMany({ data: { document: Uint8Array.of(1, 2, 3) } });
    globalThis.meshReadinessDocuments = undefined;
    await expect(snapshotById(first)).rejects.toThrow(DocumentError);

    const next = sampleDocument({ takenAt: SECOND });
    await scanInto(clusterId, next);
    expect((await latestSnapshot(clusterId))?.document).toEqual(next);
  });

  test("a page as of a moment shows the last snapshot at or before it, or the one that is named", async () => {
    const [here, there] = [await newCluster(), await newCluster()];
    const first = await scanInto(here, sampleDocument({ takenAt: FIRST }));
    const second = await scanInto(here, sampleDocument({ takenAt: SECOND }));
    const elsewhere = await scanInto(there, sampleDocument({ takenAt: FIRST }));

    const idAt = async (at: string) => (await snapshotAt(here, at))?.id ?? null;
    expect(await idAt(first)).toBe(first);
    expect(await idAt(FIRST)).toBe(first);
    expect(await idAt("2026-03-02T11:59:59.999Z")).toBe(first);
    expect(await idAt("2026-03-02T13:00:00+01:00")).toBe(second);
    expect(await idAt("2026-02-28T12:00:00.000Z")).toBeNull();
    for (const at of [elsewhere, "0".repeat(16), "", "yesterday", "2026-13-01T00:00:00Z", "2026"]) {
      expect(await idAt(at)).toBeNull();
    }
    expect(await snapshotMoments(here)).toEqual([
      { id: second, takenAt: SECOND },
      { id: first, takenAt: FIRST },
    ]);

    const heads = await snapshotsAt(FIRST);
    expect([heads.size, heads.get(here)?.id, heads.get(there)?.id]).toEqual([2, first, elsewhere]);
    expect((await snapshotsAt(SECOND)).get(here)?.id).toBe(second);
    expect((await snapshotsAt("2026-02-28T12:00:00.000Z")).size).toBe(0);
    expect((await snapshotsAt("never")).size).toBe(0);
  });

  test.each(["", "no such id", "../../etc/passwd", "a\0b", "0".repeat(16)])(
    "the unknown id %j has no snapshot",
    async (id) => {
      expect(await snapshotById(id)).toBeNull();
      expect(await latestSnapshot(id)).toBeNull();
    },
  );

  test("names that no cluster would allow are stored and shown as far as they can be", async () => {
    const clusterId = await newCluster();
    const whole = sampleDocument({ namespaces: 2, findings: ["check/ns"] });
    const [first, second] = whole.namespaces;
    const [finding] = whole.findings;
    if (!first || !second || !finding) throw new Error("The sample is too small.");
    const hostile = {
      ...whole,
      istioVersion: "1.27\0",
      summary: { ...whole.summary, sentence: "\uD800 and \0" },
      namespaces: [
        { ...first, name: `\0${"ü".repeat(70_000)}` },
        { ...second, name: "__proto__" },
      ],
      findings: [
        { ...finding, problem: `\0${"x".repeat(100_000)}\uDFFF`, namespace: '{NULL,"a,b"}' },
        { ...finding, severity: "info" as const },
      ],
    };
    const id = await scanInto(clusterId, hostile);
    expect((await snapshotById(id))?.document).toEqual(JSON.parse(JSON.stringify(hostile)));

    const { prisma } = await database();
    const names = await namespaceSpans(clusterId);
    expect(names.map(({ name }) => name.slice(0, 9)).toSorted()).toEqual([
      "__proto__",
      `\uFFFD${"ü".repeat(8)}`,
    ]);
    const [stored] = await prisma.finding.findMany();
    expect(stored).toMatchObject({ namespace: '{NULL,"a,b"}', severity: "blocker" });
    expect((await clusterById(clusterId))?.latest?.summary.sentence).toBe("\uFFFD and \uFFFD");
  });

  describe("the life of a finding", () => {
    const wish = "waypoint-missing/team-1";

    async function life(clusterId: string) {
      const [only, ...others] = await findingLives(clusterId);
      expect(others).toEqual([]);
      return only;
    }

    test("begins when it is first seen and grows while it is seen again", async () => {
      const clusterId = await newCluster();
      await scanInto(clusterId, sampleDocument({ takenAt: FIRST, findings: [wish] }));
      await scanInto(clusterId, sampleDocument({ takenAt: SECOND, findings: [wish] }));
      expect(await life(clusterId)).toMatchObject({
        firstSeen: FIRST,
        lastSeen: SECOND,
        resolvedAt: null,
      });
    });

    test.each(["passed", "not-applicable"] as const)(
      "ends when its check looked again and %s",
      async (outcome) => {
        const clusterId = await newCluster();
        await scanInto(clusterId, sampleDocument({ takenAt: FIRST, findings: [wish] }));
        const checks = { "waypoint-missing": outcome };
        await scanInto(clusterId, sampleDocument({ takenAt: SECOND, checks }));
        expect(await life(clusterId)).toMatchObject({ lastSeen: FIRST, resolvedAt: SECOND });
      },
    );

    test("ends when its check found only others", async () => {
      const clusterId = await newCluster();
      const other = "waypoint-missing/team-2";
      await scanInto(clusterId, sampleDocument({ takenAt: FIRST, findings: [wish, other] }));
      await scanInto(clusterId, sampleDocument({ takenAt: SECOND, findings: [other] }));
      const lives = await findingLives(clusterId);
      expect(lives.map(({ resolvedAt }) => resolvedAt)).toEqual([SECOND, null]);
    });

    test("begins again when it comes back, and the one before stays", async () => {
      const clusterId = await newCluster();
      await scanInto(clusterId, sampleDocument({ takenAt: FIRST, findings: [wish] }));
      const checks = { "waypoint-missing": "passed" } as const;
      await scanInto(clusterId, sampleDocument({ takenAt: SECOND, checks }));
      await scanInto(clusterId, sampleDocument({ takenAt: THIRD, findings: [wish] }));
      expect(await findingLives(clusterId)).toMatchObject([
        { firstSeen: FIRST, lastSeen: FIRST, resolvedAt: SECOND },
        { firstSeen: THIRD, lastSeen: THIRD, resolvedAt: null },
      ]);
    });

    test("stays open when its check could not be decided this time", async () => {
      const clusterId = await newCluster();
      await scanInto(clusterId, sampleDocument({ takenAt: FIRST, findings: [wish] }));
      const checks = { "waypoint-missing": "undetermined" } as const;
      await scanInto(clusterId, sampleDocument({ takenAt: SECOND, checks }));
      expect(await life(clusterId)).toMatchObject({ lastSeen: FIRST, resolvedAt: null });
    });

    test("stays open when its check found others but could not see everything", async () => {
      const clusterId = await newCluster();
      const other = "waypoint-missing/team-2";
      await scanInto(clusterId, sampleDocument({ takenAt: FIRST, findings: [wish] }));
      const partly = sampleDocument({ takenAt: SECOND, findings: [other] });
      const { unread } = sampleCheck("waypoint-missing", "undetermined");
      await scanInto(clusterId, {
        ...partly,
        checks: partly.checks.map((check) => ({ ...check, unread })),
      });
      const lives = await findingLives(clusterId);
      expect(lives.map(({ resolvedAt }) => resolvedAt)).toEqual([null, null]);
    });

    test("stays open when its check is not in the catalogue any more", async () => {
      const clusterId = await newCluster();
      await scanInto(clusterId, sampleDocument({ takenAt: FIRST, findings: [wish] }));
      await scanInto(clusterId, sampleDocument({ takenAt: SECOND }));
      expect(await life(clusterId)).toMatchObject({ resolvedAt: null });
    });

    test("belongs to one cluster", async () => {
      const [here, there] = [await newCluster(), await newCluster()];
      await scanInto(here, sampleDocument({ takenAt: FIRST, findings: [wish] }));
      const checks = { "waypoint-missing": "passed" } as const;
      await scanInto(there, sampleDocument({ takenAt: SECOND, checks }));
      expect(await life(here)).toMatchObject({ resolvedAt: null });
      expect(await findingLives(there)).toEqual([]);
    });
  });
});
