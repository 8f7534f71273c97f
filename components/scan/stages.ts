import { count, counted } from "@/lib/format.ts";
import {
  type HistoryProgress,
  SCAN_STAGES,
  type ScanProgress,
  type ScanStage,
} from "@/lib/scan/progress.ts";

export interface StageStep {
  /** "history" comes before the stages of a demo cluster's first scan. */
  readonly stage: ScanStage | "history";
  /** "connect", "read 23/34 kinds" */
  readonly label: string;
  readonly state: "past" | "current" | "ahead" | "stopped";
}

/**
 * The line of steps. Where a scan did not end well, the step it had reached is marked as stopped; of a scan that ended
 * unobserved no step is known, and none is shown.
 */
export function stageSteps(progress: ScanProgress, locale: string): StageStep[] {
  if (progress.status !== "running" && progress.kindsTotal === 0) return [];
  if (isMakingHistory(progress)) {
    const ahead = SCAN_STAGES.map((stage) => ({ stage, label: stage, state: "ahead" }) as const);
    return [{ stage: "history", label: "history", state: "current" }, ...ahead];
  }
  const reached = SCAN_STAGES.indexOf(progress.stage);
  return SCAN_STAGES.map((stage, index) => ({
    stage,
    label: label(stage, progress, locale),
    state: stateOf(index, reached, progress),
  }));
}

/** What was read so far, as one line: "12,408 objects" and the slow kinds by name; or how much sample history is made. */
export function readLine(progress: ScanProgress, locale: string): string {
  if (isMakingHistory(progress)) {
    const { day, days } = progress.history;
    return `Making sample history: day ${count(day, locale)} of ${count(days, locale)}`;
  }
  const seen = counted(progress.objects, "object", "objects", locale);
  if (progress.status !== "running" || progress.slow.length === 0) return seen;
  return `${seen}, still reading ${progress.slow.slice(0, 3).join(", ")}`;
}

type MakingHistory = ScanProgress & { readonly history: HistoryProgress };

function isMakingHistory(progress: ScanProgress): progress is MakingHistory {
  return progress.status === "running" && progress.history !== undefined;
}

function label(stage: ScanStage, { kindsDone, kindsTotal }: ScanProgress, locale: string): string {
  if (stage !== "read" || kindsTotal === 0) return stage;
  return `read ${count(kindsDone, locale)}/${count(kindsTotal, locale)} kinds`;
}

function stateOf(index: number, reached: number, { status }: ScanProgress): StageStep["state"] {
  if (status === "done" || index < reached) return "past";
  if (index > reached) return "ahead";
  return status === "running" ? "current" : "stopped";
}
