import { expect, test } from "vitest";
import { paletteGroups, paletteScore } from "./palette-entries.ts";
import type { ShellCluster } from "./shell-data.ts";

const cluster = (id: string): ShellCluster => ({
  id,
  name: `name-of-${id}`,
  input: "live",
  scannedAt: null,
  staleAfter: 0,
  runningScan: null,
});
const names = { namespaces: ["shop", "a/b"], checks: [{ id: "some-check", title: "Some title" }] };

const everywhere = [
  "/parity",
  "/savings",
  "/history",
  "/checks",
  "/shared-links",
  "/settings",
  "/connect",
];

const hrefs = (...given: Parameters<typeof paletteGroups>) =>
  Object.fromEntries(
    paletteGroups(...given).map(({ heading, links }) => [heading, links.map(({ href }) => href)]),
  );

test("on a cluster's page it leads to that cluster's pages and namespaces, and to the same page elsewhere", () => {
  const here = cluster("one");
  expect(hrefs("/clusters/one/findings", [here, cluster("two")], here, names)).toEqual({
    Pages: [
      "/",
      "/clusters/one",
      "/clusters/one/findings",
      "/clusters/one/parity",
      "/clusters/one/performance",
      "/clusters/one/history",
      "/clusters/one/compare",
      ...everywhere,
    ],
    Clusters: ["/clusters/two/findings"],
    "Namespaces of name-of-one": [
      "/clusters/one/namespaces/shop",
      "/clusters/one/namespaces/a%2Fb",
    ],
    Checks: ["/checks/some-check"],
  });
});

test("without a cluster and without names only pages remain", () => {
  expect(hrefs("/", [], null, { namespaces: [], checks: [] })).toEqual({
    Pages: ["/", ...everywhere],
  });
});

test("an entry answers only what stands in it, best what begins with it", () => {
  const history = (typed: string) => paletteScore("page-1", typed, ["History", "prod-eu"]);
  expect(history("hist")).toBeGreaterThan(history("story"));
  expect(history("story prod")).toBeGreaterThan(0);
  expect(history("hst")).toBe(0);
  expect(history("history dev")).toBe(0);
});
