import * as z from "zod";
import { NAMESPACE_VERDICTS, PHASES } from "../migration/model.ts";
import { podModes } from "../snapshot/compare-namespaces.ts";
import type { NamespaceRecord } from "../snapshot/document.ts";
import { defineSheet, oneOf, text, whole, wholeOrNull } from "./sheet.ts";

const IF_READ = "null when pods could not be read";

/** Namespaces, one per row. */
export const NAMESPACES = defineSheet({
  what: "namespaces",
  title: "Namespaces",
  version: 1,
  row: z.object({
    namespace: text("Namespace"),
    verdict: oneOf("Verdict", [...NAMESPACE_VERDICTS, "not-judged"]),
    phase: oneOf("Phase", [...PHASES, "could-not-tell"]),
    because: text("Because", "The sentence that says why it has its verdict."),
    waypoint: oneOf("Needs a waypoint", ["none", "recommended", "required", "could-not-tell"]),
    sidecarPods: wholeOrNull("Pods with a sidecar", IF_READ),
    ambientPods: wholeOrNull("Pods in ambient mode", IF_READ),
    otherPods: wholeOrNull("Pods outside the mesh", IF_READ),
    blockers: whole("Blockers"),
    warnings: whole("Warnings"),
    infos: whole("Infos"),
    workloads: whole("Workloads"),
    undecidedChecks: whole("Undecided checks", "Checks that could not be decided and matter here."),
  }),
});

export function namespaceRows(
  namespaces: readonly NamespaceRecord[],
): z.infer<(typeof NAMESPACES)["row"]>[] {
  return namespaces.map((namespace) => {
    const pods = podModes(namespace);
    return {
      namespace: namespace.name,
      verdict: namespace.verdict ?? "not-judged",
      phase: namespace.phase ?? "could-not-tell",
      because: namespace.because,
      waypoint: namespace.need,
      sidecarPods: pods?.sidecar ?? null,
      ambientPods: pods?.ambient ?? null,
      otherPods: pods?.none ?? null,
      ...namespace.counts,
      workloads: namespace.workloads.length,
      undecidedChecks: namespace.undecided.length,
    };
  });
}
