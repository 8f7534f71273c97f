import fc from "fast-check";
import { expect, test } from "vitest";
import type { Severity } from "../checks/define.ts";
import type { NamespaceVerdict, Phase } from "../migration/model.ts";
import type { SnapshotDocument } from "../snapshot/document.ts";
import type { NamespaceSpan, PhaseChange, TrendPoint } from "../snapshot/history-model.ts";
import type { PainFigures } from "../snapshot/pain-model.ts";
import { database } from "./connection.ts";
import {
  createCluster,
  findingLife,
  findingLives,
  fleetTrend,
  latestSnapshot,
  namespaceSpans,
  painTrend,
  phaseChanges,
  rebuildTrends,
  saveSnapshot,
  snapshotById,
  startScanRow,
  trend,
} from "./questions.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { sampleCheck, sampleDocument } from "./testing/document.ts";

/** What one random snapshot sees. */
interface Seen {
  readonly minutesLater: number;
  readonly namespaces: Readonly<Record<string, Standing>>;
  readonly namespacesRead: boolean;
  readonly podsRead: boolean;
  /** By "check/namespace". */
  readonly findings: Readonly<Record<string, Severity>>;
  readonly decided: Readonly<Record<string, boolean>>;
}

interface Standing {
  readonly phase: Phase | null;
  readonly verdict: NamespaceVerdict | null;
  readonly blockers: number;
  readonly evidence: string;
}

const START = Date.parse("2026-03-01T22:00:00.000Z");

const standing: fc.Arbitrary<Standing> = fc.record({
  phase: fc.constantFrom("sidecar", "enrolled", null),
  verdict: fc.constantFrom("ready", null),
  blockers: fc.integer({ min: 0, max: 1 }),
  evidence: fc.constantFrom("one sentence", "another sentence"),
});

const sequence: fc.Arbitrary<readonly Seen[]> = fc.array(
  fc.record({
    minutesLater: fc.constantFrom(1, 45, 600, 0, -5),
    namespaces: fc.dictionary(fc.constantFrom("a", "b", "constructor"), standing),
    namespacesRead: fc.boolean(),
    podsRead: fc.boolean(),
    findings: fc.dictionary(
      fc.constantFrom("one/a", "one/b", "two/a", "three/a"),
      fc.constantFrom("blocker", "warning", "info"),
    ),
    decided: fc.record({ one: fc.boolean(), two: fc.boolean() }),
  }),
  { minLength: 1, maxLength: 7 },
);

onEveryDatabase(() => {
  test("spans, lives, points and documents are what a plain recomputation gives", async () => {
    await fc.assert(
      fc.asyncProperty(sequence, async (seen) => {
        const { id: clusterId } = await createCluster({
          name: "prod",
          source: { kind: "in-cluster" },
        });
        const documents: SnapshotDocument[] = [];
        for (const document of documentsOf(seen)) {
          const id = await scanInto(clusterId, document);
          globalThis.meshReadinessDocuments = undefined;
          const stored = await snapshotById(id);
          const takenAt = movedAfter(documents.at(-1), document);
          expect(stored?.document).toEqual({ ...document, takenAt });
          documents.push({ ...document, takenAt });
        }

        expect(await namespaceSpans(clusterId)).toEqual(plainSpans(documents, seen));
        expect(await phaseChanges(clusterId)).toEqual(plainPhaseChanges(documents, seen));
        const points = plainPoints(documents, seen);
        expect((await trend(clusterId)).map(numbers)).toEqual(points);
        expect((await trend(clusterId, { daily: true })).map(numbers)).toEqual(daily(points));
        expect((await fleetTrend()).get(clusterId)?.map(numbers)).toEqual(daily(points));
        expectBalanced(await trend(clusterId));
        expectBalanced(await trend(clusterId, { daily: true }));
        const dailyBefore = documents.at(-1)?.takenAt ?? "";
        const mixed = (await trend(clusterId, { dailyBefore })).map(numbers);
        expect(mixed).toEqual([...daily(points.slice(0, -1)), ...points.slice(-1)]);

        await forgetSomePoints(clusterId);
        const { prisma } = await database();
        await prisma.namespaceSpan.deleteMany({ where: { clusterId } });
        await rebuildTrends();
        expect((await trend(clusterId)).map(numbers)).toEqual(points);
        expect(await namespaceSpans(clusterId)).toEqual(plainSpans(documents, seen));
        expect(await rebuildTrends()).toBe(0);
      }),
      { numRuns: 25 },
    );
  }, 240_000);

  test("a finding whose severity changes lives on, and counts as resolved there and found here", async () => {
    const { id: clusterId } = await createCluster({
      name: "prod",
      source: { kind: "in-cluster" },
    });
    const quiet = { minutesLater: 1, namespaces: {}, namespacesRead: true, podsRead: true };
    const decided = { one: true, two: true };
    const severities = ["warning", "blocker", "blocker"] as const;
    const seen = severities.map((severity) => ({
      ...quiet,
      decided,
      findings: { "one/a": severity },
    }));
    for (const document of documentsOf(seen)) await scanInto(clusterId, document);

    const points = await trend(clusterId);
    expect(points.map(({ found, resolved, open }) => ({ found, resolved, open }))).toEqual([
      { found: count(0, 1), resolved: count(0, 0), open: count(0, 1) },
      { found: count(1, 0), resolved: count(0, 1), open: count(1, 0) },
      { found: count(0, 0), resolved: count(0, 0), open: count(1, 0) },
    ]);
    const life = {
      severity: "blocker",
      firstSeen: points[0]?.takenAt,
      lastSeen: points[2]?.takenAt,
      resolvedAt: null,
    };
    expect(await findingLives(clusterId)).toMatchObject([life]);
    expect(await findingLife(clusterId, "fingerprint of one/a")).toMatchObject(life);
  });

  test("a period bounds points and changes, both ends included", async () => {
    const { id: clusterId } = await createCluster({
      name: "prod",
      source: { kind: "in-cluster" },
    });
    const phases = ["sidecar", "ready", "enrolled", "done"] as const;
    const taken = phases.map((_, day) => new Date(START + day * 86_400_000).toISOString());
    for (const [index, phase] of phases.entries()) {
      const whole = sampleDocument({ takenAt: taken[index] ?? "", namespaces: 1 });
      const namespaces = whole.namespaces.map((row) => ({ ...row, phase }));
      await scanInto(clusterId, { ...whole, namespaces });
    }
    const [, from = "", to = ""] = taken;
    const between = { from, to };
    expect((await trend(clusterId, between)).map(({ takenAt }) => takenAt)).toEqual([from, to]);
    expect((await fleetTrend({ from }).then((fleet) => fleet.get(clusterId)))?.length).toBe(3);
    const changes = await phaseChanges(clusterId, between);
    expect(changes.map(({ phase }) => phase)).toEqual(["ready", "enrolled"]);
    expect((await latestSnapshot(clusterId))?.document.takenAt).toBe(taken[3]);
  });

  test("what was taken before there were points gets them, and those of deleted snapshots stay", async () => {
    const { id: clusterId } = await createCluster({
      name: "prod",
      source: { kind: "in-cluster" },
    });
    const first = await scanInto(
      clusterId,
      sampleDocument({ takenAt: "2026-03-01T12:00:00.000Z" }),
    );
    await scanInto(clusterId, {
      ...sampleDocument({ takenAt: "2026-03-02T12:00:00.000Z" }),
      pains: { ...NO_PAINS, memory: MEMORY },
    });
    const before = await trend(clusterId);
    const pains = await painTrend(clusterId);
    expect(pains.map(({ pains }) => pains?.memoryEach)).toEqual([undefined, 128 * 1024 ** 2]);
    const { prisma } = await database();
    await prisma.snapshot.delete({ where: { id: first } });
    await prisma.trendPoint.deleteMany({
      where: { takenAt: new Date("2026-03-02T12:00:00.000Z") },
    });

    expect(await rebuildTrends()).toBe(1);
    expect(await rebuildTrends({ all: true })).toBe(1);
    expect(await trend(clusterId)).toEqual(before);
    expect(await painTrend(clusterId)).toEqual(pains);
  });
});

async function scanInto(clusterId: string, document: SnapshotDocument): Promise<string> {
  const begun = await startScanRow(clusterId, "this process");
  if (!begun?.started) throw new Error("The scan did not start.");
  return saveSnapshot(clusterId, begun.scan.id, document);
}

/** Every other point is lost, or of an old version. */
async function forgetSomePoints(clusterId: string): Promise<void> {
  const { prisma } = await database();
  const points = await prisma.trendPoint.findMany({ where: { clusterId } });
  for (const [index, { takenAt }] of points.entries()) {
    const where = { clusterId_takenAt: { clusterId, takenAt } };
    if (index % 3 === 0) await prisma.trendPoint.delete({ where });
    if (index % 3 === 1) {
      await prisma.trendPoint.update({ where, data: { version: 0, openBlockers: 999 } });
    }
  }
}

function documentsOf(seen: readonly Seen[]): SnapshotDocument[] {
  let minutes = 0;
  return seen.map((each) => {
    minutes += each.minutesLater;
    const takenAt = new Date(START + minutes * 60_000).toISOString();
    const wishes = Object.keys(each.findings);
    const whole = sampleDocument({ takenAt, namespaces: 1, findings: wishes });
    const [sample] = whole.namespaces;
    if (!sample) throw new Error("The sample has a namespace.");
    return {
      ...whole,
      summary: {
        ...whole.summary,
        sidecarMemoryRequested: each.podsRead ? 1_000_000_000_000 : null,
      },
      coverage: [
        {
          resource: "namespaces",
          kind: "Namespace",
          outcome: each.namespacesRead ? "read" : "not-permitted",
          objects: 0,
          detail: "",
          restarted: false,
          undecidedChecks: [],
          rbac: "",
        },
      ],
      checks: ["one", "two"].map((id) =>
        sampleCheck(id, each.decided[id] ? "passed" : "undetermined"),
      ),
      findings: whole.findings.map((finding, index) => ({
        ...finding,
        severity: each.findings[wishes[index] ?? ""] ?? finding.severity,
      })),
      namespaces: Object.entries(each.namespaces).map(
        ([name, { evidence, blockers, ...stands }]) => ({
          ...sample,
          ...stands,
          name,
          counts: { blockers, warnings: 0, infos: 0 },
          phaseEvidence: [evidence],
        }),
      ),
    };
  });
}

function movedAfter(before: SnapshotDocument | undefined, { takenAt }: SnapshotDocument): string {
  if (!before || before.takenAt < takenAt) return takenAt;
  return new Date(Date.parse(before.takenAt) + 1).toISOString();
}

/** One namespace at a time, one snapshot at a time. */
function plainSpans(
  documents: readonly SnapshotDocument[],
  seen: readonly Seen[],
): readonly NamespaceSpan[] {
  const names = [...new Set(seen.flatMap(({ namespaces }) => Object.keys(namespaces)))];
  return names.toSorted().flatMap((name) => {
    const spans: NamespaceSpan[] = [];
    for (const [index, { takenAt, namespaces }] of documents.entries()) {
      const now = namespaces.find((row) => row.name === name);
      const last = spans.at(-1);
      const open = last?.untilAt === null ? last : undefined;
      if (!now && seen[index]?.namespacesRead === false) continue;
      const same =
        open &&
        now &&
        open.phase === now.phase &&
        open.verdict === now.verdict &&
        open.blockers === now.counts.blockers;
      if (same) continue;
      if (open) spans[spans.length - 1] = { ...open, untilAt: takenAt };
      if (now) {
        const { phase, verdict, need, hard, counts, phaseEvidence: evidence } = now;
        const stands = { phase, verdict, need, hard, ...counts, evidence };
        spans.push({ name, fromAt: takenAt, untilAt: null, ...stands });
      }
    }
    return spans;
  });
}

function plainPhaseChanges(
  documents: readonly SnapshotDocument[],
  seen: readonly Seen[],
): readonly PhaseChange[] {
  return plainSpans(documents, seen)
    .filter((span, index, all) => {
      const before = all[index - 1];
      return before?.name !== span.name || before.phase !== span.phase;
    })
    .toSorted((one, other) => (key(one) < key(other) ? -1 : 1))
    .map(({ name, fromAt, phase }) => ({ name, fromAt, phase }));

  function key({ fromAt, name }: PhaseChange): string {
    return `${fromAt} ${name}`;
  }
}

type Numbers = Pick<TrendPoint, "takenAt" | "open" | "found" | "resolved" | "pods">;

function numbers({ takenAt, open, found, resolved, pods }: TrendPoint): Numbers {
  return { takenAt, open, found, resolved, pods };
}

/** What is open after each snapshot, by fingerprint; found and resolved are the differences. */
function plainPoints(
  documents: readonly SnapshotDocument[],
  seen: readonly Seen[],
): readonly Numbers[] {
  let open = new Map<string, Severity>();
  return documents.map(({ takenAt, findings, summary }, index) => {
    const now = new Map(findings.map(({ fingerprint, severity }) => [fingerprint, severity]));
    const after = new Map(now);
    for (const [fingerprint, severity] of open) {
      const check = fingerprint.replace("fingerprint of ", "").split("/")[0] ?? "";
      if (!now.has(fingerprint) && !seen[index]?.decided[check]) after.set(fingerprint, severity);
    }
    const before = open;
    open = after;
    const keys = [...new Set([...before.keys(), ...after.keys()])];
    const changed = (from: ReadonlyMap<string, Severity>, to: ReadonlyMap<string, Severity>) =>
      bySeverity(keys.filter((k) => from.get(k) !== to.get(k)).flatMap((k) => from.get(k) ?? []));
    return {
      takenAt,
      open: bySeverity([...after.values()]),
      found: changed(after, before),
      resolved: changed(before, after),
      pods: summary.sidecarMemoryRequested === null ? null : summary.pods,
    };
  });
}

function bySeverity(severities: readonly Severity[]) {
  const of = (wanted: Severity) => severities.filter((severity) => severity === wanted).length;
  return count(of("blocker"), of("warning"));
}

function count(blockers: number, warnings: number) {
  return { blockers, warnings };
}

function daily(points: readonly Numbers[]): readonly Numbers[] {
  const days = Map.groupBy(points, ({ takenAt }) => takenAt.slice(0, 10));
  return [...days.values()].flatMap((of) => {
    const last = of.at(-1);
    return last ? [{ ...last, found: total(of, "found"), resolved: total(of, "resolved") }] : [];
  });
}

function total(points: readonly Numbers[], what: "found" | "resolved") {
  return points.reduce(
    (sum, point) => count(sum.blockers + point[what].blockers, sum.warnings + point[what].warnings),
    count(0, 0),
  );
}

function expectBalanced(points: readonly TrendPoint[]): void {
  for (const [index, { open, found, resolved }] of points.entries()) {
    const before = points[index - 1]?.open ?? count(0, 0);
    expect(open).toEqual(
      count(
        before.blockers + found.blockers - resolved.blockers,
        before.warnings + found.warnings - resolved.warnings,
      ),
    );
  }
}

const NO_PAINS: PainFigures = {
  memory: null,
  start: null,
  upgrade: null,
  optOut: null,
  path: null,
  gaps: [],
};

const MEMORY = { sidecars: 3, unset: 1, requested: 256 * 1024 ** 2, distribution: null };
