import { describe, expect, it } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { inventoryFrom } from "../inventory/fixture.ts";
import { checkById } from "./catalogue.ts";
import type { Check, Finding } from "./define.ts";
import { type Fixture, fixturesOf } from "./support/fixtures.ts";

/** What a remedy proposes must be what the check accepts: applied to the fixture, it clears the finding. */
describe("a proposed NetworkPolicy", () => {
  describe.each(["network-policy-blocks-hbone", "network-policy-blocks-probes"])("of %s", (id) => {
    it.each(proposing(id))("clears $file", (fixture) => {
      const check = checkOf(id);
      const before = findingsIn(check, fixture);
      const applied = before.flatMap(({ remedy }) => remedy.yaml ?? []);
      const after = findingsIn(check, { ...fixture, yaml: joined(fixture.yaml, ...applied) });
      expect(after.filter(({ remedy }) => remedy.yaml !== undefined)).toEqual([]);
    });

    it.each(proposing(id))("isolates nobody in $file who was open before", (fixture) => {
      const { slices } = inventoryFrom(fixture.yaml, fixture.options);
      const known = slices.networkPolicies.read === "complete" ? slices.networkPolicies.items : [];
      for (const { remedy, object } of findingsIn(checkOf(id), fixture)) {
        if (remedy.yaml === undefined) continue;
        const proposed = inventoryFrom(remedy.yaml).slices.networkPolicies;
        const policies = proposed.read === "complete" ? proposed.items : [];
        const selectors = policies.map(({ podSelector }) => podSelector);
        const own = known.find(({ ref }) => ref.name === object.name);
        for (const selector of selectors) expect(selector).toEqual(own?.podSelector);
      }
    });
  });
});

describe("a proposed copy of a policy", () => {
  const bindable = [
    ["authz-l7-allow-at-ztunnel", "closed.yaml"],
    ["authz-l7-allow-at-ztunnel", "partial.yaml"],
    ["authz-l7-allow-at-ztunnel", "request-principals.yaml"],
    ["authz-l7-allow-at-ztunnel", "condition.yaml"],
    ["authz-l7-allow-at-ztunnel", "whole-namespace.yaml"],
    ["authz-l7-allow-at-ztunnel", "root-with-selector.yaml"],
    ["authz-l7-deny-noop", "paths-only.yaml"],
    ["authz-l7-deny-noop", "empty-clause.yaml"],
    ["authz-l7-deny-noop", "condition.yaml"],
    ["authz-l7-deny-noop", "partial.yaml"],
    ["authz-l7-deny-noop", "partial-and-broad.yaml"],
    ["authz-custom-action", "asks-provider.yaml"],
    ["request-authentication-selector", "by-selector.yaml"],
    ["request-authentication-selector", "whole-namespace.yaml"],
    ["request-authentication-selector", "empty-selector.yaml"],
    ["wasmplugin-waypoint", "guards.yaml"],
    ["wasmplugin-waypoint", "counts.yaml"],
    ["wasmplugin-waypoint", "traffic-extension.yaml"],
  ] as const;

  it.each(bindable)("of %s takes over %s once the waypoint is in use", (id, file) => {
    const fixture = fixtureOf(id, file);
    const before = findingsIn(checkOf(id), fixture);
    expect(before.map(({ severity }) => severity)).not.toContain("info");

    const copies = before.flatMap((finding) => copiesOf(finding, fixture));
    const after = findingsIn(checkOf(id), {
      ...fixture,
      yaml: joined(usingWaypoint(fixture.yaml), ...copies),
    });
    expect(after.length).toBe(before.length);
    expect(after.map(({ severity }) => severity)).toEqual(before.map(() => "info"));
  });

  it.each(bindable)("of %s changes nothing in %s before that", (id, file) => {
    const fixture = fixtureOf(id, file);
    const before = findingsIn(checkOf(id), fixture);
    const copies = before.flatMap((finding) => copiesOf(finding, fixture));
    const after = findingsIn(checkOf(id), { ...fixture, yaml: joined(fixture.yaml, ...copies) });
    const severities = (findings: readonly Finding[]) => findings.map(({ severity }) => severity);
    expect(severities(after)).toEqual(severities(before));
  });
});

function checkOf(id: string): Check {
  const check = checkById(id);
  if (check === undefined) throw new Error(`No check ${id}.`);
  return check;
}

function fixtureOf(id: string, file: string): Fixture {
  const fixture = fixturesOf(id).find((one) => one.file === file);
  if (fixture === undefined) throw new Error(`No fixture ${file} of ${id}.`);
  return fixture;
}

/** Fixtures in which some finding has objects to apply. */
function proposing(id: string): Fixture[] {
  return fixturesOf(id).filter((fixture) =>
    findingsIn(checkOf(id), fixture).some(({ remedy }) => remedy.yaml !== undefined),
  );
}

function findingsIn(check: Check, { yaml, options }: Fixture): readonly Finding[] {
  const verdict = check.judge(inventoryFrom(yaml, options));
  return verdict.outcome === "failed" ? verdict.findings : [];
}

function copiesOf({ remedy, object }: Finding, { yaml }: Fixture): string[] {
  if (remedy.yaml !== undefined) return [remedy.yaml];
  return (remedy.command ?? "")
    .split("\n")
    .map((line) => patched(line, original(yaml, object.kind, object.name)));
}

/** What `kubectl patch --local` makes of the object: whole values are removed, added or replaced. */
function patched(command: string, raw: Record<string, unknown>): string {
  const [, json = "[]"] = /'--patch=(\[.*\])'/.exec(command) ?? [];
  const operations: { op: string; path: string; value?: unknown }[] = JSON.parse(json);
  expect(operations.length).toBeGreaterThan(0);

  const spec = { ...Object(raw["spec"]) };
  let metadata = raw["metadata"];
  for (const { op, path, value } of operations) {
    if (path === "/metadata") metadata = value;
    else if (op === "remove") delete spec[path.slice("/spec/".length)];
    else spec[path.slice("/spec/".length)] = value;
  }
  return stringify({ ...raw, metadata, spec });
}

function original(yaml: string, kind: string, name: string): Record<string, unknown> {
  const found = objectsOf(yaml).find(
    (one) => one["kind"] === kind && Object(one["metadata"]).name === name,
  );
  if (found === undefined) throw new Error(`No ${kind} ${name}.`);
  return found;
}

function usingWaypoint(yaml: string): string {
  const services = objectsOf(yaml).filter((one) => one["kind"] === "Service");
  const namespaces = new Set(services.map((one) => String(Object(one["metadata"]).namespace)));
  const objects = objectsOf(yaml).map((one) =>
    one["kind"] === "Service"
      ? {
          ...one,
          metadata: {
            ...Object(one["metadata"]),
            labels: { "istio.io/use-waypoint": "waypoint" },
          },
        }
      : one,
  );
  const waypoints = [...namespaces].map((namespace) => ({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: "waypoint", namespace },
    spec: {
      gatewayClassName: "istio-waypoint",
      listeners: [{ name: "mesh", port: 15008, protocol: "HBONE" }],
    },
    status: { addresses: [{ type: "IPAddress", value: "10.96.0.99" }] },
  }));
  return [...objects, ...waypoints].map((one) => stringify(one)).join("---\n");
}

function objectsOf(yaml: string): Record<string, unknown>[] {
  return parseAllDocuments(yaml).map((document) => document.toJS());
}

function joined(...documents: readonly string[]): string {
  return documents.join("\n---\n");
}
