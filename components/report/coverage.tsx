import { ChevronRight, CircleCheck, CircleQuestionMark, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { count, counted } from "@/lib/format.ts";
import type { CheckRecord, CoverageRow } from "@/lib/snapshot/document.ts";

const WORDS: Readonly<Record<CoverageRow["outcome"], string>> = {
  read: "read",
  "not-installed": "not installed",
  "partly-read": "partly read",
  "taken-as-absent": "taken as absent",
  "not-permitted": "not permitted",
  failed: "failed",
  "timed-out": "timed out",
  unparsed: "not understood",
  "not-in-dump": "not in the dump",
  cancelled: "cancelled",
};

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
  const notes = coverage.filter(({ outcome, detail }) => SETTLED.has(outcome) && detail !== "");
  return (
    <Card id="coverage" aria-label="Coverage" className="scroll-mt-20">
      <details className="group" open={open.length > 0 && open.length <= 3}>
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
        <Table label="What was read" className="border-t">
          <TableHead>
            <tr>
              <HeadCell>Kind</HeadCell>
              <HeadCell>What happened</HeadCell>
              <HeadCell numeric>Objects</HeadCell>
              <HeadCell className="hidden md:table-cell">Left undecided</HeadCell>
            </tr>
          </TableHead>
          <tbody>
            {[
              ...open,
              ...notes,
              ...coverage.filter((row) => !open.includes(row) && !notes.includes(row)),
            ].map((row) => (
              <Row key={row.resource} className="align-top">
                <Cell className="align-top">
                  <span className="mono">{row.resource}</span>
                </Cell>
                <Cell className="align-top">
                  <span
                    className={cn(
                      "inline-flex items-center gap-1.5",
                      SETTLED.has(row.outcome) ? "text-ink-soft" : "font-semibold text-warning",
                    )}
                  >
                    {SETTLED.has(row.outcome) ? null : (
                      <CircleQuestionMark aria-hidden className="size-4 shrink-0" />
                    )}
                    {WORDS[row.outcome]}
                    {row.restarted ? " (list read again after its token expired)" : ""}
                  </span>
                  {row.detail ? (
                    <p className="max-w-prose text-ink-soft text-xs">{row.detail}</p>
                  ) : null}
                  {row.rbac ? (
                    <CodeBlock
                      className="mt-2 max-w-xl"
                      kind="yaml"
                      caption="This rule in the ClusterRole would let it be read"
                      code={row.rbac}
                    />
                  ) : null}
                </Cell>
                <Cell numeric className="align-top">
                  {SETTLED.has(row.outcome) || row.outcome === "partly-read" ? (
                    count(row.objects, locale)
                  ) : (
                    <span className="text-ink-faint">unknown</span>
                  )}
                </Cell>
                <Cell className="hidden align-top md:table-cell">
                  <CheckLinks ids={row.undecidedChecks} />
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </details>
    </Card>
  );
}

function headline(open: readonly CoverageRow[], undecided: number, locale: string): string {
  if (open.length === 0) return "Everything that was asked for could be read.";
  const kinds = open.slice(0, 3).map(({ resource, outcome }) => `${resource} (${WORDS[outcome]})`);
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
    <ul className="flex flex-wrap gap-x-2">
      {ids.map((id) => (
        <li key={id}>
          <Link className="link mono" href={`/checks/${id}`}>
            {id}
          </Link>
        </li>
      ))}
    </ul>
  );
}
