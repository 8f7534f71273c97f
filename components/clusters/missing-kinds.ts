import type { ImportPreview } from "@/lib/db/shapes.ts";

/** Missing kinds that mean the same, said once, in the order in which they were found missing. */
export function byConsequence(
  missing: ImportPreview["missing"],
): { readonly consequence: string; readonly kinds: readonly string[] }[] {
  const kinds = new Map<string, Set<string>>();
  for (const { consequence, kind } of missing) {
    kinds.set(consequence, (kinds.get(consequence) ?? new Set()).add(kind));
  }
  return [...kinds].map(([consequence, names]) => ({ consequence, kinds: [...names] }));
}
