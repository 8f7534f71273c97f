import { TriangleAlert } from "lucide-react";
import type { ImportPreview } from "@/lib/db/shapes.ts";
import { count, counted, printable } from "@/lib/format.ts";
import { Card, CardBody, CardHeader } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Name } from "../ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "../ui/table.tsx";
import { byConsequence } from "./missing-kinds.ts";

/** What a dump holds, before it is scanned: kinds found, kinds missing and what that means, what was left out. */
export function ImportContents({
  preview: { found, missing, dropped, problems, measured },
  locale,
}: {
  preview: ImportPreview;
  locale: string;
}) {
  const total = found.reduce((sum, { objects }) => sum + objects, 0);

  return (
    <div className="flex flex-col gap-4">
      {problems.length > 0 ? <Problems problems={problems} locale={locale} /> : null}
      <Card>
        <CardHeader
          title="Found"
          note={`${counted(total, "object", "objects", locale)} of ${counted(found.length, "kind", "kinds", locale)}`}
        />
        {found.length > 0 ? (
          <FoundTable found={found} locale={locale} />
        ) : (
          <EmptyState kind="nothing-matches" title="Nothing that a report needs." as="h3">
            The files hold no object of a kind that is judged.
          </EmptyState>
        )}
      </Card>
      {measured ? <Measured measured={measured} locale={locale} /> : null}
      {missing.length > 0 ? <MissingKinds missing={missing} locale={locale} /> : null}
      {dropped.length > 0 ? <Dropped dropped={dropped} locale={locale} /> : null}
    </div>
  );
}

function FoundTable({ found, locale }: { found: ImportPreview["found"]; locale: string }) {
  return (
    <Table label="Kinds found">
      <TableHead>
        <tr>
          <HeadCell>Kind</HeadCell>
          <HeadCell className="hidden sm:table-cell">Resource</HeadCell>
          <HeadCell numeric>Objects</HeadCell>
          <HeadCell numeric>Could not be parsed</HeadCell>
        </tr>
      </TableHead>
      <tbody>
        {found.map(({ resource, kind, objects, unparsed }) => (
          <Row key={resource}>
            <Cell className="py-1">{printable(kind, 100)}</Cell>
            <Cell className="hidden py-1 text-ink-faint sm:table-cell">
              <Name>{resource}</Name>
            </Cell>
            <Cell numeric className="py-1">
              {count(objects, locale)}
            </Cell>
            <Cell numeric className={unparsed > 0 ? "py-1 text-warning" : "py-1 text-ink-faint"}>
              {count(unparsed, locale)}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

function Measured({
  measured: { memory, counted: proxies },
  locale,
}: {
  measured: NonNullable<ImportPreview["measured"]>;
  locale: string;
}) {
  return (
    <Card>
      <CardHeader
        title="Measured"
        note={`${counted(Math.max(memory, proxies), "proxy", "proxies", locale)}`}
      />
      <CardBody>
        <p className="max-w-[80ch] text-ink-soft text-sm">
          The files hold the memory of {counted(memory, "proxy", "proxies", locale)} and the
          counters of requests of {count(proxies, locale)}, from the moment of the bug-report.
          Performance shows them; counters have run since each proxy started, so they are no rates.
        </p>
      </CardBody>
    </Card>
  );
}

function MissingKinds({ missing, locale }: { missing: ImportPreview["missing"]; locale: string }) {
  return (
    <Card>
      <CardHeader
        title="Missing"
        note={`${counted(missing.length, "kind", "kinds", locale)} without any object`}
      />
      <CardBody>
        <ul className="flex flex-col divide-y">
          {byConsequence(missing).map(({ consequence, kinds }) => (
            <li key={consequence} className="grid gap-x-4 py-1.5 sm:grid-cols-[18rem_1fr]">
              <span className="[overflow-wrap:anywhere]">{printable(kinds.join(", "), 400)}</span>
              <span className="text-ink-soft">{printable(consequence, 400)}</span>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

function Dropped({ dropped, locale }: { dropped: ImportPreview["dropped"]; locale: string }) {
  return (
    <Card>
      <CardHeader title="Left out while reading" note="never stored" />
      <CardBody>
        <ul className="flex flex-wrap gap-x-5 gap-y-1 text-ink-soft">
          {dropped.map(({ kind, objects }) => (
            <li key={kind}>
              {printable(kind, 100)}{" "}
              <span className="text-ink-faint tabular-nums">{count(objects, locale)}</span>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

function Problems({ problems, locale }: { problems: readonly string[]; locale: string }) {
  return (
    <section className="rounded-lg border border-warning bg-warning-wash px-4 py-3">
      <h2 className="flex items-center gap-2 font-semibold text-warning">
        <TriangleAlert aria-hidden className="size-4" />
        Read with {counted(problems.length, "problem", "problems", locale)}
      </h2>
      <ul className="mt-1 list-disc pl-6 text-ink-soft [overflow-wrap:anywhere]">
        {problems.map((problem) => (
          <li key={problem}>{printable(problem, 500)}</li>
        ))}
      </ul>
    </section>
  );
}
