import { Card } from "@/components/ui/card.tsx";
import { FleetAssumptions } from "./fleet-assumptions.tsx";
import type { FleetAnswer } from "./fleet-words.ts";
import { Notes } from "./notes.tsx";

/** The fleet's answer in one sentence, the assumptions behind it, and what limits it. */
export function FleetAnswerCard({ answer: { sentence, priced, notes } }: { answer: FleetAnswer }) {
  return (
    <Card aria-labelledby="fleet-savings" className="flex flex-col gap-3 p-4 sm:p-5">
      <div className="flex flex-wrap items-start gap-3">
        <h2
          id="fleet-savings"
          className="min-w-0 flex-1 basis-72 text-pretty font-semibold text-lg"
        >
          {sentence}
        </h2>
        <FleetAssumptions />
      </div>
      <p className="max-w-4xl text-ink-soft text-xs">
        From low to high, requested, from pod specs: what is reserved and paid for.
        {priced ? "" : " Money is shown once both prices are given in the assumptions."} Each
        cluster counts with its own nodes, ztunnel and istio-cni where it tells them.
      </p>
      <Notes notes={notes} />
    </Card>
  );
}
