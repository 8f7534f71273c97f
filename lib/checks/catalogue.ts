import type { Check } from "./define.ts";

/** Kept on every snapshot. Raise it when a check is added, removed, or judges differently. */
export const CATALOGUE_VERSION = "1";

/** Every check, in the order of its page: one folder each, named by its id. */
export const catalogue: readonly Check[] = [];

const byId = new Map(catalogue.map((check) => [check.id, check]));

/** The check of that id, or undefined: ids arrive in addresses that people type. */
export function checkById(id: string): Check | undefined {
  return byId.get(id);
}
