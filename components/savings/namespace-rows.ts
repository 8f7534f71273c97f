/** Rows of the savings by namespace: how they are narrowed and ordered. */
import type { NamespaceEstimate } from "@/lib/savings/model.ts";

export const SAVINGS_SORTS = ["saved", "name", "pods", "sidecars", "takes", "cpu"] as const;
export type SavingsSort = (typeof SAVINGS_SORTS)[number];

export interface SavingsFilter {
  readonly q: string;
  /** Only namespaces that would take more memory in ambient mode than they free. */
  readonly costsMore: boolean;
  readonly sort: SavingsSort;
  readonly descending: boolean;
}

/** What a namespace takes in ambient mode: its waypoints and its share of ztunnel; null when unknown. */
export function takes({ waypoint, ztunnelShare }: NamespaceEstimate): number | null {
  const [own, share] = [waypoint.memory.value, ztunnelShare.memory.value];
  return own === null || share === null ? null : own + share;
}

/** The rows that a filter keeps, in its order; what is unknown comes last. Ties go by name. */
export function filterSavings(
  rows: readonly NamespaceEstimate[],
  { q, costsMore, sort, descending }: SavingsFilter,
): NamespaceEstimate[] {
  const wanted = q.trim().toLowerCase();
  const kept = rows.filter(
    (row) =>
      (wanted === "" || row.name.toLowerCase().includes(wanted)) &&
      (!costsMore || row.costsMore === true),
  );
  const byName = (a: NamespaceEstimate, b: NamespaceEstimate) => a.name.localeCompare(b.name, "en");
  const direction = descending ? -1 : 1;
  if (sort === "name") return kept.sort((a, b) => byName(a, b) * direction);

  const value = VALUES[sort];
  return kept.sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    if (one === null || other === null)
      return Number(one === null) - Number(other === null) || byName(a, b);
    return (one - other) * direction || byName(a, b);
  });
}

const VALUES: Readonly<
  Record<Exclude<SavingsSort, "name">, (row: NamespaceEstimate) => number | null>
> = {
  saved: ({ saved }) => saved.memory.value,
  pods: ({ pods }) => pods,
  sidecars: ({ sidecars }) => sidecars.memory.value,
  takes,
  cpu: ({ saved }) => saved.cpu.value,
};
