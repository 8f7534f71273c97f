import type { ReportPaths } from "@/components/report/paths.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import type { FleetSavings } from "@/lib/savings/fleet.ts";
import { FleetAnswerCard } from "./fleet-answer-card.tsx";
import { FleetCostlyCard } from "./fleet-costly-card.tsx";
import { type ClusterMoves, FleetRealisedCard } from "./fleet-realised-card.tsx";
import { FleetSumsCard } from "./fleet-sums-card.tsx";
import { fleetAnswer } from "./fleet-words.ts";

/** What sidecars cost in all clusters and what ambient mode would cost instead, by request and by use apart. */
export function FleetSavingsView({
  savings,
  moves,
  refused,
  pathsOf,
  savingsOf,
  locale,
}: {
  savings: FleetSavings;
  /** What was measured before and after, by cluster. */
  moves: readonly ClusterMoves[];
  /** Why values of the address were not taken. */
  refused: readonly string[];
  /** A cluster's pages at the snapshot that it is shown by. */
  pathsOf: (clusterId: string) => ReportPaths;
  /** A cluster's own estimate by the same assumptions. */
  savingsOf: (clusterId: string) => string;
  locale: string;
}) {
  const answer = fleetAnswer(savings, refused, locale);
  if (!answer) {
    return (
      <EmptyState kind="not-evaluated" title="Nothing can be estimated yet.">
        What sidecars request stands in the specs of pods. No cluster shown here has a snapshot with
        pods that could be read.
      </EmptyState>
    );
  }
  return (
    <>
      <FleetAnswerCard answer={answer} />
      <FleetSumsCard basis="requests" sums={savings.requests} hrefOf={savingsOf} locale={locale} />
      <FleetSumsCard basis="usage" sums={savings.usage} hrefOf={savingsOf} locale={locale} />
      <FleetRealisedCard clusters={moves} pathsOf={pathsOf} locale={locale} />
      <FleetCostlyCard costly={savings.costly} pathsOf={pathsOf} locale={locale} />
    </>
  );
}
