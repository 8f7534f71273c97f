/** The words and marks of verdicts, phases, severities and modes: one place, so that every screen says the same. */
import {
  Anchor,
  Check,
  CircleDashed,
  CircleDot,
  CircleQuestionMark,
  CircleSlash,
  DoorOpen,
  FileCheck,
  Flag,
  Hourglass,
  Info,
  Layers,
  type LucideIcon,
  OctagonAlert,
  OctagonX,
  PackageCheck,
  Play,
  Puzzle,
  Sparkles,
  TriangleAlert,
  Unplug,
  Waypoints,
  Wrench,
} from "lucide-react";
import type { Severity } from "@/lib/checks/define.ts";
import type { NamespaceVerdict, Phase } from "@/lib/migration/model.ts";
import type { InputKind, WorkloadRecord } from "@/lib/snapshot/document.ts";
import type { ChipTone } from "./chip.tsx";

export interface Word {
  readonly word: string;
  /** One sentence for a tooltip or legend. */
  readonly meaning: string;
  readonly icon: LucideIcon;
  readonly tone: ChipTone;
}

export type WorkloadMode = WorkloadRecord["mode"];

export const VERDICTS: Readonly<Record<NamespaceVerdict, Word>> = {
  done: {
    word: "done",
    meaning: "Runs in ambient mode, and nothing of the sidecars is left.",
    icon: Flag,
    tone: "done",
  },
  ready: {
    word: "ready",
    meaning: "Can move today: nothing stops it and nothing has to be prepared.",
    icon: Check,
    tone: "ready",
  },
  "ready-with-work": {
    word: "ready with work",
    meaning:
      "Can move after the steps that its page lists, such as a waypoint and translated policies.",
    icon: Wrench,
    tone: "work",
  },
  blocked: {
    word: "blocked",
    meaning: "Moving now would break traffic, drop a security control or is not supported.",
    icon: OctagonX,
    tone: "blocked",
  },
  "stay-on-sidecar": {
    word: "stay on sidecar",
    meaning:
      "Uses something that ambient mode does not offer; keeping the sidecars is the right answer.",
    icon: Anchor,
    tone: "stay",
  },
  "could-not-tell": {
    word: "could not tell",
    meaning: "Something that the verdict needs could not be read.",
    icon: CircleQuestionMark,
    tone: "unknown",
  },
};

export const PHASE_WORDS: Readonly<Record<Phase, Word>> = {
  excluded: {
    word: "excluded",
    meaning: "A system namespace, or one left out on purpose; it is not judged.",
    icon: CircleSlash,
    tone: "outside",
  },
  "not-in-mesh": {
    word: "not in mesh",
    meaning: "No sidecars, no injection and no ambient label.",
    icon: CircleDashed,
    tone: "outside",
  },
  sidecar: {
    word: "sidecar",
    meaning: "Runs with sidecars, and something must change before the move can begin.",
    icon: PackageCheck,
    tone: "sidecar",
  },
  ready: {
    word: "ready to start",
    meaning: "The procedure may begin; this does not mean that it may be enrolled at once.",
    icon: Play,
    tone: "sidecar",
  },
  "waypoint-deployed": {
    word: "waypoint deployed",
    meaning: "The waypoint that it needs runs; policies are not translated yet.",
    icon: Waypoints,
    tone: "waypoint",
  },
  "policies-translated": {
    word: "policies translated",
    meaning: "Twins of its policies exist for the waypoint, which is not bound yet.",
    icon: FileCheck,
    tone: "waypoint",
  },
  "waypoint-active": {
    word: "waypoint active",
    meaning: "A waypoint is bound and sidecars still run.",
    icon: Layers,
    tone: "waypoint",
  },
  enrolled: {
    word: "enrolled",
    meaning: "Labelled for ambient mode while sidecars still run.",
    icon: CircleDot,
    tone: "ambient",
  },
  "drift-no-waypoint": {
    word: "waypoint missing",
    meaning: "Runs in ambient mode without the waypoint that its policies need.",
    icon: Unplug,
    tone: "blocked",
  },
  "sidecars-removed": {
    word: "sidecars removed",
    meaning: "No sidecars run any more; something is left to clean up.",
    icon: Sparkles,
    tone: "ambient",
  },
  done: {
    word: "done",
    meaning: "Runs in ambient mode, and nothing of the sidecars is left.",
    icon: Flag,
    tone: "done",
  },
};

export const SEVERITIES: Readonly<Record<Severity, Word>> = {
  blocker: {
    word: "blocker",
    meaning: "Enrolling now breaks traffic, drops a security control or is not supported.",
    icon: OctagonAlert,
    tone: "blocked",
  },
  warning: {
    word: "warning",
    meaning: "Behaviour changes, or a manual step is needed.",
    icon: TriangleAlert,
    tone: "warning",
  },
  info: { word: "info", meaning: "Worth knowing, or a benefit.", icon: Info, tone: "info" },
};

export const MODES: Readonly<Record<WorkloadMode, Word>> = {
  sidecar: {
    word: "sidecar",
    meaning: "Its pods carry a sidecar.",
    icon: PackageCheck,
    tone: "sidecar",
  },
  ambient: {
    word: "ambient",
    meaning: "ztunnel carries its traffic.",
    icon: CircleDot,
    tone: "ambient",
  },
  pending: {
    word: "pending",
    meaning: "Labelled for ambient mode, redirection is not in place yet.",
    icon: Hourglass,
    tone: "ambient",
  },
  none: {
    word: "not in mesh",
    meaning: "No mesh data plane.",
    icon: CircleDashed,
    tone: "outside",
  },
  gateway: { word: "gateway", meaning: "An Istio gateway.", icon: DoorOpen, tone: "gateway" },
  waypoint: { word: "waypoint", meaning: "A waypoint proxy.", icon: Waypoints, tone: "waypoint" },
  stuck: {
    word: "stuck",
    meaning: "Carries a leftover that keeps it out of ambient mode.",
    icon: Puzzle,
    tone: "blocked",
  },
};

/** Labels for data that is not a live cluster; null for live data, which needs none. */
export const INPUTS: Readonly<Record<InputKind, Word | null>> = {
  live: null,
  dump: {
    word: "dump",
    meaning: "Judged from imported files, as they were when they were written.",
    icon: FileCheck,
    tone: "plain",
  },
  demo: {
    word: "sample data",
    meaning: "A declared cluster of the demo fleet. Nothing here is real.",
    icon: Sparkles,
    tone: "plain",
  },
};
