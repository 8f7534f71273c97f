/** Documents for the tests of comparisons: what is not wished for is the same in all of them. */
import type {
  CheckRecord,
  CoverageRow,
  FindingRecord,
  NamespaceRecord,
  SnapshotDocument,
} from "../../snapshot/document.ts";
import { sampleCheck, sampleDocument } from "./document.ts";

export const REF = { group: "", kind: "Service", namespace: "shop", name: "cart" };

const BASE = sampleDocument({ namespaces: 1, findings: ["check/shop"] });

/** Checks that are not given are those of the findings, failed. */
export function document(
  namespaces: readonly NamespaceRecord[],
  { checks = [], findings = [], ...rest }: Partial<SnapshotDocument> = {},
): SnapshotDocument {
  const given = new Set(checks.map(({ id }) => id));
  const failed = [...new Set(findings.map(({ check }) => check))].filter((id) => !given.has(id));
  const asked = rest.coverage ?? [];
  const read = ["namespaces", "pods"].filter(
    (kind) => !asked.some(({ resource }) => resource === kind),
  );
  return {
    ...BASE,
    ...rest,
    namespaces,
    findings,
    checks: [...checks, ...failed.map((id) => sampleCheck(id, "failed"))],
    coverage: [...read.map((resource) => coverage(resource, "read")), ...asked],
  };
}

export function namespace(
  name: string,
  wishes: Partial<NamespaceRecord>,
  sidecars = 20,
): NamespaceRecord {
  const [sample] = BASE.namespaces;
  if (!sample?.pods) throw new Error("The sample has a namespace with pods.");
  return {
    ...sample,
    name,
    pods: { ...sample.pods, sidecar: sidecars, live: sidecars },
    ...wishes,
  };
}

export function finding(
  check: string,
  { name = "cart", ...wishes }: Partial<FindingRecord> & { readonly name?: string } = {},
): FindingRecord {
  const [sample] = BASE.findings;
  if (!sample) throw new Error("The sample has a finding.");
  const object = { ...REF, name };
  return {
    ...sample,
    check,
    object,
    namespace: "shop",
    fingerprint: `${check} ${name}`,
    ...wishes,
  };
}

export function coverage(resource: string, outcome: CoverageRow["outcome"]): CoverageRow {
  return {
    resource,
    kind: resource,
    outcome,
    objects: 1,
    detail: "",
    restarted: false,
    undecidedChecks: [],
    rbac: "",
  };
}

export function checkThat(id: string, outcome: string): CheckRecord {
  switch (outcome) {
    case "undetermined":
      return sampleCheck(id, "undetermined");
    case "read-in-part":
      return { ...sampleCheck(id, "failed"), unread: sampleCheck(id, "undetermined").unread };
    default:
      return sampleCheck(id, "passed");
  }
}
