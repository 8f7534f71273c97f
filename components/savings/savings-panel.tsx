import { EmptyState } from "@/components/ui/empty-state.tsx";
import type { Figure } from "@/lib/savings/figure.ts";
import { savingsInput } from "@/lib/savings/input.ts";
import type { MeasuredMoves } from "@/lib/savings/measured-moves.ts";
import type { Realised } from "@/lib/savings/planned-realised.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import { ArticleCase } from "./article-case.tsx";
import { NotClaimed } from "./not-claimed.tsx";
import { packInput } from "./pack.ts";
import { MeasuredCard, RealisedCard } from "./realised-card.tsx";
import { SavingsViewLater } from "./savings-view-later.tsx";

/**
 * What sidecars cost in this cluster and what ambient mode would cost instead, with every assumption open to change.
 * @param measurement what one source measured; of several the caller chooses one
 * @param realised what became of the plans for namespaces that have moved, by request
 * @param used the same by use, with what was planned by namespace
 */
export function SavingsPanel({
  clusterId,
  at,
  document,
  measurement = null,
  realised = null,
  used = null,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  document: SnapshotDocument;
  measurement?: Measurement | null;
  realised?: Realised | null;
  used?: {
    readonly measured: MeasuredMoves;
    readonly planned: ReadonlyMap<string, Figure>;
  } | null;
  locale: string;
}) {
  const input = savingsInput(document, measurement);
  return (
    <>
      {input.requestSource === null ? (
        <EmptyState kind="not-evaluated" title="Pods could not be read." as="h2">
          What sidecars request stands in the specs of pods, so nothing can be estimated without
          them.
        </EmptyState>
      ) : (
        <SavingsViewLater clusterId={clusterId} at={at} packed={packInput(input)} />
      )}
      {realised && realised.namespaces.length > 0 ? (
        <RealisedCard clusterId={clusterId} at={at} realised={realised} locale={locale} />
      ) : null}
      {used && used.measured.namespaces.length > 0 ? (
        <MeasuredCard clusterId={clusterId} at={at} {...used} locale={locale} />
      ) : null}
      <ArticleCase locale={locale} />
      <NotClaimed />
    </>
  );
}
