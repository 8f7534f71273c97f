import * as z from "zod";
import { NAMESPACE_VERDICTS, PHASES } from "../migration/model.ts";
import type { TrendPoint } from "../snapshot/history-model.ts";
import { defineSheet, text, textOrNull, whole, wholeOrNull } from "./sheet.ts";

const IF_READ = "null when pods could not be read";

/** The numbers of each snapshot, oldest first: what charts draw. */
export const HISTORY = defineSheet({
  what: "history",
  title: "History",
  version: 1,
  row: z.object({
    takenAt: text("Taken at", "UTC."),
    input: text("Input", "live, dump or demo."),
    istioVersion: textOrNull("Istio", "null when no control plane told it"),
    kubernetesVersion: textOrNull("Kubernetes", "null when it could not be read"),
    catalogue: text("Checks", "Version of the catalogue of checks."),
    namespaces: whole("Namespaces"),
    judged: whole("Judged"),
    ...counts("phase", PHASES, "Phase", IF_READ),
    ...counts("verdict", NAMESPACE_VERDICTS, "Verdict", "Namespaces."),
    sidecarPods: wholeOrNull("Pods with a sidecar", IF_READ),
    ambientPods: wholeOrNull("Pods in ambient mode", IF_READ),
    otherPods: wholeOrNull("Pods outside the mesh", IF_READ),
    openBlockers: whole("Open blockers"),
    openWarnings: whole("Open warnings"),
    foundBlockers: whole("Found blockers"),
    foundWarnings: whole("Found warnings"),
    resolvedBlockers: whole("Resolved blockers"),
    resolvedWarnings: whole("Resolved warnings"),
    kindsAsked: whole("Kinds asked for"),
    kindsRead: whole("Kinds read"),
    undeterminedChecks: whole("Undetermined checks"),
    sidecarMemoryRequested: wholeOrNull("Memory of sidecars, bytes", IF_READ),
  }),
});

export function historyRows(
  points: readonly TrendPoint[],
): (z.infer<(typeof HISTORY)["row"]> & Record<string, string | number | null>)[] {
  return points.map((point) => ({
    takenAt: point.takenAt,
    input: point.input,
    istioVersion: point.istioVersion,
    kubernetesVersion: point.kubernetesVersion,
    catalogue: point.catalogue,
    namespaces: point.namespaces,
    judged: point.judged,
    ...(point.pods
      ? amounts("phase", PHASES, (phase) => point.phases.find((row) => row.phase === phase))
      : unreadPhases()),
    ...amounts("verdict", NAMESPACE_VERDICTS, (verdict) =>
      point.verdicts.find((row) => row.verdict === verdict),
    ),
    sidecarPods: point.pods?.sidecar ?? null,
    ambientPods: point.pods?.ambient ?? null,
    otherPods: point.pods?.none ?? null,
    openBlockers: point.open.blockers,
    openWarnings: point.open.warnings,
    foundBlockers: point.found.blockers,
    foundWarnings: point.found.warnings,
    resolvedBlockers: point.resolved.blockers,
    resolvedWarnings: point.resolved.warnings,
    kindsAsked: point.kindsAsked,
    kindsRead: point.kindsRead,
    undeterminedChecks: point.undeterminedChecks,
    sidecarMemoryRequested: point.sidecarMemoryRequested,
  }));
}

/** A column per word: "phase not-in-mesh". */
function counts(prefix: string, words: readonly string[], title: string, meaning: string) {
  return Object.fromEntries(
    words.map((word) => [
      `${prefix} ${word}`,
      wholeOrNull(`${title} ${word.replaceAll("-", " ")}`, meaning),
    ]),
  );
}

/** A trend point lists the words that occur; one that it does not list is a counted zero. */
function amounts<Word extends string>(
  prefix: string,
  words: readonly Word[],
  find: (word: Word) => { readonly namespaces: number } | undefined,
): Record<string, number> {
  return Object.fromEntries(
    words.map((word) => [`${prefix} ${word}`, find(word)?.namespaces ?? 0]),
  );
}

/** Without pods no phase is known. */
function unreadPhases(): Record<string, null> {
  return Object.fromEntries(PHASES.map((phase) => [`phase ${phase}`, null]));
}
