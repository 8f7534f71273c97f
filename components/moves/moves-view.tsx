import Link from "next/link";
import { EVERYTHING } from "@/components/export/everything.ts";
import { type PerformanceLink, reportPaths } from "@/components/report/paths.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { CsvLink } from "@/components/ui/csv-link.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { count } from "@/lib/format.ts";
import { latestMoves } from "@/lib/snapshot/latest-moves.ts";
import type { MoveComparison } from "@/lib/snapshot/moves.ts";
import { ChosenMove } from "./chosen-move.tsx";
import { Method } from "./method.tsx";
import { MoveTable } from "./move-table.tsx";
import {
  type MovesAddress,
  matchingMoves,
  movesOfNamespace,
  OUTCOMES,
  outcomeOf,
  tally,
} from "./moves.ts";
import { SummaryCard } from "./summary-card.tsx";
import { OUTCOME_WORDS } from "./words.ts";

/** Rows of the first view; the others are one click away. */
const SHOWN = 50;

const TITLE = "Namespaces that moved";

interface ViewProps {
  readonly clusterId: string;
  /** The point in time that the page shows. */
  readonly at: string | undefined;
  /** Those that had been seen until then. */
  readonly moves: readonly MoveComparison[];
  readonly address: MovesAddress;
  /** Address of all moves of the list as a file, however many are shown. */
  readonly csv: string;
  readonly locale: string;
}

/** Each namespace that moved into ambient mode, with what it had before and after its latest move. */
export function MovesView({ clusterId, at, moves: all, address, csv, locale }: ViewProps) {
  const paths = reportPaths(clusterId, at);
  const moves = latestMoves(all);
  if (moves.length === 0) {
    return (
      <>
        <EmptyState kind="nothing-yet" title="No namespace was seen moving into ambient mode yet.">
          Once a scan finds a namespace enrolled that had sidecars in the scan before, its latency,
          errors, memory and CPU before and after the move are compared here.
        </EmptyState>
        <Method />
      </>
    );
  }

  const matching = matchingMoves(moves, address.outcome);
  const shown = address.all ? matching : matching.slice(0, SHOWN);
  const chosen = moves.find(({ move }) => move.namespace === address.move) ?? matching[0];
  const outcomes = tally(moves.map(outcomeOf));
  const href = (to: PerformanceLink = {}) => paths.performance({ view: "moves", ...to });
  const outcome = address.outcome ?? undefined;
  return (
    <>
      <SummaryCard moves={moves} locale={locale} />
      <Card aria-labelledby="moves">
        <CardHeader
          id="moves"
          title={TITLE}
          note="worse first, then the newest; choose one to see it in full"
          actions={
            <span className="print:hidden">
              <CsvLink of={TITLE} href={csv} />
            </span>
          }
        />
        <LinkTabs
          label="Moves by outcome"
          className="px-2 print:hidden"
          tabs={[
            {
              href: href(),
              label: "All",
              current: address.outcome === null,
              note: count(moves.length, locale),
            },
            ...OUTCOMES.filter((each) => outcomes.has(each) || each === address.outcome).map(
              (each) => ({
                href: href({ outcome: each }),
                label: OUTCOME_WORDS[each].word,
                current: address.outcome === each,
                note: count(outcomes.get(each) ?? 0, locale),
              }),
            ),
          ]}
        />
        {shown.length === 0 ? (
          <EmptyState
            kind="nothing-matches"
            title="No move came out so."
            as="p"
            className="border-0"
            action={
              <Button asChild>
                <Link href={href()}>Show all moves</Link>
              </Button>
            }
          />
        ) : (
          <MoveTable
            shown={shown}
            chosen={chosen}
            hrefOf={(namespace) =>
              `${href({ move: namespace, outcome, all: address.all ? "1" : undefined })}#move`
            }
            locale={locale}
          />
        )}
        {shown.length < matching.length ? (
          <p className="border-t px-4 py-2 text-ink-faint text-xs">
            The first {SHOWN} of {count(matching.length, locale)} are shown.{" "}
            <Link className="link" href={href({ outcome, all: "1" })} {...EVERYTHING}>
              Show all
            </Link>
          </p>
        ) : null}
      </Card>
      {chosen ? (
        <ChosenMove
          comparison={chosen}
          earlier={movesOfNamespace(all, chosen.move.namespace)?.earlier ?? []}
          namespaceHref={paths.namespace(chosen.move.namespace)}
          locale={locale}
        />
      ) : null}
      <Method />
    </>
  );
}
