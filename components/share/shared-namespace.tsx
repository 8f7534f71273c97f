import { byUrgency } from "@/components/report/finding-groups.ts";
import { Services, WaypointNeeds, Workloads } from "@/components/report/namespace-parts.tsx";
import { PhaseLine } from "@/components/report/phase-line.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { PhaseChip, VerdictChip } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { counted, printable } from "@/lib/format.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import { FindingItems } from "./shared-findings.tsx";

/** One namespace in full: where it stands, the next step, its findings, workloads and services. */
export function SharedNamespace({
  document,
  name,
  locale,
}: {
  document: SnapshotDocument;
  name: string | null;
  locale: string;
}) {
  const namespace = document.namespaces.find((each) => each.name === name);
  if (!namespace)
    return <EmptyState kind="nothing-yet" title="This namespace is not in the snapshot." />;

  const prefix = `${namespace.name}-`;
  const findings = document.findings
    .filter((finding) => finding.namespace === namespace.name)
    .toSorted(byUrgency);
  return (
    <>
      <header>
        <h2
          id={`${prefix}name`}
          className="flex flex-wrap items-center gap-2 font-semibold text-lg"
        >
          <Name>{namespace.name}</Name>
          {namespace.verdict ? <VerdictChip verdict={namespace.verdict} /> : null}
          {namespace.phase ? <PhaseChip phase={namespace.phase} /> : null}
        </h2>
        <p className="max-w-4xl">{printable(namespace.because, 600)}</p>
      </header>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <div className="flex flex-col gap-4">
          <Card aria-label={`Where ${namespace.name} stands`}>
            <CardHeader title="Where it stands" as="h3" />
            <CardBody>
              {namespace.phase === null ? (
                <EmptyState as="p" kind="not-evaluated" title="No phase could be computed." />
              ) : (
                <PhaseLine namespace={namespace} among />
              )}
            </CardBody>
          </Card>
          <WaypointNeeds namespace={namespace} idPrefix={prefix} />
        </div>
        <div className="flex flex-col gap-4">
          <Card aria-label={`Findings in ${namespace.name}`}>
            <CardHeader
              title="Findings"
              as="h3"
              note={counted(findings.length, "finding", "findings", locale)}
            />
            {findings.length === 0 ? (
              <CardBody>
                <EmptyState
                  as="p"
                  kind={namespace.undecided.length > 0 ? "not-evaluated" : "none-found"}
                  title="No known finding."
                  className="py-6"
                />
              </CardBody>
            ) : (
              <FindingItems findings={findings} />
            )}
          </Card>
          <Workloads namespace={namespace} locale={locale} idPrefix={prefix} />
          <Services namespace={namespace} locale={locale} idPrefix={prefix} />
        </div>
      </div>
    </>
  );
}
