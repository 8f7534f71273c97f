import { rootNamespaceKnown, rootNamespaceOf } from "../inventory/mesh-config.ts";
import type { PolicyMeta } from "../inventory/model.ts";
import { coversMoreAsRoot } from "../inventory/policy-cover.ts";
import type { Consulted, CouldNotTell, Reading } from "./define.ts";
import { candidateNames } from "./policy-reach.ts";

/**
 * What cannot be told of a policy that would be a problem wherever it holds: its namespace may be the root namespace, so
 * that it holds for more of the mesh than is seen. Empty when the mesh configuration was read, or when nothing more would
 * be covered.
 */
export function mayBeMeshWide(
  policy: Pick<PolicyMeta, "ref" | "selector" | "targetRefs">,
  {
    candidates,
    meshNamespaces,
    meshConfigs,
  }: Reading<"meshNamespaces"> & Consulted<"candidates" | "meshConfigs">,
): CouldNotTell[] {
  if (rootNamespaceKnown(meshConfigs)) return [];
  const root = rootNamespaceOf(meshConfigs ?? []);
  const names = candidateNames(meshNamespaces);
  const more = coversMoreAsRoot(policy, candidates ?? [], root, (name) => names.has(name));
  return more ? [rootNotRead(policy.ref.kind, root)] : [];
}

/** The same sentence for all objects of a kind, so that it is said once. */
export function rootNotRead(kind: string, assumedRoot: string): CouldNotTell {
  return {
    couldNotTell: `The mesh configuration was not read, which names the root namespace: any ${kind} outside of ${assumedRoot} may hold for the whole mesh.`,
    resource: "configmaps",
  };
}
