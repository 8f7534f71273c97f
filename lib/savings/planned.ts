import type { SnapshotDocument } from "../snapshot/document.ts";
import { savingsInput } from "./input.ts";
import { estimate } from "./model.ts";
import { assume } from "./parameters.ts";

/**
 * Bytes of memory that moving what can leave would free: likely, by request, with the default assumptions; below 0 when
 * ambient would take more. null when no sidecar could be seen, or when so much is missing that the number could be too high.
 */
export function plannedSaving(document: SnapshotDocument): number | null {
  const input = savingsInput(document);
  if (input.requestSource !== "pod-specs") return null;
  if (input.namespaces.length === 0) return 0;
  const { saved } = estimate(input, assume({}, input.cluster), "requests", "likely");
  const { value, bound } = saved.memory;
  return value === null || bound === "at-most" || bound === "open" ? null : Math.round(value);
}
