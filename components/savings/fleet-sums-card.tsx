import { Card, CardHeader } from "@/components/ui/card.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { HeadCell, Table, TableHead } from "@/components/ui/table.tsx";
import type { EstimateSource, FleetSum } from "@/lib/savings/fleet.ts";
import type { Basis } from "@/lib/savings/model.ts";
import { ClusterRow, TogetherRow } from "./fleet-sum-rows.tsx";

/** One table for a basis: for each source its clusters, and their sum when there are several. */
export function FleetSumsCard({
  basis,
  sums,
  hrefOf,
  locale,
}: {
  basis: Basis;
  sums: readonly FleetSum[];
  /** A cluster's own estimate. */
  hrefOf: (clusterId: string) => string;
  locale: string;
}) {
  const { title, note, verb } = WORDS[basis];
  const priced =
    basis === "requests" &&
    sums.some(({ estimates }) => estimates.some(({ usdPerMonth }) => usdPerMonth !== null));
  return (
    <Card aria-labelledby={`fleet-${basis}`}>
      <CardHeader id={`fleet-${basis}`} title={title} note={note} />
      <Table label={title} className="border-t">
        <TableHead>
          <tr>
            <HeadCell>Cluster</HeadCell>
            <HeadCell numeric className="hidden sm:table-cell">
              Sidecars {verb}
            </HeadCell>
            <HeadCell numeric className="hidden md:table-cell">
              Ambient takes, likely
            </HeadCell>
            <HeadCell numeric>Memory saved</HeadCell>
            <HeadCell numeric className="hidden sm:table-cell">
              CPU saved
            </HeadCell>
            {priced ? <HeadCell numeric>Per month, likely</HeadCell> : null}
          </tr>
        </TableHead>
        {sums.map((sum) => (
          <tbody key={sum.source} className="border-t-2">
            <tr className="border-b bg-sunken">
              <th colSpan={priced ? 6 : 5} scope="rowgroup" className="px-4 py-1.5 font-normal">
                <Chip tone={SOURCE_WORDS[sum.source].measured ? "info" : "plain"}>
                  {SOURCE_WORDS[sum.source].words}
                </Chip>
              </th>
            </tr>
            {sum.clusters.map((cluster) => (
              <ClusterRow
                key={cluster.id}
                cluster={cluster}
                href={hrefOf(cluster.id)}
                priced={priced}
                locale={locale}
              />
            ))}
            {sum.clusters.length > 1 ? (
              <TogetherRow sum={sum} priced={priced} locale={locale} />
            ) : null}
          </tbody>
        ))}
      </Table>
    </Card>
  );
}

const WORDS: Readonly<
  Record<Basis, { readonly title: string; readonly note: string; readonly verb: string }>
> = {
  requests: {
    title: "By request, by cluster",
    note: "what is reserved and paid for",
    verb: "request",
  },
  usage: {
    title: "By use, by cluster",
    note: "what is burned; clusters with different sources have sums of their own",
    verb: "use",
  },
};

const SOURCE_WORDS: Readonly<
  Record<EstimateSource, { readonly words: string; readonly measured: boolean }>
> = {
  "pod-specs": { words: "requested, from pod specs", measured: false },
  assumed: { words: "assumed request for each sidecar", measured: false },
  prometheus: { words: "measured by Prometheus", measured: true },
  "metrics-api": { words: "measured by metrics.k8s.io", measured: true },
  "bug-report": { words: "measured in a bug report", measured: true },
  published: { words: "published figures, not measured", measured: false },
};
