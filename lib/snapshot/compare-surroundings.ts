/** What lies around the namespaces of two snapshots: versions, and what could be read. */
import type { CoverageChange, VersionPair } from "./compare-model.ts";
import type { ComponentRecord, CoverageRow, SnapshotDocument } from "./document.ts";

const SETTLED = new Set<CoverageRow["outcome"]>(["read", "not-installed", "taken-as-absent"]);

/** True when nothing of a kind is unknown: it was read in full, is not installed, or a person said that there is none. */
export function isSettled(outcome: CoverageRow["outcome"] | null): boolean {
  return outcome !== null && SETTLED.has(outcome);
}

/** True when at least some of a kind was read. A snapshot that did not ask for it did not read it. */
export function readResource({ coverage }: SnapshotDocument, resource: string): boolean {
  const outcome = coverage.find((row) => row.resource === resource)?.outcome;
  return outcome === "read" || outcome === "partly-read";
}

/** Every version that a reader compares first, changed or not. */
export function versionPairs(from: SnapshotDocument, to: SnapshotDocument): VersionPair[] {
  const pairs: VersionPair[] = [
    { what: "Istio", from: versions(from, "istiod"), to: versions(to, "istiod") },
    { what: "ztunnel", from: versions(from, "ztunnel"), to: versions(to, "ztunnel") },
    { what: "istio-cni", from: versions(from, "istio-cni"), to: versions(to, "istio-cni") },
    { what: "Kubernetes", from: from.kubernetesVersion, to: to.kubernetesVersion },
    { what: "Platform", from: from.platform?.name ?? null, to: to.platform?.name ?? null },
    { what: "Checks", from: from.catalogue, to: to.catalogue },
    { what: "Format", from: String(from.version), to: String(to.version) },
  ];
  return pairs;
}

/** Kinds whose reading ended differently, the ones that were lost or gained first. */
export function coverageChanges(from: SnapshotDocument, to: SnapshotDocument): CoverageChange[] {
  const before = new Map(from.coverage.map(({ resource, outcome }) => [resource, outcome]));
  const after = new Map(to.coverage.map(({ resource, outcome }) => [resource, outcome]));
  const resources = [...new Set([...before.keys(), ...after.keys()])].sort();
  return resources
    .flatMap((resource): CoverageChange[] => {
      const was = before.get(resource) ?? null;
      const is = after.get(resource) ?? null;
      if (was === is) return [];
      const gained = Number(isSettled(is)) - Number(isSettled(was));
      return [
        {
          resource,
          from: was,
          to: is,
          direction: gained > 0 ? "better" : gained < 0 ? "worse" : "neutral",
        },
      ];
    })
    .sort((a, b) => Number(a.direction === "neutral") - Number(b.direction === "neutral"));
}

/** Each version once: a cluster may run several revisions. */
function versions(
  { components }: SnapshotDocument,
  component: ComponentRecord["component"],
): string | null {
  const found = components.filter((candidate) => candidate.component === component);
  if (found.length === 0) return null;
  return [...new Set(found.map(({ version }) => version ?? "unknown version"))]
    .sort()
    .join(" and ");
}
