import { Card } from "@/components/ui/card.tsx";
import { DISCREPANCIES, KNOWN_AS_OF, KNOWN_MINORS } from "@/lib/parity/features.ts";
import { DifferenceText } from "./feature-detail.tsx";
import { StatusMarks, StripLegend } from "./strip.tsx";

/** How old the knowledge is, what the marks mean, and where sources disagree. */
export function Knowledge() {
  return (
    <Card aria-label="What this table knows" className="flex flex-col gap-3 p-4">
      <StatusMarks />
      <StripLegend />
      <p className="max-w-6xl text-ink-soft text-xs">
        State of knowledge: <strong className="font-semibold">{monthText(KNOWN_AS_OF)}</strong>,
        Istio {KNOWN_MINORS[0]} to {KNOWN_MINORS.at(-1)}. Istio's own status file was read at each
        release up to 1.28; later versions carry its values forward, corrected by announcements.
        What nobody confirmed is unknown. Pods and Services of applications count as a use only in
        namespaces of the mesh.
      </p>
      <details>
        <summary className="min-h-6 text-ink-soft text-sm">
          Where the article and the Istio project, or two of its pages, differ:{" "}
          {DISCREPANCIES.length} points
        </summary>
        <div className="mt-2 grid gap-x-10 text-sm lg:grid-cols-2">
          {DISCREPANCIES.map((difference) => (
            <DifferenceText key={difference.topic} {...difference} />
          ))}
        </div>
      </details>
    </Card>
  );
}

function monthText(month: string): string {
  return new Date(`${month}-01T00:00:00Z`).toLocaleDateString("en", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}
