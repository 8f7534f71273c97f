import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import type { Recommendation, RecommendationRule } from "@/lib/migration/model.ts";

/** The sentence that a visitor reads first, and on demand every rule that was weighed, with the facts of this cluster. */
export function VerdictCard({
  recommendation,
  whyHref,
}: {
  recommendation: Recommendation;
  /** Where every row is told with its facts; none on pages that lead nowhere. */
  whyHref?: string;
}) {
  const decided = recommendation.rules.find(({ rule }) => rule === recommendation.decidedBy);
  return (
    <Card aria-labelledby="verdict" className="p-4 sm:p-5">
      <h2 id="verdict" className="max-w-6xl text-pretty font-semibold text-lg">
        {recommendation.sentence}
      </h2>
      <details className="group mt-2">
        <summary className="flex min-h-6 cursor-pointer list-none items-start gap-x-1.5 text-ink-soft [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            className="mt-0.5 size-4 shrink-0 group-open:rotate-90 motion-safe:transition-transform"
          />
          {decided ? (
            <span>
              Decided by: <strong className="font-semibold text-ink">{decided.situation}</strong>.{" "}
              {decided.evidence}
            </span>
          ) : (
            <span>No single rule decided; the namespaces did. See what was weighed.</span>
          )}
        </summary>
        <RuleTable rules={recommendation.rules} decidedBy={recommendation.decidedBy} />
      </details>
      {whyHref ? (
        <p className="mt-1 pl-5.5 print:hidden">
          <Link prefetch={false} href={whyHref} className="link inline-block py-0.5 text-ink-soft">
            Why? Every situation that was weighed
          </Link>
        </p>
      ) : null}
    </Card>
  );
}

const HOLDS = {
  true: "holds",
  false: "does not hold",
  "could-not-tell": "could not tell",
} as const;

function RuleTable({
  rules,
  decidedBy,
}: {
  rules: readonly RecommendationRule[];
  decidedBy: string | null;
}) {
  return (
    <ul className="mt-3 grid gap-x-8 gap-y-2 border-t pt-3 text-sm md:grid-cols-2">
      {rules.map(({ rule, situation, holds, evidence }) => (
        <li key={rule} className={cn("flex gap-2", holds === false && "text-ink-soft")}>
          <span className="mono w-4 shrink-0 pt-0.5 text-ink-faint">{rule}</span>
          <p className="min-w-0">
            <span className={cn(holds === true && "font-semibold")}>{situation}</span>{" "}
            <span
              className={cn(
                "text-xs",
                holds === "could-not-tell" ? "text-unknown" : "text-ink-faint",
              )}
            >
              {HOLDS[`${holds}`]}
              {rule === decidedBy ? ", decided" : ""}
            </span>
            <br />
            <span className="text-ink-soft">{evidence}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}
