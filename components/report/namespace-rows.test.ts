import { expect, test } from "vitest";
import type { NamespaceRecord } from "@/lib/snapshot/document.ts";
import {
  filterRows,
  type NamespaceFilter,
  type NamespaceRow,
  OUTSIDE,
  packRow,
  packRows,
  tally,
  unpackRow,
} from "./namespace-rows.ts";

const record: NamespaceRecord = {
  name: "shop",
  phase: "sidecar",
  phaseEvidence: [],
  verdict: "blocked",
  because: "A NetworkPolicy does not admit HBONE.",
  advice: "prepare",
  excluded: null,
  gatewayOnly: false,
  ambient: false,
  injection: null,
  pods: {
    sidecar: 3,
    sidecarHbone: 0,
    ambient: 1,
    pending: 0,
    plainSelected: 0,
    stuck: 0,
    candidates: 5,
    infrastructure: 1,
    live: 7,
  },
  need: "required",
  needTrafficType: "service",
  needReasons: [],
  waypoints: [],
  counts: { blockers: 1, warnings: 2, infos: 3 },
  hard: 1,
  undecided: [],
  nextStep: null,
  workloads: [],
  services: [],
};

const row = (name: string, change: Partial<NamespaceRow> = {}): NamespaceRow => ({
  ...unpackRow(packRow(record)),
  name,
  ...change,
});

const all: NamespaceFilter = {
  q: "",
  verdict: null,
  phase: null,
  need: null,
  sort: "name",
  descending: false,
};
const names = (rows: readonly NamespaceRow[]) => rows.map(({ name }) => name);

test("a row survives the way to the browser", () => {
  expect(unpackRow(packRow(record))).toEqual({
    name: "shop",
    verdict: "blocked",
    phase: "sidecar",
    need: "required",
    pods: { sidecar: 3, ambient: 1, none: 2 },
    blockers: 1,
    warnings: 2,
    infos: 3,
    workloads: 0,
    because: "A NetworkPolicy does not admit HBONE.",
  });
});

test("pods and phases that could not be read stay unknown, not zero", () => {
  const unread = unpackRow(packRow({ ...record, pods: null, phase: null, verdict: null }));
  expect(unread).toMatchObject({ pods: null, phase: null, verdict: null });
});

test("a search finds part of a name in any case", () => {
  expect(names(filterRows([row("Shop-EU"), row("cart")], { ...all, q: " shop " }))).toEqual([
    "Shop-EU",
  ]);
});

test("filters combine, and namespaces without a verdict have a filter of their own", () => {
  const rows = [
    row("a"),
    row("b", { verdict: "ready" }),
    row("c", { verdict: null, phase: "excluded" }),
  ];
  expect(names(filterRows(rows, { ...all, verdict: "blocked", phase: "sidecar" }))).toEqual(["a"]);
  expect(names(filterRows(rows, { ...all, verdict: OUTSIDE }))).toEqual(["c"]);
});

test("the most urgent come first, and an unserved ambient namespace before everything", () => {
  const rows = [
    row("fine", { verdict: "ready", blockers: 0 }),
    row("drift", { verdict: "ready-with-work", phase: "drift-no-waypoint" }),
    row("worse", { blockers: 4 }),
    row("bad", { blockers: 1 }),
    row("outside", { verdict: null }),
  ];
  expect(names(filterRows(rows, { ...all, sort: "urgency" }))).toEqual([
    "drift",
    "worse",
    "bad",
    "fine",
    "outside",
  ]);
});

test("order turns round, and ties stay in the order of names either way", () => {
  const rows = [row("a"), row("b"), row("c", { blockers: 9 })];
  expect(names(filterRows(rows, { ...all, sort: "findings", descending: true }))).toEqual([
    "c",
    "a",
    "b",
  ]);
});

test("rows are packed in the order of their names", () => {
  const packed = packRows(["b", "shop-10", "a"].map((name) => ({ ...record, name })));
  expect(names(packed.map(unpackRow))).toEqual(["a", "b", "shop-10"]);
});

test("menus count what each choice would keep", () => {
  expect(
    tally([row("a"), row("b"), row("c", { verdict: null })], ({ verdict }) => verdict),
  ).toEqual(new Map([["blocked", 2]]));
});
