import type { ReactNode } from "react";
import { objectText } from "@/components/report/finding-groups.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { PhaseChip, SeverityMark, VerdictChip } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { count, counted, momentText, printable } from "@/lib/format.ts";
import type { FindingChange, NamespaceChange, Standing } from "@/lib/snapshot/compare-model.ts";
import type { SharedSection } from "./shared-view.ts";

type Compared = Extract<SharedSection, { section: "compare" }>["compared"];

/** What differs between two snapshots of the scope: namespaces first, then findings. */
export function SharedCompare({ compared, locale }: { compared: Compared; locale: string }) {
  if (compared === null) {
    return (
      <EmptyState
        kind="nothing-yet"
        title="One of the two snapshots is no longer kept, so they cannot be compared."
      />
    );
  }

  const { from, to, comparison } = compared;
  const { namespaces, findings } = comparison;
  const moved = [
    ...namespaces.changed,
    ...namespaces.appeared,
    ...namespaces.vanished,
    ...namespaces.open,
  ];
  return (
    <>
      <header>
        <h2 className="font-semibold text-lg">
          From {momentText(from)} to {momentText(to)}
        </h2>
        <p className="text-ink-soft">
          {counted(moved.length, "namespace differs", "namespaces differ", locale)},{" "}
          {count(namespaces.unchanged.length, locale)} did not change.{" "}
          {counted(findings.new.length, "finding is", "findings are", locale)} new,{" "}
          {count(findings.resolved.length, locale)} resolved.
        </p>
      </header>
      {moved.length > 0 ? <Namespaces changes={moved} /> : null}
      <FindingChanges title="New findings" changes={findings.new} locale={locale} />
      <FindingChanges title="Resolved findings" changes={findings.resolved} locale={locale} />
      <FindingChanges title="Changed findings" changes={findings.changed} locale={locale} />
      <FindingChanges title="Not re-evaluated" changes={findings.notReevaluated} locale={locale} />
    </>
  );
}

function Namespaces({ changes }: { changes: readonly NamespaceChange[] }) {
  return (
    <Card aria-label="Namespaces that differ">
      <Table label="Namespaces that differ">
        <TableHead>
          <tr>
            <HeadCell>Namespace</HeadCell>
            <HeadCell>Before</HeadCell>
            <HeadCell>After</HeadCell>
          </tr>
        </TableHead>
        <tbody>
          {changes.map((change) => (
            <Row key={change.name}>
              <Cell>
                <Name>{change.name}</Name>
              </Cell>
              <Cell>{standing(change.from)}</Cell>
              <Cell>{standing(change.to)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function standing(at: Standing | null): ReactNode {
  if (at === null) return <span className="text-ink-faint text-xs">not there</span>;
  return (
    <span className="flex flex-wrap gap-1.5">
      {at.phase ? (
        <PhaseChip phase={at.phase} />
      ) : (
        <span className="text-ink-faint text-xs">could not tell</span>
      )}
      {at.verdict ? <VerdictChip verdict={at.verdict} /> : null}
    </span>
  );
}

function FindingChanges({
  title,
  changes,
  locale,
}: {
  title: string;
  changes: readonly FindingChange[];
  locale: string;
}) {
  if (changes.length === 0) return null;
  return (
    <Card aria-label={title}>
      <CardHeader title={title} as="h3" note={count(changes.length, locale)} />
      <CardBody>
        <ul className="flex flex-col">
          {changes.map(({ from, to }) => {
            const finding = to ?? from;
            if (finding === null) return null;
            return (
              <li key={finding.fingerprint} className="flex gap-2 border-t py-1.5">
                <SeverityMark
                  severity={finding.severity}
                  security={finding.security}
                  quiet
                  className="w-9 shrink-0"
                />
                <p className="min-w-0 [overflow-wrap:anywhere]">
                  {printable(finding.problem, 240)}
                  <Name className="block text-ink-faint text-xs">{objectText(finding.object)}</Name>
                </p>
              </li>
            );
          })}
        </ul>
      </CardBody>
    </Card>
  );
}
