import Link from "next/link";
import { Missing } from "@/components/ui/figure.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { bytes, count, cpu, dayText, latency } from "@/lib/format.ts";
import type { MoveComparison, MoveJudgement } from "@/lib/snapshot/moves.ts";
import { outcomeOf } from "./moves.ts";
import { OutcomeChip } from "./outcome-chip.tsx";
import { changeText, outcomeNote } from "./words.ts";

/** Moves with what each changed; the chosen one is told in full below. */
export function MoveTable({
  shown,
  chosen,
  hrefOf,
  locale,
}: {
  shown: readonly MoveComparison[];
  chosen: MoveComparison | undefined;
  hrefOf: (namespace: string) => string;
  locale: string;
}) {
  return (
    <Table label="Namespaces that moved">
      <TableHead>
        <tr>
          <HeadCell>Namespace</HeadCell>
          <HeadCell>Outcome</HeadCell>
          <HeadCell numeric className="hidden sm:table-cell">
            p99
          </HeadCell>
          <HeadCell numeric className="hidden md:table-cell">
            Memory of its proxies
          </HeadCell>
          <HeadCell numeric className="hidden lg:table-cell">
            CPU of its proxies
          </HeadCell>
          <HeadCell numeric className="hidden lg:table-cell">
            Hours compared
          </HeadCell>
        </tr>
      </TableHead>
      <tbody>
        {shown.map((comparison) => {
          const { move, before, after } = comparison;
          const p99 = changeText(before?.p99?.median, after?.p99?.median, latency, locale);
          const memory = changeText(before?.memory?.median, after?.memory?.median, bytes, locale);
          const used = changeText(before?.cpu?.median, after?.cpu?.median, cpu, locale);
          return (
            <Row key={`${move.namespace} ${move.enrolledAt}`}>
              <Cell>
                <Link
                  href={hrefOf(move.namespace)}
                  prefetch={false}
                  aria-current={comparison === chosen ? "true" : undefined}
                  className="link aria-[current=true]:font-semibold"
                >
                  <Name>{move.namespace}</Name>
                </Link>
                <p className="text-ink-faint text-xs">moved by {dayText(move.enrolledAt)}</p>
                {/* What the columns on the right have, where they have no room. */}
                <p className="text-xs tabular-nums sm:hidden">
                  {p99 === null ? null : `p99 ${p99}`}
                </p>
                <p className="text-xs tabular-nums md:hidden">
                  {memory === null ? null : `memory ${memory}`}
                </p>
              </Cell>
              <Cell>
                <OutcomeChip outcome={outcomeOf(comparison)} />
                <p className="text-ink-faint text-xs">{outcomeNote(comparison)}</p>
              </Cell>
              <Cell numeric className="hidden sm:table-cell">
                <Change text={p99} of={comparison.latency} />
              </Cell>
              <Cell numeric className="hidden md:table-cell">
                <Change text={memory} of={comparison.memory} />
              </Cell>
              <Cell numeric className="hidden lg:table-cell">
                <Change text={used} of={comparison.cpu} />
              </Cell>
              <Cell numeric className="hidden lg:table-cell">
                {after ? count(after.hours, locale) : <Missing why="None" />}
              </Cell>
            </Row>
          );
        })}
      </tbody>
    </Table>
  );
}

/** A figure before and after; fainter where it was seen and could not be compared. */
function Change({ text, of }: { text: string | null; of: MoveJudgement }) {
  if (text === null) return <Missing why="Not measured on both sides" />;
  return of.verdict === "not-comparable" ? (
    <span className="text-ink-faint" title={of.because}>
      {text}
    </span>
  ) : (
    text
  );
}
