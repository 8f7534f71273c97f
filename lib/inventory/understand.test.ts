import { describe, expect, it } from "vitest";
import { FACT_SOURCES, type FactName } from "./facts.ts";
import { collectedFrom, inventoryFrom } from "./fixture.ts";
import type { RecordName } from "./model.ts";
import { understand } from "./understand.ts";
import { istiodYaml, namespaceYaml, podYaml, workloadYaml, yaml } from "./yaml-builders.ts";

const MESH = yaml(
  istiodYaml(),
  namespaceYaml("shop", { "istio-injection": "enabled" }),
  workloadYaml("Deployment", "cart"),
  podYaml("web"),
);

const named = (name: string): name is FactName => Object.hasOwn(FACT_SOURCES, name);
const FACTS = Object.keys(FACT_SOURCES).filter(named);
const needing = FACTS.flatMap((fact) =>
  FACT_SOURCES[fact].needs.map((source) => ({ fact, source })),
);
const understated = FACTS.flatMap((fact) =>
  FACT_SOURCES[fact].understates.map((source) => ({ fact, source })),
);

const without = (source: RecordName) => {
  const { slices } = inventoryFrom(MESH, { unread: { [source]: "not-permitted" } });
  const refused = slices[source];
  if (refused.read !== "unread") throw new Error(`${source} should be unread`);
  return { slices, unread: refused.unread };
};

describe("doubt travels from a resource to what leans on it", () => {
  it.each(needing)("$fact cannot be told without $source", ({ fact, source }) => {
    const { slices, unread } = without(source);
    expect(slices[fact]).toEqual({ read: "unread", unread });
  });

  it.each(understated)("$fact is a lower bound without $source", ({ fact, source }) => {
    const { slices, unread } = without(source);
    expect(slices[fact]).toMatchObject({ read: "partial", unread });
  });

  it.each(FACTS)("%s is whole when everything was read", (fact) => {
    expect(inventoryFrom(MESH).slices[fact].read).toBe("complete");
  });

  it.each(FACTS)("%s stays whole when only what it prefers is missing", (fact) => {
    const { needs, understates, prefers } = FACT_SOURCES[fact];
    for (const source of prefers) {
      if (needs.includes(source) || understates.includes(source)) continue;
      expect(without(source).slices[fact].read).toBe("complete");
    }
  });
});

it("does not doubt the control plane because Jobs could not be listed", () => {
  const collected = collectedFrom(MESH);
  const { workloads } = collected.slices;
  if (workloads.read === "unread") throw new Error("Workloads should be read");
  const missing = (resource: string) => {
    const unread = [{ resource, reason: "not-permitted" as const, detail: "Refused." }];
    const partial = { read: "partial" as const, items: workloads.items, unread };
    const slices = { ...collected.slices, workloads: partial };
    return understand({ ...collected, slices }, "2026-08-22T12:00:00Z").slices;
  };
  expect(missing("jobs.batch").controlPlanes.read).toBe("complete");
  expect(missing("jobs.batch").ambientComponents.read).toBe("complete");
  expect(missing("jobs.batch").candidates.read).toBe("partial");
  expect(missing("deployments.apps").controlPlanes.read).toBe("partial");
  expect(missing("daemonsets.apps").ambientComponents.read).toBe("partial");
});

it("carries an object that could not be understood as doubt, with its reference", () => {
  const { candidates } = inventoryFrom(
    yaml(
      MESH,
      "{ apiVersion: v1, kind: Pod, metadata: { name: broken, namespace: shop }, spec: 5 }",
    ),
  ).slices;
  expect(candidates).toMatchObject({
    read: "partial",
    items: expect.arrayContaining([
      expect.objectContaining({ owner: expect.objectContaining({ name: "web" }) }),
    ]),
    unread: [{ reason: "unparsed", object: { kind: "Pod", name: "broken" } }],
  });
});

it("does not tell node coverage from manifests, whose pods are only taken for absent", () => {
  const collected = collectedFrom(MESH, { input: "dump" });
  const detail = "The files hold no pods.";
  const coverage = collected.coverage.map((entry) =>
    entry.resource === "pods" ? { ...entry, outcome: "taken-as-absent" as const, detail } : entry,
  );
  const { nodeCoverage, candidates } = understand(
    { ...collected, coverage },
    "2026-08-22T12:00:00Z",
  ).slices;
  expect(nodeCoverage).toEqual({
    read: "unread",
    unread: [{ resource: "pods", reason: "not-in-dump", detail }],
  });
  expect(candidates.read).toBe("complete");
});

it("hands records on as they were read", () => {
  const collected = collectedFrom(MESH);
  expect(understand(collected, "2026-08-22T12:00:00Z").slices.pods).toBe(collected.slices.pods);
});

describe("hostile names", () => {
  it("does not confuse __proto__ and constructor with what every object has", () => {
    const hostile = ["__proto__", "constructor", "toString"];
    const { slices } = inventoryFrom(
      yaml(
        ...hostile.flatMap((name) => [
          namespaceYaml(name, { "istio.io/use-waypoint": name }),
          podYaml(name, { namespace: name, labels: { [name]: name } }),
          JSON.stringify({
            apiVersion: "v1",
            kind: "Service",
            metadata: { name, namespace: name },
            spec: { selector: { [name]: name }, ports: [{ port: 80 }] },
          }),
        ]),
      ),
    );
    expect(slices.serviceBindings).toMatchObject({
      items: hostile.map((name) => ({
        binding: {
          state: "rejected",
          reason: "WaypointMissing",
          wanted: { name, namespace: name },
        },
      })),
    });
  });
});

describe("a large mesh", () => {
  it("is understood without comparing every pod with every policy", () => {
    const namespaces = 200;
    const small = collectedFrom(
      yaml(
        ...Array.from({ length: 5 }, (_, at) =>
          JSON.stringify({
            apiVersion: "security.istio.io/v1",
            kind: "AuthorizationPolicy",
            metadata: { name: `p${at}`, namespace: "istio-system" },
            spec: {
              selector: { matchLabels: { app: `app-${at}` } },
              rules: [{ to: [{ operation: { paths: ["/"] } }] }],
            },
          }),
        ),
        ...Array.from({ length: namespaces }, (_, at) =>
          yaml(
            namespaceYaml(`ns-${at}`, { "istio-injection": "enabled" }),
            workloadYaml("Deployment", "app", {
              namespace: `ns-${at}`,
              podLabels: { app: `app-${at % 7}` },
            }),
          ),
        ),
      ),
      { input: "dump" },
    );
    const [template] = small.slices.workloads.read === "unread" ? [] : small.slices.workloads.items;
    if (!template) throw new Error("There should be a template");
    const pods = Array.from({ length: 50_000 }, (_, at) => ({
      namespace: `ns-${at % namespaces}`,
      name: `pod-${at}`,
      shape: template.shape,
      owner: { ...template.ref, namespace: `ns-${at % namespaces}` },
      node: `node-${at % 100}`,
      phase: "Running" as const,
      ready: true,
      deleting: false,
      createdAt: "2026-08-01T00:00:00Z",
      start: null,
    }));
    const large = {
      ...small,
      slices: { ...small.slices, pods: { read: "complete" as const, items: pods } },
    };

    const started = performance.now();
    const { candidates } = understand(large, "2026-08-22T12:00:00Z").slices;
    const elapsed = performance.now() - started;

    expect(candidates.read === "unread" ? [] : candidates.items).toHaveLength(namespaces);
    expect(elapsed).toBeLessThan(5000);
  });
});
