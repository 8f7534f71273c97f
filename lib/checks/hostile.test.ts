import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { inventoryFrom } from "../inventory/fixture.ts";
import { catalogue } from "./catalogue.ts";
import type { Check, Finding } from "./define.ts";
import { type Fixture, fixturesOf } from "./support/fixtures.ts";

/** A namespace and a workload as no API server would accept them, but a dump can hold them. */
const HOSTILE = `x';touch pwned;$(touch pwned)\`touch pwned\`&touch pwned|\n\u001b[2J\u202e- a: {`;

const sandbox = mkdtempSync(join(tmpdir(), "hostile-"));
afterAll(() => rmSync(sandbox, { recursive: true }));

it("the hostile name does reach the commands", () => {
  const hit = catalogue.filter((check) =>
    findingsOf(check).some(({ remedy }) => remedy.command?.includes("touch pwned")),
  );
  expect(hit.length).toBeGreaterThan(15);
});

describe.each(catalogue.map((check) => ({ id: check.id, check })))("$id", ({ check }) => {
  const findings = findingsOf(check);

  it("proposes commands in which a hostile name stays a name", () => {
    const lines = findings.flatMap(({ remedy }) => remedy.command ?? []);
    const script = ["kubectl() { :; }", "istioctl() { :; }", "helm() { :; }", ...lines].join("\n");
    execFileSync("/bin/sh", ["-c", script], { cwd: sandbox, stdio: "ignore" });
    expect(readdirSync(sandbox).filter((name) => name !== "values.yaml")).toEqual([]);
  });

  it("speaks in single lines that print", () => {
    for (const { problem, why, remedy, evidence } of findings) {
      const texts = [problem, why, remedy.text, ...evidence.map(({ value }) => value)];
      expect(texts.filter((text) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text))).toEqual([]);
    }
  });

  it("proposes YAML in which a hostile name stays a name", () => {
    for (const { remedy } of findings) {
      if (remedy.yaml === undefined) continue;
      for (const document of parseAllDocuments(remedy.yaml)) {
        expect(document.errors).toEqual([]);
        expect(document.toJS()).toMatchObject({
          apiVersion: expect.any(String),
          kind: expect.any(String),
        });
      }
    }
  });
});

function findingsOf(check: Check): readonly Finding[] {
  return fixturesOf(check.id).flatMap((fixture): readonly Finding[] => {
    const verdict = check.judge(inventoryFrom(poisoned(fixture), fixture.options));
    return verdict.outcome === "failed" ? verdict.findings : [];
  });
}

function poisoned({ yaml }: Fixture): string {
  const name = JSON.stringify(HOSTILE);
  return yaml
    .replaceAll(
      /\b(namespace|name): (shop|cart|pay|vm|agent|worker-1|istio-system)\b(?!-)/g,
      `$1: ${name}`,
    )
    .replaceAll(/\bnodeName: worker-1\b/g, `nodeName: ${name}`);
}
