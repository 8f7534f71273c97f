import { Card } from "../ui/card.tsx";
import { InputChip } from "../ui/marks.tsx";
import { BarLegend, StackedBar, verdictParts } from "../ui/stacked-bar.tsx";
import { type FleetSummary, fleetCost, fleetHeadline } from "./fleet-summary.ts";

/** The verdict over all clusters, first in words, then as a bar. */
export function FleetHeadline({ summary, locale }: { summary: FleetSummary; locale: string }) {
  const { sentence, rest } = fleetHeadline(summary, locale);
  const parts = verdictParts(summary.verdicts);
  const cost = fleetCost(summary, locale);

  return (
    <Card aria-label="Readiness of the fleet" className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <p className="max-w-4xl text-pretty font-semibold text-lg">
          {sentence} {rest ? <span className="font-normal text-ink-soft">{rest}</span> : null}
        </p>
        {summary.sample ? <InputChip input="demo" className="mt-0.5" /> : null}
      </div>
      {parts.some(({ amount }) => amount > 0) ? (
        <>
          <StackedBar label="Namespaces by verdict" parts={parts} locale={locale} />
          <BarLegend parts={parts} locale={locale} />
        </>
      ) : null}
      {cost ? <p className="text-ink-soft text-xs">{cost}</p> : null}
    </Card>
  );
}
