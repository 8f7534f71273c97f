import fc from "fast-check";
import { expect, test } from "vitest";
import { database } from "./connection.ts";
import {
  applyRetention,
  createCluster,
  DEFAULT_RETENTION,
  findingLives,
  finishScanRow,
  lostScans,
  namespaceSpans,
  RetentionError,
  retentionEffect,
  retentionPolicy,
  saveRetentionPolicy,
  saveSnapshot,
  snapshotById,
  snapshotMoments,
  startScanRow,
  trend,
} from "./questions.ts";
import type { RetentionPolicy } from "./shapes.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { sampleDocument } from "./testing/document.ts";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const NOW = new Date("2026-03-20T10:00:00.000Z");

onEveryDatabase(() => {
  test("thirty days of all and two years of days are the default, until another policy is saved", async () => {
    expect(await retentionPolicy()).toEqual({ allDays: 30, dailyDays: 730 });
    await saveRetentionPolicy({ allDays: 7, dailyDays: 90 });
    await saveRetentionPolicy({ allDays: 8, dailyDays: 90 });
    expect(await retentionPolicy()).toEqual({ allDays: 8, dailyDays: 90 });
  });

  test.each([
    { allDays: 0, dailyDays: 0 },
    { allDays: -1, dailyDays: 730 },
    { allDays: 1.5, dailyDays: 730 },
    { allDays: Number.NaN, dailyDays: 730 },
    { allDays: 30, dailyDays: Number.POSITIVE_INFINITY },
    { allDays: 1e9, dailyDays: 1e9 },
  ])("the policy %j is refused and changes nothing", async (policy) => {
    await expect(saveRetentionPolicy(policy)).rejects.toThrow(RetentionError);
    await expect(retentionEffect(policy, NOW)).rejects.toThrow(RetentionError);
    expect(await retentionPolicy()).toEqual(DEFAULT_RETENTION);
  });

  test("exactly what the plain rule keeps is kept, and what goes was foretold", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 9 * 24 }), { minLength: 1, maxLength: 9 }),
        fc.record({
          allDays: fc.integer({ min: 1, max: 4 }),
          dailyDays: fc.integer({ min: 0, max: 8 }),
        }),
        fc.nat(8),
        fc.constantFrom<LinkState[]>("live", "revoked", "expired", "compared"),
        async (hoursAgo, policy, linked, state) => {
          const { prisma } = await database();
          await prisma.cluster.deleteMany();
          const clusterId = await newCluster();
          const ids = new Map<string, string>();
          for (const hours of hoursAgo.toSorted((one, other) => other - one)) {
            const takenAt = new Date(NOW.getTime() - hours * HOUR).toISOString();
            ids.set(takenAt, await take(clusterId, takenAt));
          }
          const shown = [...ids.keys()][linked % ids.size] ?? "";
          await link(clusterId, ids.get(shown) ?? "", state);

          const isLive = state === "live" || state === "compared";
          const kept = plainlyKept([...ids.keys()], policy, isLive ? shown : null);
          const gone = ids.size - kept.length;
          await saveRetentionPolicy(policy);
          expect(await retentionEffect(policy, NOW)).toEqual({
            snapshots: gone,
            keeps: kept.length,
            oldest: kept[0],
            byCluster: gone === 0 ? [] : [{ clusterId, name: "prod", snapshots: gone }],
          });
          expect(await applyRetention(NOW)).toBe(gone);
          expect(await applyRetention(NOW)).toBe(0);
          const left = await snapshotMoments(clusterId);
          expect(left.map(({ takenAt }) => takenAt)).toEqual(kept.toReversed());
          expect(await prisma.scan.count({ where: { clusterId } })).toBe(kept.length);
        },
      ),
      { numRuns: 25 },
    );
  }, 240_000);

  test("spans, lives and points outlive the snapshots they come from", async () => {
    const clusterId = await newCluster();
    for (const days of [900, 800, 1]) await take(clusterId, daysAgo(days), days);
    const before = await history(clusterId);
    expect(await applyRetention(NOW)).toBe(2);
    expect(await history(clusterId)).toEqual(before);
    expect(await history(clusterId)).toMatchObject([{ length: 3 }, { length: 3 }, { length: 3 }]);
  });

  test("a base goes with the last snapshot that needs it, the newest stays for the next", async () => {
    const clusterId = await newCluster();
    const { prisma } = await database();
    const bases = () => prisma.documentBase.count({ where: { clusterId } });
    await take(clusterId, daysAgo(900), 1);
    await take(clusterId, daysAgo(890), 40);
    await take(clusterId, daysAgo(2), 41);
    const last = await take(clusterId, daysAgo(1), 42);
    expect(await bases()).toBe(2);

    expect(await applyRetention(NOW)).toBe(2);
    expect(await bases()).toBe(1);
    globalThis.meshReadinessDocuments = undefined;
    expect((await snapshotById(last))?.document.namespaces).toHaveLength(42);
    await take(clusterId, daysAgo(0), 42);
    expect(await bases()).toBe(1);
  });

  test("scans without a snapshot are forgotten when nothing of their time is kept any more", async () => {
    const clusterId = await newCluster();
    for (const days of [731, 729]) {
      const begun = await startScanRow(clusterId, "this process", null, new Date(daysAgo(days)));
      await finishScanRow(begun?.scan.id ?? "", "failed", `${days} days ago`);
    }
    await applyRetention(NOW);
    const left = await lostScans(clusterId);
    expect(left.map(({ message }) => message)).toEqual(["729 days ago"]);
  });
});

type LinkState = "live" | "revoked" | "expired" | "compared";

function daysAgo(days: number): string {
  return new Date(NOW.getTime() - days * DAY).toISOString();
}

async function newCluster(): Promise<string> {
  return (await createCluster({ name: "prod", source: { kind: "in-cluster" } })).id;
}

/** The number of namespaces makes one snapshot differ from the next. */
async function take(clusterId: string, takenAt: string, namespaces = 1): Promise<string> {
  const begun = await startScanRow(clusterId, "this process", null, new Date(takenAt));
  if (!begun?.started) throw new Error("The scan did not start.");
  const findings = [`check/team-${namespaces}`];
  const whole = sampleDocument({ takenAt, namespaces: Math.min(namespaces, 60), findings });
  const unlike = whole.namespaces.map((row, index) => ({
    ...row,
    because: `${Math.sin(index)} ${Math.cos(index * 7)} ${Math.tan(index)}`,
    counts: { ...row.counts, blockers: namespaces },
  }));
  return saveSnapshot(clusterId, begun.scan.id, { ...whole, namespaces: unlike });
}

async function link(clusterId: string, snapshotId: string, state: LinkState): Promise<void> {
  const { prisma } = await database();
  const compare = [{ section: "compare", from: snapshotId, to: snapshotId }];
  await prisma.shareLink.create({
    data: {
      id: snapshotId,
      tokenHash: snapshotId,
      clusterId,
      snapshotId: state === "compared" ? null : snapshotId,
      sections: state === "compared" ? compare : [{ section: "report" }],
      attempts: 0,
      embed: false,
      note: "",
      createdAt: NOW,
      expiresAt: new Date(NOW.getTime() + (state === "expired" ? 0 : 1)),
      revokedAt: state === "revoked" ? NOW : null,
      views: 0,
    },
  });
}

/** The rule as it reads, oldest first. */
function plainlyKept(
  taken: readonly string[],
  { allDays, dailyDays }: RetentionPolicy,
  shown: string | null,
): readonly string[] {
  const age = (takenAt: string) => (NOW.getTime() - Date.parse(takenAt)) / DAY;
  return taken.filter((takenAt, index) => {
    const next = taken[index + 1];
    const lastOfDay = next?.slice(0, 10) !== takenAt.slice(0, 10);
    return (
      next === undefined ||
      takenAt === shown ||
      age(takenAt) < allDays ||
      (age(takenAt) < dailyDays && lastOfDay)
    );
  });
}

function history(clusterId: string) {
  return Promise.all([
    namespaceSpans(clusterId, "team-0"),
    findingLives(clusterId),
    trend(clusterId),
  ]);
}
