import { topCauses } from "@/components/report/finding-groups.ts";
import { nothingStands, Parts } from "@/components/report/journey.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Missing } from "@/components/ui/figure.tsx";
import { PhaseChip, SeverityMark, VerdictChip } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { phaseParts, verdictParts } from "@/components/ui/stacked-bar.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { count, counted, printable } from "@/lib/format.ts";
import type { NamespaceRecord, SnapshotDocument } from "@/lib/snapshot/document.ts";

/** The verdict in a sentence, where the namespaces are, what stops them, and each of them in a row. */
export function SharedReport({
  document,
  whole,
  locale,
}: {
  document: SnapshotDocument;
  whole: boolean;
  locale: string;
}) {
  const { summary } = document;
  const phases = phaseParts(summary.phases);
  const verdicts = verdictParts(summary.verdicts);
  const nothing = nothingStands(summary);
  return (
    <>
      <Card className="p-4 sm:p-5">
        <h2 className="max-w-6xl text-pretty font-semibold text-lg">{summary.sentence}</h2>
        <p className="mt-1 text-ink-soft">
          {counted(summary.blockers, "blocker", "blockers", locale)} and{" "}
          {counted(summary.warnings, "warning", "warnings", locale)} are known.
          {summary.undeterminedChecks > 0
            ? ` ${counted(summary.undeterminedChecks, "check", "checks", locale)} could not be decided.`
            : ""}
        </p>
      </Card>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Causes document={document} locale={locale} />
        <Card aria-labelledby="standing">
          <CardHeader
            id="standing"
            title="Where they are"
            note={`${count(summary.judged, locale)} take part in the mesh`}
          />
          <CardBody className="flex flex-col gap-5">
            <div className="flex flex-col gap-2">
              <h3 className="text-ink-soft text-xs">Phase: where they are, from evidence</h3>
              <Parts label="Namespaces by phase" parts={phases} nothing={nothing} locale={locale} />
            </div>
            <div className="flex flex-col gap-2">
              <h3 className="text-ink-soft text-xs">Verdict: what to do</h3>
              <Parts
                label="Namespaces by verdict"
                parts={verdicts}
                nothing={nothing}
                locale={locale}
              />
            </div>
          </CardBody>
        </Card>
      </div>
      {whole ? <Unread document={document} locale={locale} /> : null}
      <Namespaces namespaces={document.namespaces} locale={locale} />
    </>
  );
}

function Causes({ document, locale }: { document: SnapshotDocument; locale: string }) {
  const causes = topCauses(document.findings);
  return (
    <Card aria-labelledby="stops">
      <CardHeader id="stops" title="What stops them" />
      <CardBody>
        {causes.length === 0 ? (
          <EmptyState
            as="p"
            kind={document.summary.undeterminedChecks > 0 ? "not-evaluated" : "none-found"}
            title="No known blocker."
            className="py-6"
          />
        ) : (
          <ul className="flex flex-col">
            {causes.map((cause) => (
              <li
                key={cause.check}
                className="flex items-baseline gap-2 border-t py-1.5 first:border-t-0"
              >
                <SeverityMark
                  severity={cause.severity}
                  security={cause.security}
                  quiet
                  className="w-9 translate-y-0.5"
                />
                <p className="min-w-0 flex-1">{printable(cause.title)}</p>
                <span className="shrink-0 text-ink-soft text-xs tabular-nums">
                  {cause.cluster
                    ? "whole cluster"
                    : counted(cause.namespaces, "namespace", "namespaces", locale)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  );
}

function Unread({ document: { summary }, locale }: { document: SnapshotDocument; locale: string }) {
  const unread = summary.kindsAsked - summary.kindsRead;
  if (unread <= 0) return null;
  return (
    <p className="rounded-md bg-warning-wash px-3 py-2 text-warning">
      {counted(unread, "kind of object", "kinds of objects", locale)} could not be read, so some of
      this is a lower bound.
    </p>
  );
}

function Namespaces({
  namespaces,
  locale,
}: {
  namespaces: readonly NamespaceRecord[];
  locale: string;
}) {
  return (
    <Card aria-label="Namespaces">
      <Table label="Namespaces" className="max-sm:block">
        <TableHead className="max-sm:hidden">
          <tr>
            <HeadCell>Namespace</HeadCell>
            <HeadCell>Verdict</HeadCell>
            <HeadCell>Phase</HeadCell>
            <HeadCell numeric>Pods</HeadCell>
            <HeadCell numeric>Findings</HeadCell>
          </tr>
        </TableHead>
        <tbody className="max-sm:block">
          {namespaces.map((namespace) => (
            <Row
              key={namespace.name}
              className="max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:pb-2"
            >
              <Cell className="min-w-44 max-sm:basis-full">
                <Name className="font-semibold">{namespace.name}</Name>
                <p className="max-w-prose text-ink-faint text-xs">
                  {printable(namespace.because, 240)}
                </p>
              </Cell>
              <Cell className={ON_PHONES}>
                {namespace.verdict ? (
                  <VerdictChip verdict={namespace.verdict} />
                ) : (
                  <span className="text-ink-faint text-xs">not judged</span>
                )}
              </Cell>
              <Cell className={ON_PHONES}>
                {namespace.phase ? (
                  <PhaseChip phase={namespace.phase} />
                ) : (
                  <span className="text-ink-faint text-xs">could not tell</span>
                )}
              </Cell>
              <Cell numeric className={ON_PHONES}>
                {namespace.pods ? (
                  count(namespace.pods.live, locale)
                ) : (
                  <Missing why="Pods could not be read." />
                )}
                <PhoneUnit>{namespace.pods?.live === 1 ? "pod" : "pods"}</PhoneUnit>
              </Cell>
              <Cell numeric className={ON_PHONES}>
                {count(findingsOf(namespace), locale)}
                <PhoneUnit>{findingsOf(namespace) === 1 ? "finding" : "findings"}</PhoneUnit>
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function findingsOf({ counts }: NamespaceRecord): number {
  return counts.blockers + counts.warnings + counts.infos;
}

/** Below a name, what stood in columns stands side by side. */
const ON_PHONES = "max-sm:py-1 max-sm:pr-0 max-sm:pl-4";

function PhoneUnit({ children }: { children: string }) {
  return <span className="pl-1 text-ink-faint text-xs sm:hidden">{children}</span>;
}
