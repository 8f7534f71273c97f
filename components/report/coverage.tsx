import { ChevronRight, CircleCheck, CircleQuestionMark, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { count, counted, printable } from "@/lib/format.ts";
import type { CheckRecord, CoverageRow } from "@/lib/snapshot/document.ts";
import { COVERAGE_WORDS } from "./coverage-words.ts";

const SETTLED = new Set<CoverageRow["outcome"]>(["read", "not-installed", "taken-as-absent"]);

/** What could not be read, which checks that left open, and the RBAC rule that would open them. Opens to every kind. */
export function Coverage({
  coverage,
  checks,
  locale,
}: {
  coverage: readonly CoverageRow[];
  checks: readonly CheckRecord[];
  locale: string;
}) {
  const open = coverage.filter(({ outcome }) => !SETTLED.has(outcome));
  const undecided = checks.filter(({ outcome }) => outcome === "undetermined").length;
  const told = [...open, ...coverage.filter((row) => !open.includes(row) && row.detail !== "")];
  const plain = coverage.filter((row) => !told.includes(row));
  return (
    <Card aria-label="Coverage">
      <details className="group">
        <summary className="flex cursor-pointer list-none items-start gap-2 px-4 py-3 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-ink-faint group-open:rotate-90 motion-safe:transition-transform"
          />
          {open.length === 0 ? (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ready" />
          ) : (
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
          )}
          <p className="min-w-0">{headline(open, undecided, locale)}</p>
        </summary>
        {/* A link to an address inside opens the fold. */}
        <div id="coverage" className="scroll-mt-28">
          {told.length > 0 ? (
            <Kinds label="What to know about reading" rows={told} locale={locale} />
          ) : null}
          {told.length > 0 && plain.length > 0 ? (
            <details className="border-t">
              <summary className="cursor-pointer px-4 py-2.5 text-ink-soft">
                {counted(plain.length, "kind", "kinds", locale)} read in full or not installed
              </summary>
              <Kinds label="What was read" rows={plain} locale={locale} />
            </details>
          ) : (
            <Kinds label="What was read" rows={plain} locale={locale} />
          )}
        </div>
      </details>
    </Card>
  );
}

function Kinds({
  label,
  rows,
  locale,
}: {
  label: string;
  rows: readonly CoverageRow[];
  locale: string;
}) {
  const undecided = rows.some(({ undecidedChecks }) => undecidedChecks.length > 0);
  return (
    <Table label={label} className="border-t">
      <TableHead>
        <tr>
          <HeadCell>Kind</HeadCell>
          <HeadCell>What happened</HeadCell>
          <HeadCell numeric>Objects</HeadCell>
          {undecided ? <HeadCell className="max-md:hidden">Left undecided</HeadCell> : null}
        </tr>
      </TableHead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.resource}>
            <Cell className="align-top">
              <span className="mono">{row.resource}</span>
            </Cell>
            <Cell className="align-top">
              <Outcome row={row} />
            </Cell>
            <Cell numeric className="align-top">
              {SETTLED.has(row.outcome) || row.outcome === "partly-read" ? (
                count(row.objects, locale)
              ) : (
                <span className="text-ink-faint">unknown</span>
              )}
            </Cell>
            {undecided ? (
              <Cell className="align-top max-md:hidden">
                <CheckLinks ids={row.undecidedChecks} />
              </Cell>
            ) : null}
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

function Outcome({ row }: { row: CoverageRow }) {
  const settled = SETTLED.has(row.outcome);
  return (
    <>
      <span
        className={cn(
          "inline-flex items-center gap-1.5",
          settled ? "text-ink-soft" : "font-semibold text-warning",
        )}
      >
        {settled ? null : <CircleQuestionMark aria-hidden className="size-4 shrink-0" />}
        {COVERAGE_WORDS[row.outcome]}
        {row.restarted ? " (list read again after its token expired)" : ""}
      </span>
      {row.detail ? (
        <p className="max-w-prose text-ink-soft text-xs [overflow-wrap:anywhere]">
          {printable(row.detail, 500)}
        </p>
      ) : null}
      {row.rbac ? (
        <CodeBlock
          className="mt-2 max-w-xl"
          kind="yaml"
          caption="This rule in the ClusterRole would let it be read"
          code={row.rbac}
        />
      ) : null}
    </>
  );
}

function headline(open: readonly CoverageRow[], undecided: number, locale: string): string {
  if (open.length === 0) return "Everything that was asked for could be read.";
  const kinds = open
    .slice(0, 3)
    .map(({ resource, outcome }) => `${resource} (${COVERAGE_WORDS[outcome]})`);
  const rest =
    open.length > 3 ? ` and ${counted(open.length - 3, "other kind", "other kinds", locale)}` : "";
  const consequence =
    undecided > 0
      ? ` ${counted(undecided, "check", "checks", locale)} could not be decided.`
      : " No check needed them to decide.";
  return `Could not read ${kinds.join(", ")}${rest}.${consequence}`;
}

function CheckLinks({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return <span className="text-ink-faint">none</span>;
  return (
    <ul className="flex flex-col">
      {ids.map((id) => (
        <li key={id} className="whitespace-nowrap">
          <Link prefetch={false} className="link mono inline-block py-0.5" href={`/checks/${id}`}>
            {id}
          </Link>
        </li>
      ))}
    </ul>
  );
}
