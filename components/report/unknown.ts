import { isSettled } from "@/lib/snapshot/compare-surroundings.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";

/** What a snapshot cannot tell, where its sums would say 0. */
export interface Unknown {
  /** Namespaces could not be listed, so no sum over them says anything. */
  readonly namespaces: boolean;
  /** Namespaces in the mesh of which it is not known whether they need a waypoint. */
  readonly need: number;
}

export function unknownIn({
  coverage,
  namespaces,
}: Pick<SnapshotDocument, "coverage" | "namespaces">): Unknown {
  const listed = coverage.find(({ resource }) => resource === "namespaces")?.outcome ?? null;
  return {
    namespaces: namespaces.length === 0 && !isSettled(listed),
    need: namespaces.filter(({ verdict, need }) => verdict !== null && need === "could-not-tell")
      .length,
  };
}
