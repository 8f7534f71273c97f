import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { reportPaths } from "@/components/report/paths.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Missing } from "@/components/ui/figure.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { bytes, count, counted, quantityText } from "@/lib/format.ts";
import type { Figure } from "@/lib/savings/figure.ts";
import type {
  ClusterEstimate,
  CostlyNamespace,
  EstimateSource,
  FleetEstimate,
  FleetSavings,
  FleetSum,
} from "@/lib/savings/fleet.ts";
import type { MeasuredMoves } from "@/lib/savings/measured-moves.ts";
import type { Basis } from "@/lib/savings/model.ts";
import { FleetAssumptions } from "./fleet-assumptions.tsx";
import {
  BOUND_WORDS,
  figureText,
  moneyText,
  type Resource,
  rangeText,
  shareText,
} from "./words.ts";

/** Rows of a list in the first view. */
const SHOWN = 50;

/** What became of the namespaces of one cluster that moved. */
export interface ClusterMoves {
  readonly id: string;
  readonly name: string;
  readonly measured: MeasuredMoves;
  /** Bytes that its pods request less, as worked out when the snapshot was stored; null: not known. */
  readonly realised: number | null;
}

/** What sidecars cost in all clusters and what ambient mode would cost instead, by request and by use apart. */
export function FleetSavingsView({
  savings,
  moves,
  refused,
  query,
  atOf,
  locale,
}: {
  savings: FleetSavings;
  /** What was measured before and after, by cluster. */
  moves: readonly ClusterMoves[];
  /** Why values of the address were not taken. */
  refused: readonly string[];
  /** The assumptions as they stand in the address, "" or "?…": links to a cluster keep them. */
  query: string;
  /** The snapshot that a cluster is shown by; undefined: its latest. */
  atOf: (clusterId: string) => string | undefined;
  locale: string;
}) {
  const requests = savings.requests[0];
  if (!requests) {
    return (
      <EmptyState kind="not-evaluated" title="Nothing can be estimated yet.">
        What sidecars request stands in the specs of pods. No cluster shown here has a snapshot with
        pods that could be read.
      </EmptyState>
    );
  }

  const costly = savings.costly;
  return (
    <>
      <Answer sum={requests} savings={savings} refused={refused} locale={locale} />
      <Sums basis="requests" sums={savings.requests} query={query} atOf={atOf} locale={locale} />
      <Sums basis="usage" sums={savings.usage} query={query} atOf={atOf} locale={locale} />
      <Realised clusters={moves} atOf={atOf} locale={locale} />
      <Costly costly={costly} atOf={atOf} locale={locale} />
    </>
  );
}

function Answer({
  sum,
  savings,
  refused,
  locale,
}: {
  sum: FleetSum;
  savings: FleetSavings;
  refused: readonly string[];
  locale: string;
}) {
  const [low, likely, high] = sum.estimates;
  if (!low || !likely || !high) return null;
  const amount = (resource: Resource) =>
    figureText(likely.sidecars[resource], resource, locale) ?? "an unknown amount";
  const range = rangeText(low.saved.memory, high.saved.memory, "memory", locale);
  const money = likely.usdPerMonth && moneyText(likely.usdPerMonth, locale);
  const others = savings.requests.slice(1).flatMap(({ clusters }) => clusters);
  const notes = [
    ...refused.map((because) => `Not taken from the address: ${because}`),
    ...savings.unread.map(({ name }) => `Pods of ${name} could not be read: it is in no sum.`),
    ...others.map(
      ({ name }) =>
        `The snapshot of ${name} does not know what each sidecar requests: it has a sum of its own, with the assumed request.`,
    ),
  ];
  return (
    <Card aria-labelledby="fleet-savings" className="flex flex-col gap-3 p-4 sm:p-5">
      <div className="flex flex-wrap items-start gap-3">
        <h2
          id="fleet-savings"
          className="min-w-0 flex-1 basis-72 text-pretty font-semibold text-lg"
        >
          Sidecars that can leave request {amount("memory")} and {amount("cpu")} in{" "}
          {counted(sum.clusters.length, "cluster", "clusters", locale)}. Moving them{" "}
          {range === null ? "frees an unknown amount of memory" : `would free ${range} of memory`}
          {money ? `, likely ${money} a month` : ""}.
        </h2>
        <FleetAssumptions />
      </div>
      <p className="max-w-4xl text-ink-soft text-xs">
        From low to high, requested, from pod specs: what is reserved and paid for.
        {money ? "" : " Money is shown once both prices are given in the assumptions."} Each cluster
        counts with its own nodes, ztunnel and istio-cni where it tells them.
      </p>
      {notes.length > 0 ? (
        <ul className="flex flex-col gap-1 text-ink-soft text-xs">
          {notes.map((note) => (
            <li key={note} className="flex gap-1.5 [overflow-wrap:anywhere]">
              <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warning" />
              {note}
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

const TITLES: Readonly<Record<Basis, { readonly title: string; readonly note: string }>> = {
  requests: {
    title: "By request, by cluster",
    note: "what is reserved and paid for",
  },
  usage: {
    title: "By use, by cluster",
    note: "what is burned; clusters with different sources have sums of their own",
  },
};

/** One table for a basis: for each source its clusters, and their sum when there are several. */
function Sums({
  basis,
  sums,
  query,
  atOf,
  locale,
}: {
  basis: Basis;
  sums: readonly FleetSum[];
  query: string;
  atOf: (clusterId: string) => string | undefined;
  locale: string;
}) {
  const { title, note } = TITLES[basis];
  const priced = basis === "requests" && sums.some(({ estimates }) => estimates.some(hasMoney));
  return (
    <Card aria-labelledby={`fleet-${basis}`}>
      <CardHeader id={`fleet-${basis}`} title={title} note={note} />
      <Table label={title} className="border-t">
        <TableHead>
          <tr>
            <HeadCell>Cluster</HeadCell>
            <HeadCell numeric className="hidden sm:table-cell">
              Sidecars {basis === "requests" ? "request" : "use"}
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
                href={`${withQuery(reportPaths(cluster.id, atOf(cluster.id)).performance({ view: "savings" }), query)}`}
                priced={priced}
                locale={locale}
              />
            ))}
            {sum.clusters.length > 1 ? (
              <Row className="font-semibold">
                <th scope="row" className="px-3 py-2 pl-4">
                  {count(sum.clusters.length, locale)} clusters together
                </th>
                <Amounts estimates={sum.estimates} priced={priced} locale={locale} />
              </Row>
            ) : null}
          </tbody>
        ))}
      </Table>
    </Card>
  );
}

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

function ClusterRow({
  cluster,
  href,
  priced,
  locale,
}: {
  cluster: ClusterEstimate;
  href: string;
  priced: boolean;
  locale: string;
}) {
  const costly = cluster.estimates[1]?.namespaces.filter(({ costsMore }) => costsMore).length ?? 0;
  return (
    <Row>
      <th scope="row" className="px-3 py-2 pl-4 text-left font-normal">
        <Link href={href} prefetch={false} className="link font-semibold">
          <Name limit={80}>{cluster.name}</Name>
        </Link>
        {costly > 0 ? (
          <span className="block text-ink-faint text-xs">
            {counted(costly, "namespace costs", "namespaces cost", locale)} more
          </span>
        ) : null}
      </th>
      <Amounts estimates={cluster.estimates} priced={priced} locale={locale} />
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
  const [low, likely, high] = estimates;
  if (!low || !likely || !high) return null;
  const saved = (resource: Resource) => (
    <>
      <Known figure={likely.saved[resource]} resource={resource} locale={locale} />
      <span className="block font-normal text-ink-faint text-xs">
        {[
          shareText(likely.savedShare[resource], locale),
          rangeText(low.saved[resource], high.saved[resource], resource, locale),
        ]
          .filter((text) => text !== null)
          .join(", ")}
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

/** What moves freed, by request and by use, each with its own source; clusters without a move are left out. */
function Realised({
  clusters,
  atOf,
  locale,
}: {
  clusters: readonly ClusterMoves[];
  atOf: (clusterId: string) => string | undefined;
  locale: string;
}) {
  const moved = clusters.filter(
    ({ measured, realised }) => measured.namespaces.length > 0 || (realised ?? 0) !== 0,
  );
  const unknown = (why: string) => <Missing why={why} />;
  return (
    <Card aria-labelledby="fleet-realised">
      <CardHeader
        id="fleet-realised"
        title="Realised"
        note="what namespaces that moved take less than before"
      />
      {moved.length === 0 ? (
        <CardBody className="text-ink-soft">
          No namespace was seen moving yet, so nothing is realised.
        </CardBody>
      ) : (
        <Table label="Realised by cluster" className="border-t">
          <TableHead>
            <tr>
              <HeadCell>Cluster</HeadCell>
              <HeadCell numeric className="hidden sm:table-cell">
                Namespaces moved
              </HeadCell>
              <HeadCell numeric>Requested less</HeadCell>
              <HeadCell numeric>Used less, measured</HeadCell>
            </tr>
          </TableHead>
          <tbody>
            {moved.map(({ id, name, measured: { namespaces, memory }, realised }) => (
              <Row key={id}>
                <Cell>
                  <Link
                    href={reportPaths(id, atOf(id)).performance({ view: "moves" })}
                    prefetch={false}
                    className="link"
                  >
                    <Name limit={80}>{name}</Name>
                  </Link>
                </Cell>
                <Cell numeric className="hidden sm:table-cell">
                  {count(namespaces.length, locale)}
                </Cell>
                <Cell numeric>
                  {realised === null
                    ? unknown("Not known for this snapshot")
                    : quantityText(bytes(realised, locale))}
                </Cell>
                <Cell numeric>
                  {memory === null ? (
                    unknown("No move could be compared")
                  ) : (
                    <>
                      {quantityText(bytes(memory.before - memory.after, locale))}
                      <span className="block text-ink-faint text-xs">
                        in {count(memory.namespaces, locale)} of{" "}
                        {counted(namespaces.length, "namespace", "namespaces", locale)}
                      </span>
                    </>
                  )}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

function Costly({
  costly,
  atOf,
  locale,
}: {
  costly: readonly CostlyNamespace[];
  atOf: (clusterId: string) => string | undefined;
  locale: string;
}) {
  return (
    <Card aria-labelledby="costly">
      <CardHeader
        id="costly"
        title="Namespaces that would cost more in ambient"
        note="by request and the likely estimate, with their share of ztunnel"
      />
      {costly.length === 0 ? (
        <CardBody className="text-ink-soft">
          None: each namespace that can leave frees more memory than its waypoints and its share of
          ztunnel take.
        </CardBody>
      ) : (
        <Table label="Namespaces that would cost more in ambient" className="border-t">
          <TableHead>
            <tr>
              <HeadCell>Namespace</HeadCell>
              <HeadCell>Cluster</HeadCell>
              <HeadCell numeric>Sidecars</HeadCell>
              <HeadCell numeric>More memory</HeadCell>
            </tr>
          </TableHead>
          <tbody>
            {costly.slice(0, SHOWN).map(({ clusterId, cluster, namespace, pods, more }) => (
              <Row key={`${clusterId} ${namespace}`}>
                <Cell>
                  <Link
                    href={reportPaths(clusterId, atOf(clusterId)).namespace(namespace)}
                    prefetch={false}
                    className="link"
                  >
                    <Name>{namespace}</Name>
                  </Link>
                </Cell>
                <Cell>
                  <Name limit={80}>{cluster}</Name>
                </Cell>
                <Cell numeric>{count(pods, locale)}</Cell>
                <Cell numeric>{quantityText(bytes(more, locale))}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      {costly.length > SHOWN ? (
        <p className="border-t px-4 py-2 text-ink-faint text-xs">
          The {SHOWN} costliest of {count(costly.length, locale)} are shown; each cluster's own page
          lists all of its own.
        </p>
      ) : null}
    </Card>
  );
}

function Known({
  figure,
  resource,
  locale,
}: {
  figure: Figure;
  resource: Resource;
  locale: string;
}) {
  const text = figureText(figure, resource, locale);
  if (text === null) return <Missing why="Not known" />;
  return <span title={BOUND_WORDS[figure.bound] || undefined}>{text}</span>;
}

function hasMoney({ usdPerMonth }: FleetEstimate): boolean {
  return usdPerMonth !== null;
}

function withQuery(href: string, query: string): string {
  return query === "" ? href : `${href}${href.includes("?") ? "&" : "?"}${query.slice(1)}`;
}
