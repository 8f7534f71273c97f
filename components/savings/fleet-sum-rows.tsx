import Link from "next/link";
import { Missing } from "@/components/ui/figure.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, Row } from "@/components/ui/table.tsx";
import { count, counted } from "@/lib/format.ts";
import type { ClusterEstimate, FleetEstimate, FleetSum } from "@/lib/savings/fleet.ts";
import { savedNote } from "./fleet-words.ts";
import { Known } from "./known.tsx";
import { moneyText, type Resource } from "./words.ts";

/** One cluster in a table of the fleet. */
export function ClusterRow({
  cluster: { name, estimates },
  href,
  priced,
  locale,
}: {
  cluster: ClusterEstimate;
  href: string;
  priced: boolean;
  locale: string;
}) {
  const costly = estimates[1]?.namespaces.filter(({ costsMore }) => costsMore).length ?? 0;
  return (
    <Row>
      <th scope="row" className="px-3 py-2 pl-4 text-left font-normal">
        <Link href={href} prefetch={false} className="link font-semibold">
          <Name limit={80}>{name}</Name>
        </Link>
        {costly > 0 ? (
          <span className="block text-ink-faint text-xs">
            {counted(costly, "namespace costs", "namespaces cost", locale)} more
          </span>
        ) : null}
      </th>
      <Amounts estimates={estimates} priced={priced} locale={locale} />
    </Row>
  );
}

/** The clusters of one source added up. */
export function TogetherRow({
  sum: { clusters, estimates },
  priced,
  locale,
}: {
  sum: FleetSum;
  priced: boolean;
  locale: string;
}) {
  return (
    <Row className="font-semibold">
      <th scope="row" className="px-3 py-2 pl-4">
        {count(clusters.length, locale)} clusters together
      </th>
      <Amounts estimates={estimates} priced={priced} locale={locale} />
    </Row>
  );
}

function Amounts({
  estimates,
  priced,
  locale,
}: {
  estimates: readonly FleetEstimate[];
  priced: boolean;
  locale: string;
}) {
  const likely = estimates[1];
  if (!likely) return null;
  const saved = (resource: Resource) => (
    <>
      <Known figure={likely.saved[resource]} resource={resource} locale={locale} />
      <span className="block font-normal text-ink-faint text-xs">
        {savedNote(estimates, resource, locale)}
      </span>
    </>
  );
  return (
    <>
      <Cell numeric className="hidden sm:table-cell">
        <Known figure={likely.sidecars.memory} resource="memory" locale={locale} />
        <span className="block font-normal text-ink-faint text-xs">
          <Known figure={likely.sidecars.cpu} resource="cpu" locale={locale} />
        </span>
      </Cell>
      <Cell numeric className="hidden md:table-cell">
        <Known figure={likely.ambient.memory} resource="memory" locale={locale} />
        <span className="block font-normal text-ink-faint text-xs">
          {counted(Math.round(likely.waypoints), "waypoint replica", "waypoint replicas", locale)}
        </span>
      </Cell>
      <Cell numeric>{saved("memory")}</Cell>
      <Cell numeric className="hidden sm:table-cell">
        {saved("cpu")}
      </Cell>
      {priced ? (
        <Cell numeric>
          {(likely.usdPerMonth && moneyText(likely.usdPerMonth, locale)) ?? (
            <Missing why="Not known" />
          )}
        </Cell>
      ) : null}
    </>
  );
}
