import { FindingDetail } from "@/components/report/finding-detail.tsx";
import { byUrgency, groupFindings, objectText } from "@/components/report/finding-groups.ts";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { SeverityMark } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { count, counted, printable } from "@/lib/format.ts";
import type { FindingRecord, SnapshotDocument } from "@/lib/snapshot/document.ts";

/** Findings drawn in full: a page with more is nothing that anybody reads. */
const SHOWN = 300;

/** Every finding of the scope, by check, the most urgent first. */
export function SharedFindings({
  document,
  locale,
}: {
  document: SnapshotDocument;
  locale: string;
}) {
  const { findings } = document;
  const shown = findings.toSorted(byUrgency).slice(0, SHOWN);
  return (
    <>
      <header>
        <h2 className="font-semibold text-lg">Findings</h2>
        <p className="text-ink-soft">
          {counted(findings.length, "finding", "findings", locale)}
          {findings.length > SHOWN ? `, the ${count(SHOWN, locale)} most urgent below` : ""}
        </p>
      </header>
      {findings.length === 0 ? (
        <EmptyState
          as="p"
          kind={document.summary.undeterminedChecks > 0 ? "not-evaluated" : "none-found"}
          title="Nothing was found by the checks that could be decided."
        />
      ) : (
        groupFindings(shown, "check").map((group) => (
          <Card key={group.key} aria-label={printable(group.title)}>
            <h3 className="flex items-center gap-2 px-4 py-2.5 font-semibold">
              <span className="min-w-0 flex-1">{printable(group.title)}</span>
              <span className="font-normal text-ink-faint text-xs tabular-nums">
                {count(group.findings.length, locale)}
              </span>
            </h3>
            <FindingItems findings={group.findings} />
          </Card>
        ))
      )}
    </>
  );
}

/** Findings as folds, each with its object and namespace in sight. */
export function FindingItems({ findings }: { findings: readonly FindingRecord[] }) {
  return (
    <ul className="divide-y border-t">
      {findings.map((finding) => (
        <li key={finding.fingerprint}>
          <details className="group">
            <summary className="flex cursor-pointer list-none gap-2.5 px-4 py-2.5 hover:bg-hover [&::-webkit-details-marker]:hidden">
              <SeverityMark
                severity={finding.severity}
                security={finding.security}
                quiet
                className="w-9 shrink-0 self-start pt-0.5"
              />
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {printable(finding.problem, 240)}
                <Name className="block text-ink-faint text-xs">{objectText(finding.object)}</Name>
              </span>
            </summary>
            <div className="px-4 pb-5 sm:pl-14">
              <FindingDetail finding={finding} linked={false} />
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}
