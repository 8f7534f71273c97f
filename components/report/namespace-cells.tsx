import { SeverityMark } from "@/components/ui/marks.tsx";
import { count } from "@/lib/format.ts";
import type { NamespaceRow, Need } from "./namespace-rows.ts";

export const NEED_WORDS: Readonly<Record<Need, string>> = {
  none: "not needed",
  recommended: "recommended",
  required: "required",
  "could-not-tell": "could not tell",
};

/** Live pods by mode, those that occur. */
export function PodNumbers({
  pods,
  locale,
}: {
  pods: NonNullable<NamespaceRow["pods"]>;
  locale: string;
}) {
  const parts = [
    { amount: pods.sidecar, word: "sidecar", tone: "text-sidecar" },
    { amount: pods.ambient, word: "ambient", tone: "text-ambient" },
    { amount: pods.none, word: "outside", tone: "text-outside" },
  ].filter(({ amount }) => amount > 0);
  if (parts.length === 0) return <span className="text-ink-faint">no pods</span>;
  return (
    <span className="inline-flex flex-wrap gap-x-2 md:flex-col md:items-end">
      {parts.map(({ amount, word, tone }) => (
        <span key={word}>
          <span className="font-semibold">{count(amount, locale)}</span>{" "}
          <span className={tone}>{word}</span>
        </span>
      ))}
    </span>
  );
}

/** How many findings of each severity, those that occur. */
export function SeverityCounts({ row, locale }: { row: NamespaceRow; locale: string }) {
  return marksOf(row).map(([severity, amount]) => (
    <SeverityMark key={severity} severity={severity}>
      <span className="tabular-nums">{count(amount, locale)}</span>
    </SeverityMark>
  ));
}

/** Severities that occur, with their counts. */
export function marksOf(row: NamespaceRow) {
  return (
    [
      ["blocker", row.blockers],
      ["warning", row.warnings],
      ["info", row.infos],
    ] as const
  ).filter(([, amount]) => amount > 0);
}
