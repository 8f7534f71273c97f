import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleDocument } from "../db/testing/document.ts";
import { parityRows } from "../parity/rows.ts";
import { compareSnapshots } from "../snapshot/compare.ts";
import { filterComparison } from "../snapshot/compare-filter.ts";
import type { TrendPoint } from "../snapshot/history-model.ts";
import { compareMove } from "../snapshot/moves.ts";
import { measurement, parts, series, totals, usage } from "../snapshot/testing/measured.ts";
import { MOVE } from "../snapshot/testing/moves.ts";
import { COMPARE, compareRows } from "./compare.ts";
import { exportFileName } from "./file-name.ts";
import { FINDINGS, findingRows } from "./findings.ts";
import { HISTORY, historyRows } from "./history.ts";
import { envelopeOf, jsonLines, jsonSchemaOf } from "./json.ts";
import { LATENCY, LATENCY_HISTORY, latencyHistoryRows, latencyRows } from "./latency.ts";
import { markdownLines, markdownText } from "./markdown.ts";
import { MOVES, moveRows } from "./moves.ts";
import { NAMESPACES, namespaceRows } from "./namespaces.ts";
import { PARITY, parityExportRows } from "./parity.ts";
import { type ExportHead, type FilledSheet, fillSheet } from "./sheet.ts";
import {
  namespaceUsageHistoryRows,
  USAGE,
  USAGE_HISTORY,
  usageExportRows,
  usageHistoryRows,
} from "./usage.ts";

const HEAD: ExportHead = {
  generatedAt: "2026-11-23T10:42:00.000Z",
  cluster: { id: "a", name: "prod|eu" },
  snapshots: [
    {
      id: "b",
      cluster: "prod|eu",
      takenAt: "2026-11-23T10:40:12.000Z",
      input: "live",
      istioVersion: "1.27.3",
    },
  ],
  filters: [["verdict", "ready"]],
};

const POINT: TrendPoint = {
  takenAt: "2026-11-23T10:40:12.000Z",
  input: "live",
  istioVersion: null,
  kubernetesVersion: "v1.33.4",
  catalogue: "1",
  phases: [{ phase: "not-in-mesh", namespaces: 3 }],
  verdicts: [{ verdict: "ready", namespaces: 2 }],
  namespaces: 5,
  judged: 2,
  pods: null,
  open: { blockers: 1, warnings: 2 },
  found: { blockers: 0, warnings: 0 },
  resolved: { blockers: 0, warnings: 1 },
  kindsAsked: 40,
  kindsRead: 39,
  undeterminedChecks: 1,
  sidecarMemoryRequested: null,
};

const BEFORE = sampleDocument({ namespaces: 4, findings: ["a/team-1", "b/team-2"] });
const AFTER = sampleDocument({ namespaces: 3, findings: ["a/team-1", "c/team-0"] });
const CHANGES = filterComparison(
  compareSnapshots(BEFORE, AFTER, {
    threshold: 1,
    sameCluster: true,
    names: { from: "one", to: "two" },
  }),
  { q: "", direction: null, severity: null },
);

const NOON = "2026-11-23T12:00:00.000Z";
const USED = {
  name: "shop",
  sidecars: 3,
  memory: 1.5e8,
  requested: null,
  cpu: 12.25,
  cpuRequested: 300,
  waypoint: null,
  rps: 0.25,
};
const SLOW = {
  namespace: "shop",
  name: "cart",
  mode: null,
  rps: 12.5,
  errors: 0.001,
  p50: 1.2,
  p90: 3,
  p99: null,
};
const SHOP = series("shop", [NOON], { traffic: { waypoint: { p99: [48.5] } } });

const SHEETS: readonly FilledSheet[] = [
  fillSheet(NAMESPACES, HEAD, namespaceRows(BEFORE.namespaces)),
  fillSheet(FINDINGS, HEAD, findingRows(BEFORE.findings, new Map())),
  fillSheet(PARITY, HEAD, parityExportRows(parityRows({ features: null, istioVersion: "1.27.3" }))),
  fillSheet(HISTORY, HEAD, historyRows([POINT])),
  fillSheet(COMPARE, HEAD, compareRows(CHANGES)),
  fillSheet(USAGE, HEAD, usageExportRows([USED], measurement(NOON))),
  fillSheet(USAGE_HISTORY, HEAD, [
    ...usageHistoryRows([totals(NOON, { parts: parts({ ztunnel: usage(3, 7, 0.5) }) })]),
    ...namespaceUsageHistoryRows(SHOP, new Map()),
  ]),
  fillSheet(LATENCY, HEAD, latencyRows([SLOW], "destination", { at: NOON })),
  fillSheet(LATENCY_HISTORY, HEAD, latencyHistoryRows(SHOP, new Map([[NOON, "prometheus"]]))),
  fillSheet(
    MOVES,
    HEAD,
    moveRows([{ comparison: compareMove({ move: MOVE, seen: [] }, NOON), outcome: "waiting" }]),
  ),
];

describe.each(SHEETS.map((filled) => [filled.sheet.what, filled] as const))("%s", (_, filled) => {
  const written = [...jsonLines(filled)].join("");

  test("as JSON it is what its schema says, with all rows and their number", () => {
    const read = envelopeOf(filled.sheet).parse(JSON.parse(written));
    expect(read.rowCount).toBe(filled.rows.length);
    expect(read.rows).toEqual(filled.rows);
    expect(read.rowCount).toBeGreaterThan(0);
    expect(read.filters).toEqual([{ name: "verdict", value: "ready" }]);
  });

  test("the published schema describes every column and lets no other in", () => {
    const schema = jsonSchemaOf(filled.sheet);
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: `urn:mesh-readiness:export:${filled.sheet.what}:1`,
      additionalProperties: false,
      properties: {
        rows: {
          items: { additionalProperties: false, required: filled.columns.map(({ name }) => name) },
        },
      },
    });
    for (const { name, title } of filled.columns) expect(title, name).not.toBe(name);
  });

  test("every row has every column and nothing else", () => {
    for (const row of filled.rows)
      expect(Object.keys(row)).toEqual(filled.columns.map(({ name }) => name));
  });

  test("as Markdown every row is one line with as many cells as the head", () => {
    const lines = [...markdownLines(filled)].join("").split("\n");
    const table = lines.filter((line) => line.startsWith("| "));
    expect(table).toHaveLength(filled.rows.length + 2);
    for (const line of table)
      expect(line.replaceAll(/\\./g, "").match(/\|/g)).toHaveLength(filled.columns.length + 1);
  });
});

test("an export without rows is still whole", () => {
  const empty = fillSheet(NAMESPACES, HEAD, []);
  expect(envelopeOf(NAMESPACES).parse(JSON.parse([...jsonLines(empty)].join(""))).rows).toEqual([]);
  expect([...markdownLines(empty)].join("")).toContain("- 0 rows\n");
});

test("Markdown says where the rows come from", () => {
  const [filled] = SHEETS;
  expect(filled && [...markdownLines(filled)].join("").split("\n").slice(0, 6)).toEqual([
    "# Namespaces of prod\\|eu",
    "",
    "- prod\\|eu, read 23 Nov 2026, 10:40:12 UTC",
    "- Exported 23 Nov 2026, 10:42:00 UTC",
    "- 4 rows",
    "- Filter verdict: ready",
  ]);
});

test.each([
  ["[click](https://evil.example)", "\\[click\\](https\\://evil.example)"],
  ["<img src=x onerror=y>", "\\<img src=x onerror=y\\>"],
  ["a | b\n# heading", "a \\| b \\# heading"],
  ["www.evil.example", "www\\.evil.example"],
  ["`code` *bold* _it_ ~x~ &lt; $m$", "\\`code\\` \\*bold\\* \\_it\\_ \\~x\\~ \\&lt; \\$m\\$"],
  ["\u202eright to left", "\\\\u202eright to left"],
  ["prod-eu 1.27.3", "prod-eu 1.27.3"],
])("hostile text stays text in Markdown: %j", (text, written) => {
  expect(markdownText(text)).toBe(written);
});

test("file names hold the cluster, what is exported and the time, and nothing else", () => {
  const [filled] = SHEETS;
  expect(filled && exportFileName(filled, "csv")).toBe("prod-eu-namespaces-20261123-1040.csv");
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.constantFrom("csv", "json", "md"),
      (name, format) => {
        const sheet = fillSheet(NAMESPACES, { ...HEAD, cluster: { id: "a", name } }, []);
        expect(exportFileName(sheet, format)).toMatch(
          /^[a-z0-9](-?[a-z0-9])*-namespaces-20261123-1040\.(csv|json|md)$/,
        );
      },
    ),
  );
});

test("what could not be read is missing, never zero", () => {
  const rows = historyRows([POINT]);
  expect(rows[0]).toMatchObject({
    "phase not-in-mesh": null,
    "verdict ready": 2,
    "verdict done": 0,
    sidecarPods: null,
    sidecarMemoryRequested: null,
  });
  const read = historyRows([{ ...POINT, pods: { sidecar: 1, ambient: 0, none: 0 } }]);
  expect(read[0]).toMatchObject({ "phase not-in-mesh": 3, "phase done": 0 });
  const [namespace] = BEFORE.namespaces;
  const [row] = namespaceRows(
    namespace ? [{ ...namespace, phase: null, verdict: null, pods: null }] : [],
  );
  expect(row).toMatchObject({
    phase: "could-not-tell",
    verdict: "not-judged",
    sidecarPods: null,
    ambientPods: null,
    otherPods: null,
  });
});
