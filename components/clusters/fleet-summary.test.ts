import { describe, expect, test } from "vitest";
import type { ClusterRow } from "@/lib/db/shapes.ts";
import { NAMESPACE_VERDICTS, type NamespaceVerdict } from "@/lib/migration/model.ts";
import type { MeasuredTotals } from "@/lib/snapshot/measurement.ts";
import { fleetCost, fleetHeadline, fleetSize, fleetSummary } from "./fleet-summary.ts";

type Verdicts = Partial<Record<NamespaceVerdict, number>>;

function cluster(
  verdicts: Verdicts | null,
  kind: "kubeconfig" | "demo" = "kubeconfig",
): ClusterRow {
  return {
    id: "c",
    name: "c",
    source: kind === "demo" ? { kind, cluster: "x" } : { kind, context: "x" },
    createdAt: "2026-11-22T10:00:00Z",
    lastScan: null,
    latest: verdicts && {
      id: "s",
      takenAt: "2026-11-22T10:42:00Z",
      input: kind === "demo" ? "demo" : "live",
      istioVersion: "1.27.3",
      kubernetesVersion: "v1.33.4",
      platform: null,
      plannedSaving: null,
      realisedSaving: null,
      summary: {
        sentence: "",
        namespaces: 50,
        judged: 0,
        phases: [],
        verdicts: NAMESPACE_VERDICTS.map((verdict) => ({
          verdict,
          namespaces: verdicts[verdict] ?? 0,
        })),
        blockers: 0,
        warnings: 0,
        infos: 0,
        namespacesWithBlockers: 0,
        needWaypoint: 0,
        pods: { sidecar: 0, ambient: 0, none: 0 },
        kindsAsked: 34,
        kindsRead: 34,
        undeterminedChecks: 0,
        sidecarMemoryRequested: null,
      },
    },
  };
}

const headline = (...clusters: ClusterRow[]) => fleetHeadline(fleetSummary(clusters), "en");

describe("the headline of the fleet", () => {
  test("counts what can move among what has not moved yet", () => {
    const said = headline(
      cluster({ done: 12, ready: 80, "ready-with-work": 61, blocked: 31 }),
      cluster({ ready: 4, "could-not-tell": 1 }),
    );
    expect(said.sentence).toBe(
      "47\u00a0% of the meshed namespaces still to move can move today: 84 of 177.",
    );
    expect(said.rest).toBe(
      "12 are done already, 61 need work first, 31 are blocked, 1 could not be judged.",
    );
  });

  test("does not promise anything when nothing can move", () => {
    expect(headline(cluster({ blocked: 3 })).sentence).toBe(
      "0\u00a0% of the meshed namespaces still to move can move today: 0 of 3.",
    );
  });

  test("says when all is done, when no namespace is meshed, and when nothing was scanned", () => {
    expect(headline(cluster({ done: 4 })).sentence).toBe(
      "Every meshed namespace has moved: 4 of 4 are done.",
    );
    expect(headline(cluster({})).sentence).toBe("No namespace takes part in a mesh.");
    expect(headline(cluster(null)).sentence).toBe("No cluster has been scanned yet.");
  });
});

test("the size counts what was scanned, and what waits when nothing was", () => {
  expect(fleetSize(fleetSummary([cluster({ ready: 1 }), cluster(null)]), "en")).toBe(
    "50 namespaces in 1 cluster",
  );
  expect(fleetSize(fleetSummary([cluster(null)]), "en")).toBe("1 cluster without a scan yet");
});

test("a mesh that could not be seen is not said to be absent", () => {
  const unread = cluster({});
  const partly = unread.latest && {
    ...unread.latest,
    summary: { ...unread.latest.summary, kindsRead: 11 },
  };
  expect(headline({ ...unread, latest: partly }).sentence).toBe(
    "No meshed namespace was seen, and not everything could be read.",
  );
});

describe("sample clusters", () => {
  test("are not mixed into the figures of real ones", () => {
    const summary = fleetSummary([cluster({ ready: 5 }), cluster({ ready: 90 }, "demo")]);
    expect(summary).toMatchObject({ clusters: 1, sample: false, sampleLeftOut: 1, namespaces: 50 });
    expect(summary.verdicts.find(({ verdict }) => verdict === "ready")?.namespaces).toBe(5);
  });

  test("are counted, and labelled, when there is nothing else", () => {
    const summary = fleetSummary([cluster({ ready: 90 }, "demo"), cluster(null)]);
    expect(summary).toMatchObject({ clusters: 1, sample: true, sampleLeftOut: 0, neverScanned: 1 });
  });
});

describe("the cost of sidecars", () => {
  const costing = (memory: number | null, saving: number | null): ClusterRow => {
    const row = cluster({ ready: 1 });
    return {
      ...row,
      latest: row.latest && {
        ...row.latest,
        plannedSaving: saving,
        summary: { ...row.latest.summary, sidecarMemoryRequested: memory },
      },
    };
  };
  const said = (...rows: ClusterRow[]) => fleetCost(fleetSummary(rows), "en");

  test("is the sum of what was requested, with what moving would free", () => {
    expect(said(costing(3 * 1024 ** 3, 2 * 1024 ** 3), costing(1024 ** 3, 1024 ** 3))).toBe(
      "Sidecars request 4\u00a0GiB of memory, from pod specs; moving would free 3\u00a0GiB, likely.",
    );
  });

  test("says when a cluster is missing from a sum, and nothing where nothing is known", () => {
    expect(said(costing(1024 ** 3, null), costing(null, null))).toBe(
      "Sidecars request at least 1\u00a0GiB of memory, from pod specs; what moving would free is not known yet.",
    );
    expect(said(costing(null, null))).toBeNull();
    expect(said(costing(0, 0))).toBeNull();
    expect(said(costing(1024 ** 2, -(1024 ** 2)))).toBe(
      "Sidecars request 1\u00a0MiB of memory, from pod specs; ambient would request 1\u00a0MiB more, likely.",
    );
  });

  test("names what was measured with its source, never adds up two sources, and says what was realised", () => {
    const named = (id: string, realisedSaving: number | null): ClusterRow => {
      const row = costing(1024 ** 3, 1024 ** 2);
      return { ...row, id, latest: row.latest && { ...row.latest, realisedSaving } };
    };
    const measured = (source: MeasuredTotals["source"], memory: number): MeasuredTotals => ({
      at: "2026-11-22T10:42:00Z",
      source,
      window: null,
      parts: {
        sidecar: { proxies: 1, memory, cpu: null },
        ztunnel: null,
        waypoint: null,
        gateway: null,
        istiod: null,
        "istio-cni": null,
      },
    });
    const summary = fleetSummary(
      [named("a", 1024 ** 2), named("b", null), named("c", 1024 ** 2), named("d", null)],
      new Map([
        ["a", measured("prometheus", 100 * 1024 ** 2)],
        ["b", measured("prometheus", 200 * 1024 ** 2)],
        ["c", measured("metrics-api", 50 * 1024 ** 2)],
      ]),
    );
    expect(fleetCost(summary, "en")?.replaceAll("\u00a0", " ")).toBe(
      "Sidecars use 300 MiB of memory in 2 of 4 clusters, measured by Prometheus; they use 50 MiB of memory in 1 of 4 clusters, measured by metrics.k8s.io; they request 4 GiB, from pod specs; moving would free 4 MiB, likely. Namespaces that moved request 2 MiB less than before.",
    );
  });
});
