import type { ReactNode } from "react";
import { Card } from "@/components/ui/card.tsx";
import { SourcedFigure, SourcedFigures } from "@/components/ui/sourced-figures.tsx";
import { counted, dayText } from "@/lib/format.ts";
import { exactly, type Figure, sum } from "@/lib/savings/figure.ts";
import type { SavingsInput } from "@/lib/savings/input.ts";
import type { Estimate } from "@/lib/savings/model.ts";
import { Notes } from "./notes.tsx";
import { allSidecars, figureText, limits, rangeText, shareText, USAGE_SOURCES } from "./words.ts";

/** The answer in one sentence, with the source of each of its figures, and what limits it. */
export function AnswerCard({
  input,
  requests,
  usage,
  moved,
  nodes,
  refused,
  locale,
  children,
}: {
  input: SavingsInput;
  /** Low, likely and high. */
  requests: readonly Estimate[];
  usage: readonly Estimate[];
  moved: number;
  /** That run ztunnel in ambient mode; null when unknown. */
  nodes: number | null;
  refused: readonly string[];
  locale: string;
  children: ReactNode;
}) {
  const [low, likely, high] = requests;
  const measured = usage.find(({ scenario }) => scenario === "likely");
  if (!low || !likely || !high || !measured) return null;
  if (input.namespaces.length === 0) {
    return (
      <Card aria-labelledby="savings" className="p-4 sm:p-5">
        <h2 id="savings" className="font-semibold text-lg">
          No sidecar runs here, so there is nothing to save.
        </h2>
      </Card>
    );
  }

  const assumed = input.requestSource === "assumed";
  const sidecars = assumed ? likely.sidecars : allSidecars(input);
  const pods = input.namespaces.reduce((total, namespace) => total + namespace.pods, 0);
  const notes = [
    ...refused.map((because) => `Not taken from the address: ${because}`),
    ...limits(input, { likely, moved }, locale),
  ];
  return (
    <Card aria-labelledby="savings" className="flex flex-col gap-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-start gap-3">
        <h2 id="savings" className="min-w-0 flex-1 basis-72 text-pretty font-semibold text-lg">
          Sidecars request {both(sidecars.memory, sidecars.cpu, locale)} here.{" "}
          {input.ztunnelRuns > 0
            ? "Beside the ztunnel that runs already, ambient would request "
            : "Ambient would request "}
          {ranges(low, high, locale)}
          {moved < input.namespaces.length ? " for those that can leave" : ""}.
        </h2>
        {children}
      </div>
      <SourcedFigures>
        <SourcedFigure
          term="Requested by sidecars"
          figure={figureText(sidecars.memory, "memory", locale)}
          source={
            assumed
              ? `assumed for ${counted(pods, "pod", "pods", locale)} with a sidecar`
              : `from the specs of ${counted(pods, "pod", "pods", locale)} with a sidecar, ${dayText(input.takenAt)}`
          }
        />
        <SourcedFigure
          term="Ambient, likely"
          figure={figureText(likely.ambient.memory, "memory", locale)}
          source={`estimated: ${ztunnelText(input, nodes, locale)} and ${counted(Math.round(likely.waypoints), "waypoint replica", "waypoint replicas", locale)}`}
        />
        <SourcedFigure
          term="Saved, likely"
          figure={savedText(likely, locale)}
          source="requested by sidecars that can leave, minus what ambient would request"
        />
        {input.usageSource === null ? (
          <SourcedFigure
            term="Used by sidecars"
            figure={null}
            source="not measured: use is shown below by published figures"
          />
        ) : (
          <SourcedFigure
            term="Used by sidecars"
            figure={figureText(usedByAll(input), "memory", locale)}
            source={`measured by ${USAGE_SOURCES[input.usageSource]}; ambient would use ${figureText(measured.ambient.memory, "memory", locale) ?? "an unknown amount"}`}
          />
        )}
      </SourcedFigures>
      <Notes notes={notes} />
    </Card>
  );
}

function usedByAll({ namespaces }: SavingsInput): Figure {
  return sum(namespaces.map(({ used }) => exactly(used ? used.memory : null)));
}

function ztunnelText(input: SavingsInput, nodes: number | null, locale: string): string {
  if (nodes === null) return "ztunnel on an unknown number of nodes";
  const more = Math.max(0, nodes - input.ztunnelRuns);
  if (input.ztunnelRuns === 0) return `ztunnel on ${counted(more, "node", "nodes", locale)}`;
  return more === 0
    ? "no more ztunnel than now"
    : `ztunnel on ${counted(more, "more node", "more nodes", locale)}`;
}

/** "61.2 GiB and 38 vCPU" */
function both(memory: Figure, cpu: Figure, locale: string): string {
  return joined(figureText(memory, "memory", locale), figureText(cpu, "cpu", locale));
}

function ranges(low: Estimate, high: Estimate, locale: string): string {
  return joined(
    rangeText(high.ambient.memory, low.ambient.memory, "memory", locale),
    rangeText(high.ambient.cpu, low.ambient.cpu, "cpu", locale),
  );
}

function joined(memory: string | null, cpu: string | null): string {
  const known = [memory, cpu].filter((text) => text !== null);
  return known.length === 0 ? "an unknown amount" : known.join(" and ");
}

function savedText({ saved, savedShare }: Estimate, locale: string): string | null {
  const [amount, share] = [
    figureText(saved.memory, "memory", locale),
    shareText(savedShare.memory, locale),
  ];
  if (amount === null) return null;
  return share === null ? amount : `${amount} (${share})`;
}
