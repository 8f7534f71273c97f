import { describe, expect, test } from "vitest";
import { eventsOf, type HistoryEvent, type Remembered } from "./events.ts";
import { day, point, span } from "./testing/points.ts";

const events = (remembered: Partial<Remembered>): HistoryEvent[] =>
  eventsOf({ points: [], changes: [], lost: [], notes: [], ...remembered });

const failed = (at: string, message = "refused") => ({ at, status: "failed" as const, message });

describe("versions", () => {
  const read = (number: number, istioVersion: string | null) =>
    point(day(number), { istioVersion });

  test("an upgrade and a downgrade are told apart by number, not by letter", () => {
    expect(
      events({
        points: [read(1, "1.9.4"), read(2, "1.10.0"), read(3, "1.10.0"), read(4, "1.9.4")],
      }),
    ).toEqual([
      { kind: "istio", at: day(2), from: "1.9.4", to: "1.10.0", direction: "upgraded" },
      { kind: "istio", at: day(4), from: "1.10.0", to: "1.9.4", direction: "downgraded" },
    ]);
  });

  test("a version that could not be read is no change", () => {
    expect(events({ points: [read(1, "1.27.3"), read(2, null), read(3, "1.27.3")] })).toEqual([]);
    expect(events({ points: [read(1, null), read(2, "1.27.3")] })).toEqual([]);
  });

  test("Kubernetes and the catalogue have their own events", () => {
    const points = [point(day(1)), point(day(2), { kubernetesVersion: "v1.34.1", catalogue: "2" })];
    expect(events({ points })).toEqual([
      { kind: "kubernetes", at: day(2), from: "v1.33.4", to: "v1.34.1", direction: "upgraded" },
      { kind: "catalogue", at: day(2), from: "1", to: "2" },
    ]);
  });
});

describe("phases", () => {
  const points = [point(day(1)), point(day(9))];
  const kinds = (...changes: Remembered["changes"]) =>
    events({ points, changes }).map((event) =>
      event.kind === "enrolled" || event.kind === "regressed"
        ? `${event.kind} ${event.namespace} ${event.at.slice(8, 10)}`
        : event.kind,
    );

  test("a namespace is enrolled once, when it first enters an ambient phase", () => {
    expect(
      kinds(
        span("shop", "ready", day(1)),
        span("shop", "enrolled", day(2)),
        span("shop", "done", day(3)),
      ),
    ).toEqual(["enrolled shop 02"]);
  });

  test("what was ambient when the cluster was first read did not happen under our eyes", () => {
    expect(kinds(span("shop", "done", day(1)), span("born-later", "done", day(4)))).toEqual([
      "enrolled born-later 04",
    ]);
  });

  test("a fall is a regression, and enrolling again is not another enrollment", () => {
    expect(
      kinds(
        span("shop", "enrolled", day(2)),
        span("shop", "sidecar", day(3)),
        span("shop", "enrolled", day(4)),
      ),
    ).toEqual(["enrolled shop 02", "regressed shop 03"]);
  });

  test("a missing waypoint is an error wherever it comes from, and its repair is none", () => {
    expect(
      kinds(
        span("shop", "waypoint-active", day(1)),
        span("shop", "drift-no-waypoint", day(2)),
        span("shop", "enrolled", day(3)),
        span("shop", "drift-no-waypoint", day(4)),
        span("shop", "sidecar", day(5)),
      ),
    ).toEqual(["enrolled shop 02", "regressed shop 02", "regressed shop 04", "regressed shop 05"]);
  });

  test("an unread phase is no step, and leaving the mesh on purpose is no fall", () => {
    expect(
      kinds(
        span("shop", "done", day(1)),
        span("shop", null, day(2)),
        span("shop", "done", day(3)),
        span("shop", "excluded", day(4)),
      ),
    ).toEqual([]);
  });
});

describe("scans that failed", () => {
  test("are one event for as long as no snapshot lies between them", () => {
    const lost = [failed(day(2)), failed(day(3)), failed(day(4), "timed out"), failed(day(6))];
    expect(events({ points: [point(day(1)), point(day(5))], lost })).toEqual([
      { kind: "scan-failed", at: day(2), until: day(4), scans: 3, message: "timed out" },
      { kind: "scan-failed", at: day(6), until: day(6), scans: 1, message: "refused" },
    ]);
  });

  test("do not include those that somebody cancelled", () => {
    expect(events({ lost: [{ ...failed(day(2)), status: "cancelled" }] })).toEqual([]);
  });
});

test("notes stand among the events by their time", () => {
  const note = { id: "n", clusterId: "c", at: day(3), text: "freeze", createdAt: day(9) };
  expect(
    events({
      points: [point(day(1)), point(day(2), { catalogue: "2" }), point(day(4), { catalogue: "3" })],
      notes: [note],
    }).map(({ kind }) => kind),
  ).toEqual(["catalogue", "note", "catalogue"]);
});
