import { describe, expect, test } from "vitest";
import { compileCondition } from "./condition.ts";
import {
  AMBIENT_RELEASES,
  DISCREPANCIES,
  FEATURES,
  featureById,
  KNOWN_MINORS,
} from "./features.ts";
import { ENTRIES, FEATURE_WITNESSES } from "./rules.ts";
import { compareMinors } from "./status.ts";

const modes = ["sidecar", "ambient"] as const;

describe("what is known of features", () => {
  test("there are 75 features, each with an id of its own, and eight of them are the article's", () => {
    expect(FEATURES).toHaveLength(75);
    expect(new Set(FEATURES.map(({ id }) => id)).size).toBe(75);
    expect(FEATURES.filter(({ article }) => article).map(({ id }) => id)).toEqual([
      "mtls",
      "l4-telemetry",
      "http-traffic-management",
      "authz-l7",
      "grpc-streaming",
      "multicluster",
      "no-restart-enroll",
      "upgrade-no-restart",
    ]);
  });

  test("minors follow each other without a gap", () => {
    expect(KNOWN_MINORS[0]).toBe("1.22");
    for (const [index, minor] of KNOWN_MINORS.entries()) expect(minor).toBe(`1.${22 + index}`);
    expect(AMBIENT_RELEASES.map(({ minor }) => minor)).toEqual(KNOWN_MINORS);
  });

  test.each(FEATURES.map((feature) => [feature.id, feature] as const))(
    "the ranges of %s have no gap, no overlap and end open",
    (_, feature) => {
      for (const mode of modes) {
        const ranges = feature[mode];
        for (const [index, { from, to }] of ranges.entries()) {
          expect(KNOWN_MINORS).toContain(from);
          const next = ranges[index + 1];
          if (next === undefined) expect(to).toBeNull();
          else {
            expect(KNOWN_MINORS).toContain(to);
            expect(compareMinors(from, to ?? "")).toBeLessThanOrEqual(0);
            expect(KNOWN_MINORS.indexOf(next.from)).toBe(KNOWN_MINORS.indexOf(to ?? "") + 1);
          }
        }
      }
    },
  );

  test("every feature and every difference has sources, each once and public", () => {
    for (const { sources } of [...FEATURES, ...DISCREPANCIES]) {
      expect(new Set(sources).size).toBe(sources.length);
      for (const source of sources) {
        expect(source).toMatch(/^https:\/\/(istio\.io|github\.com|docs\.redhat\.com)\//);
      }
    }
  });

  test("a feature that a waypoint enforces needs one, and demand without need does not exist", () => {
    for (const { id, needsWaypoint, waypointDemand, enforcedBy } of FEATURES) {
      if (enforcedBy === "waypoint") expect([id, needsWaypoint]).toEqual([id, true]);
      expect([id, waypointDemand === "none"]).toEqual([id, !needsWaypoint]);
    }
  });

  test("what is unsupported in the newest release is never without impact where sidecars support it", () => {
    for (const { id, sidecar, ambient, impact } of FEATURES) {
      const lost =
        sidecar.at(-1)?.status !== "Unsupported" && ambient.at(-1)?.status === "Unsupported";
      if (lost) expect([id, impact]).not.toEqual([id, "none"]);
    }
  });

  test("differences name features that exist, and the one about ambient GA says both versions", () => {
    for (const { features } of DISCREPANCIES)
      for (const id of features) expect(featureById(id)).not.toBeNull();
    expect(DISCREPANCIES[0]).toMatchObject({
      article: expect.stringContaining("GA in 1.22"),
      project: expect.stringMatching(/Beta in 1\.22.*GA in 1\.24/),
    });
  });
});

describe("rules", () => {
  test("every rule compiles, is asked of a kind that a scan reads, and has a name of its own", () => {
    const entries = [...ENTRIES.values()].flat();
    expect(entries.length).toBeGreaterThan(130);
    for (const { rule, requires, requiresAbsent } of entries)
      for (const each of [rule, ...requires, ...requiresAbsent])
        expect([each.kind, each.resource]).not.toEqual([each.kind, null]);
    const texts = new Set(
      FEATURES.flatMap(({ detect }) =>
        detect
          .flatMap((entry) => [entry, ...(entry.requires ?? []), ...(entry.requiresAbsent ?? [])])
          .map(({ group, kind, path, op, value, whenAbsent, where, unless }) =>
            JSON.stringify([group, kind, path, op, value, whenAbsent, where, unless]),
          ),
      ),
    );
    expect(FEATURE_WITNESSES.rules).toHaveLength(texts.size);
  });

  test("only a feature that leaves no trace in the API has no rule", () => {
    expect(FEATURES.filter(({ detect }) => detect.length === 0).map(({ id }) => id)).toEqual([
      "xfcc",
    ]);
  });

  test("a path, a pattern or an operator that means nothing does not compile", () => {
    expect(() => compileCondition({ path: "spec..x", op: "exists" })).toThrow(/no path/);
    expect(() => compileCondition({ path: "spec[", op: "exists" })).toThrow(/no path/);
    expect(() => compileCondition({ path: "spec.x", op: "regex", value: "(" })).toThrow();
    expect(() => compileCondition({ path: "spec.x", op: "regex" })).toThrow(/pattern/);
    expect(() => compileCondition({ op: "equals", value: "x" })).toThrow(/path/);
  });
});
