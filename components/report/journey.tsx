import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { BarLegend, phaseParts, StackedBar, verdictParts } from "@/components/ui/stacked-bar.tsx";
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
  return (
    <Card aria-labelledby="journey">
      <CardHeader id="journey" title="Where we are" note="namespaces in the mesh" />
      <CardBody className="flex flex-col gap-5">
        <div className="flex flex-col gap-2">
          <h3 className="text-ink-soft text-xs">Phase: where they are, from evidence</h3>
          <StackedBar label="Namespaces by phase" parts={phases} locale={locale} />
          <BarLegend parts={phases} locale={locale} />
        </div>
        <div className="flex flex-col gap-2">
          <h3 className="text-ink-soft text-xs">Verdict: what to do</h3>
          <StackedBar label="Namespaces by verdict" parts={verdicts} locale={locale} />
          <BarLegend parts={verdicts} locale={locale} />
        </div>
      </CardBody>
    </Card>
  );
}
