/** What a link shows, in words. */
import type { ShareLinkRow, ShareSection } from "@/lib/db/shapes.ts";
import { counted, momentText } from "@/lib/format.ts";

/** A link as the list of all links shows it. */
export interface ListedShareLink extends ShareLinkRow {
  readonly clusterName: string;
  /** When its snapshot was taken; null for always the latest. */
  readonly takenAt: string | null;
}

export function scopeText(
  { namespaces }: Pick<ShareLinkRow, "namespaces">,
  locale: string,
): string {
  if (namespaces === null) return "the whole cluster";
  if (namespaces.length <= 3) return namespaces.join(", ");
  return `${namespaces.slice(0, 2).join(", ")} and ${counted(namespaces.length - 2, "other", "others", locale)}`;
}

export function snapshotText({ takenAt }: Pick<ListedShareLink, "takenAt">): string {
  return takenAt === null ? "always the latest snapshot" : `snapshot of ${momentText(takenAt)}`;
}

const SECTIONS = {
  report: "report",
  findings: "findings",
  parity: "features",
  history: "history",
} as const;

/** "report, findings, 2 namespaces" */
export function sectionsText(sections: readonly ShareSection[], locale: string): string {
  const named = sections.filter(({ section }) => section === "namespace").length;
  const others = sections.flatMap((each) => {
    if (each.section === "namespace") return [];
    return [each.section === "compare" ? "comparison" : SECTIONS[each.section]];
  });
  return [
    ...others,
    ...(named > 0 ? [counted(named, "namespace page", "namespace pages", locale)] : []),
  ].join(", ");
}
