import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import {
  BarLegend,
  type BarPart,
  phaseParts,
  StackedBar,
  verdictParts,
} from "@/components/ui/stacked-bar.tsx";
import type { SnapshotSummary } from "@/lib/snapshot/document.ts";
import { reportPaths } from "./paths.ts";

/** How far the namespaces of the mesh are, by phase, and what to do with them, by verdict. */
export function Journey({
  clusterId,
  at,
  summary,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  summary: SnapshotSummary;
  locale: string;
}) {
  const paths = reportPaths(clusterId, at);
  const phases = phaseParts(summary.phases, (phase) => paths.namespaces({ phase }));
  const verdicts = verdictParts(summary.verdicts, (verdict) => paths.namespaces({ verdict }));
  const nothing = nothingStands(summary);
  return (
    <Card aria-labelledby="journey">
      <CardHeader id="journey" title="Where we are" note="namespaces in the mesh" />
      <CardBody className="flex flex-col gap-5">
        <div className="flex flex-col gap-2">
          <h3 className="text-ink-soft text-xs">Phase: where they are, from evidence</h3>
          <Parts label="Namespaces by phase" parts={phases} nothing={nothing} locale={locale} />
        </div>
        <div className="flex flex-col gap-2">
          <h3 className="text-ink-soft text-xs">Verdict: what to do</h3>
          <Parts label="Namespaces by verdict" parts={verdicts} nothing={nothing} locale={locale} />
        </div>
      </CardBody>
    </Card>
  );
}

/** Why a bar of namespaces would have no part. */
export function nothingStands({ judged, kindsRead, kindsAsked }: SnapshotSummary): string {
  return judged > 0 || kindsRead < kindsAsked
    ? "Could not be told of any namespace."
    : "No namespace takes part in the mesh.";
}

/** A bar with its words; a bar without a part would look like one that has not arrived. */
export function Parts({
  label,
  parts,
  nothing,
  locale,
}: {
  label: string;
  parts: readonly BarPart[];
  /** What is said when there is no part. */
  nothing: string;
  locale: string;
}) {
  if (parts.every(({ amount }) => amount === 0)) {
    return <p className="text-ink-faint">{nothing}</p>;
  }
  return (
    <>
      <StackedBar label={label} parts={parts} locale={locale} />
      <BarLegend parts={parts} locale={locale} />
    </>
  );
}
