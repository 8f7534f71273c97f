"use client";

import { parseAsStringLiteral, useQueryState, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { useLocale } from "@/components/ui/visitor.tsx";
import { articleInput } from "@/lib/savings/headline.ts";
import { type Basis, estimate, moving, SCENARIOS } from "@/lib/savings/model.ts";
import { assume } from "@/lib/savings/parameters.ts";
import { readAssumptions } from "./address.ts";
import { ADDRESS_PARSERS } from "./address-parsers.ts";
import { AnswerCard } from "./answer-card.tsx";
import { AssumptionsSheet } from "./assumptions-sheet.tsx";
import { EstimateCard } from "./estimate-card.tsx";
import { type PackedInput, unpackInput } from "./pack.ts";
import { SavingsTable } from "./savings-table.tsx";
import { USAGE_SOURCES } from "./words.ts";

/** The estimate by the assumptions of the address, worked out in the browser whenever one of them changes. */
export function SavingsView({
  clusterId,
  at,
  packed,
}: {
  clusterId: string;
  at: string | undefined;
  packed: PackedInput;
}) {
  const locale = useLocale();
  const [address, setAddress] = useQueryStates(ADDRESS_PARSERS, { history: "replace" });
  const [example, setExample] = useQueryState("case", parseAsStringLiteral(["article"]));
  const { given, refused } = useMemo(() => readAssumptions(address), [address]);
  const input = useMemo(
    () => (example === "article" ? articleInput(packed.takenAt) : unpackInput(packed)),
    [example, packed],
  );
  const { assumptions, requests, usage } = useMemo(() => {
    const inForce = assume(given, input.cluster);
    const of = (basis: Basis) =>
      SCENARIOS.map((scenario) => estimate(input, inForce, basis, scenario));
    return { assumptions: inForce, requests: of("requests"), usage: of("usage") };
  }, [given, input]);
  const likely = requests.find(({ scenario }) => scenario === "likely");
  if (!likely) return null;

  return (
    <>
      {example === "article" ? (
        <Card className="flex flex-wrap items-center gap-3 border-warning border-dashed p-3">
          <p className="min-w-0 flex-1 basis-60">
            <strong className="font-semibold">The article's case</strong>, not this cluster: 500
            pods in 10 namespaces with 75 services on 3 nodes.
          </p>
          <Button onClick={() => void setExample(null)}>Back to this cluster</Button>
        </Card>
      ) : null}
      <AnswerCard
        input={input}
        requests={requests}
        usage={usage}
        moved={moving(input, assumptions).length}
        nodes={assumptions.nodes}
        refused={refused}
        locale={locale}
      >
        <AssumptionsSheet
          address={address}
          given={given}
          cluster={input.cluster}
          setAddress={(change) => void setAddress(change)}
          reset={() => void setAddress(null)}
        />
      </AnswerCard>
      {/* With money the tables are wider than half of a page. */}
      <div className={cn("grid gap-4", likely.usdPerMonth === null && "xl:grid-cols-2")}>
        <EstimateCard
          input={input}
          estimates={requests}
          assumptions={assumptions}
          locale={locale}
        />
        <EstimateCard input={input} estimates={usage} assumptions={assumptions} locale={locale} />
      </div>
      <SavingsTable
        clusterId={clusterId}
        at={at}
        requests={likely.namespaces}
        usage={usage.find(({ scenario }) => scenario === "likely")?.namespaces ?? []}
        usageNote={
          input.usageSource === null
            ? "by published figures, not measured"
            : `measured by ${USAGE_SOURCES[input.usageSource]}`
        }
        linked={example === null}
      />
    </>
  );
}
