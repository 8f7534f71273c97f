/** What happened, in words, folded so that a day on which forty namespaces were enrolled is one line. */
import {
  BookOpen,
  CircleArrowUp,
  CloudOff,
  CornerLeftDown,
  LogIn,
  type LucideIcon,
  StickyNote,
} from "lucide-react";
import { counted, momentText, printable } from "@/lib/format.ts";
import type { EventKind, HistoryEvent } from "@/lib/snapshot/events.ts";
import type { ChipTone } from "../ui/chip.tsx";
import { PHASE_WORDS } from "../ui/words.ts";

/** An event, and on a page of several clusters the name of the one it happened to. */
export type PlacedEvent = HistoryEvent & { readonly cluster?: string };

export interface EventLine {
  /** Stable within one page, fit for an anchor. */
  readonly key: string;
  readonly kind: EventKind;
  readonly at: string;
  readonly cluster: string | null;
  readonly text: string;
  /** Names from clusters, shown in mono after the text. */
  readonly names: readonly string[];
  /** How many names are not listed. */
  readonly more: number;
  /** Id of a note, which can be deleted. */
  readonly note: string | null;
}

export const EVENT_LOOKS: Readonly<
  Record<EventKind, { readonly word: string; readonly icon: LucideIcon; readonly tone: ChipTone }>
> = {
  istio: { word: "Istio", icon: CircleArrowUp, tone: "ztunnel" },
  kubernetes: { word: "Kubernetes", icon: CircleArrowUp, tone: "info" },
  catalogue: { word: "checks", icon: BookOpen, tone: "plain" },
  enrolled: { word: "enrolled", icon: LogIn, tone: "ambient" },
  regressed: { word: "regressed", icon: CornerLeftDown, tone: "blocked" },
  "scan-failed": { word: "scan failed", icon: CloudOff, tone: "warning" },
  note: { word: "note", icon: StickyNote, tone: "plain" },
};

const NAMES = 5;

/** Lines, oldest first. Enrollments and regressions of one cluster on one day (UTC) are one line each. */
export function eventLines(events: readonly PlacedEvent[], locale: string): EventLine[] {
  const groups = Map.groupBy(events, (event) =>
    event.kind === "enrolled" || event.kind === "regressed"
      ? `${event.kind} ${event.cluster} ${event.at.slice(0, 10)}`
      : event,
  );
  return [...groups.values()].flatMap((group, index) => {
    const [first] = group;
    if (!first) return [];
    const names = group.flatMap((event) =>
      event.kind === "enrolled" || event.kind === "regressed" ? [event.namespace] : [],
    );
    return [
      {
        key: `event-${index + 1}`,
        kind: first.kind,
        at: first.at,
        cluster: first.cluster ?? null,
        text: textOf(first, names.length, locale),
        names: names.slice(0, NAMES),
        more: Math.max(0, names.length - NAMES),
        note: first.kind === "note" ? first.id : null,
      },
    ];
  });
}

function textOf(event: HistoryEvent, amount: number, locale: string): string {
  switch (event.kind) {
    case "istio":
    case "kubernetes":
      return `${event.kind === "istio" ? "Istio" : "Kubernetes"} ${event.direction} from ${printable(event.from, 60)} to ${printable(event.to, 60)}`;
    case "catalogue":
      return `The checks changed from catalogue ${printable(event.from, 60)} to ${printable(event.to, 60)}, so findings may have come and gone by that`;
    case "enrolled":
      return amount === 1
        ? "Entered ambient mode for the first time:"
        : `${counted(amount, "namespace", "namespaces", locale)} entered ambient mode for the first time:`;
    case "regressed":
      return amount === 1
        ? `Fell back from ${PHASE_WORDS[event.from].word} to ${PHASE_WORDS[event.to].word}:`
        : `${counted(amount, "namespace", "namespaces", locale)} fell back:`;
    case "scan-failed":
      return event.scans === 1
        ? `A scan ended without a snapshot: ${printable(event.message, 300)}`
        : `${counted(event.scans, "scan", "scans", locale)} until ${momentText(event.until)} ended without a snapshot. The last one: ${printable(event.message, 300)}`;
    case "note":
      return printable(event.text, 500);
  }
}
