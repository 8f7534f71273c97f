import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogue } from "../checks/catalogue.ts";
import { runCatalogue } from "../checks/run.ts";
import { collect } from "../cluster/collect.ts";
import { connect } from "../cluster/connect.ts";
import type { Collected } from "../inventory/model.ts";
import { understand } from "../inventory/understand.ts";
import { assess } from "../migration/assess.ts";
import type { Assessment } from "../migration/model.ts";
import { type Demo, startDemo } from "./server.ts";

const NOW = new Date("2026-11-02T09:00:00Z");

let demo: Demo;
const read = new Map<string, { collected: Collected; assessment: Assessment }>();

beforeAll(async () => {
  demo = await startDemo({ clusters: ["prod-eu", "staging", "dev", "hostile"], now: NOW });
  for (const cluster of demo.clusters) read.set(cluster, await scan(cluster));
});

afterAll(() => demo.close());

async function scan(cluster: string) {
  const connection = await connect(
    { kind: "demo", cluster },
    { kubeconfigFiles: [], demoAddress: demo.address(cluster) },
  );
  const signal = new AbortController().signal;
  const collected = await collect(connection, { signal, timeLimit: 60_000 });
  connection.close();
  const inventory = understand(collected, NOW.toISOString());
  return { collected, assessment: assess(inventory, runCatalogue(inventory)) };
}

function story(cluster: string) {
  const known = read.get(cluster);
  if (!known) throw new Error(`${cluster} was not read.`);
  const { collected, assessment } = known;
  const namesIn = (wanted: string) =>
    assessment.namespaces.flatMap(({ name, phase }) => (phase === wanted ? [name] : [])).sort();
  return { collected, assessment, namesIn };
}

describe("what the fleet is declared to be", () => {
  test.each(["prod-eu", "staging", "dev"])("%s is read whole", (cluster) => {
    const unread = story(cluster).collected.coverage.filter(
      ({ outcome }) => outcome !== "read" && outcome !== "not-installed",
    );
    expect(unread).toEqual([]);
  });

  test("each check of the catalogue finds something somewhere", () => {
    const found = new Set(
      ["prod-eu", "staging", "dev"].flatMap((cluster) =>
        story(cluster).assessment.findings.map(({ check }) => check),
      ),
    );
    expect(catalogue.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
    expect(found.size).toBeGreaterThanOrEqual(24);
  });
});

describe("prod-eu, a large sidecar mesh", () => {
  test("has about forty namespaces of teams and six hundred pods, none of them enrolled", () => {
    const { assessment } = story("prod-eu");
    const judged = assessment.namespaces.filter(({ verdict }) => verdict !== null);
    expect(judged.length).toBeGreaterThan(30);
    const pods = assessment.namespaces.reduce((sum, { pods }) => sum + (pods?.live ?? 0), 0);
    expect(pods).toBeGreaterThan(500);
    expect(assessment.namespaces.filter(({ ambient }) => ambient)).toEqual([]);
  });

  test("some need no waypoint, many need one, and a few should stay", () => {
    const { assessment } = story("prod-eu");
    const required = assessment.namespaces.filter(({ need }) => need === "required");
    expect(required.length).toBeGreaterThan(10);
    const staying = assessment.namespaces.filter(({ verdict }) => verdict === "stay-on-sidecar");
    expect(staying.map(({ name }) => name).sort()).toEqual([
      "legacy-erp",
      "media-encoding",
      "search",
    ]);
  });
});

describe("staging, half way", () => {
  test.each([
    ["not-in-mesh", ["argocd", "cert-manager", "default", "istio-ingress", "platform-tools"]],
    ["sidecar", ["accounting", "search"]],
    ["ready", ["geo", "notifications", "pricing"]],
    ["waypoint-deployed", ["checkout"]],
    ["policies-translated", ["payments"]],
    ["waypoint-active", ["catalog"]],
    ["enrolled", ["orders", "shipping"]],
    ["drift-no-waypoint", ["baskets"]],
    ["sidecars-removed", ["customer-profile"]],
    ["done", ["content", "loyalty", "reviews", "vouchers", "wishlists"]],
  ])("%s: %j", (phase, expected) => {
    expect(story("staging").namesIn(phase)).toEqual(expected);
  });
});

describe("dev, finished", () => {
  test("each namespace is done, outside the mesh, or excluded", () => {
    const { assessment } = story("dev");
    const phases = new Set(assessment.namespaces.map(({ phase }) => phase));
    expect([...phases].sort()).toEqual(["done", "excluded", "not-in-mesh"]);
    expect(assessment.findings.filter(({ severity }) => severity === "blocker")).toEqual([]);
  });
});

describe("hostile", () => {
  test("is read without a check breaking, and special names keep their own findings", () => {
    const { assessment } = story("hostile");
    const special = assessment.namespaces.find(({ name }) => name === "constructor");
    expect(special?.verdict).not.toBeNull();
    expect(assessment.findings.some(({ namespace }) => namespace === "constructor")).toBe(true);
  });
});
