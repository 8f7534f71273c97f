import Link from "next/link";
import type { ReactNode } from "react";
import { Histogram } from "@/components/charts/histogram.tsx";
import { reportPaths } from "@/components/report/paths.ts";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { bytes, count, counted, percent, quantityText } from "@/lib/format.ts";
import type { ObjectRef } from "@/lib/inventory/model.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import type {
  NamespaceStart,
  OptOutPain,
  OptOutWay,
  Pain,
  PainFigures,
  PathPain,
  StartPain,
  UpgradePain,
} from "@/lib/snapshot/pain-model.ts";
import { memoryHistogram, startHistogram } from "./pain-charts.ts";
import { seconds } from "./rows.ts";

interface Props {
  readonly pain: Pain;
  readonly clusterId: string;
  readonly at: string | undefined;
  readonly document: SnapshotDocument;
  readonly pains: PainFigures;
  readonly measurement: Measurement | null;
  readonly locale: string;
}

/** What stands behind one pain: its distribution, its namespaces or its objects. */
export function PainDetail({ pain, clusterId, at, document, pains, measurement, locale }: Props) {
  const to = reportPaths(clusterId, at);
  const shown = { locale, hrefOf: to.namespace };
  switch (pain) {
    case "memory":
      return (
        <MemoryDetail document={document} pains={pains} measurement={measurement} {...shown}>
          <Link className="link" href={to.performance()}>
            All namespaces with what they use
          </Link>
        </MemoryDetail>
      );
    case "start":
      return pains.start && <StartDetail start={pains.start} {...shown} />;
    case "upgrade":
      return pains.upgrade && <UpgradeDetail upgrade={pains.upgrade} {...shown} />;
    case "opt-out":
      return pains.optOut && <OptOutDetail optOut={pains.optOut} {...shown} />;
    case "path":
      return pains.path && <PathDetail path={pains.path} {...shown} />;
  }
}

interface Shown {
  readonly locale: string;
  readonly hrefOf: (namespace: string) => string;
}

/** Rows of one table, which scrolls; the rest is counted. */
const MOST_ROWS = 50;

/** What scrolls must be reachable by keyboard, also where nothing inside of it is. */
const REACHABLE = { tabIndex: 0 };

function Scrolls({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      {...REACHABLE}
      aria-label={`${label}, scrolls`}
      className="max-h-80 overflow-y-auto rounded-md border print:max-h-none"
    >
      {children}
    </section>
  );
}

function MemoryDetail({
  document: { requested },
  pains: { memory },
  measurement,
  locale,
  hrefOf,
  children,
}: Shown & Pick<Props, "document" | "pains" | "measurement"> & { readonly children: ReactNode }) {
  const measured = measurement?.sidecarMemory ?? null;
  const distribution = measured ?? memory?.distribution ?? null;
  const rows = measurement?.parts.sidecar
    ? measurement.namespaces.map(({ namespace, sidecar }) => ({ namespace, usage: sidecar }))
    : (requested?.namespaces ?? []).map(({ namespace, sidecar }) => ({
        namespace,
        usage: sidecar,
      }));
  const known = rows
    .flatMap(({ namespace, usage }) =>
      usage?.memory != null && usage.proxies
        ? [{ namespace, proxies: usage.proxies, memory: usage.memory }]
        : [],
    )
    .sort((a, b) => b.memory - a.memory);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {distribution ? <Histogram chart={memoryHistogram(distribution, measured !== null)} /> : null}
      <Namespaces
        label="Memory of sidecars by namespace"
        heads={["Sidecars", "Together", "Each"]}
        rows={known.map(({ namespace, proxies, memory: size }) => ({
          namespace,
          cells: [
            count(proxies, locale),
            quantityText(bytes(size, locale)),
            quantityText(bytes(size / proxies, locale)),
          ],
        }))}
        locale={locale}
        hrefOf={hrefOf}
      />
      <p className="text-sm">{children}</p>
    </div>
  );
}

function StartDetail({ start, locale, hrefOf }: Shown & { readonly start: StartPain }) {
  const sidecar = startHistogram(start.sidecar, "Pods with a sidecar", "sidecar-fill");
  const without = startHistogram(start.without, "Pods without one", "outside-fill");
  const rows = start.namespaces
    .filter(({ sidecar: own, without: other }) => own.seconds !== null || other.seconds !== null)
    .toSorted((a, b) => (b.sidecar.seconds?.p50 ?? -1) - (a.sidecar.seconds?.p50 ?? -1));
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {sidecar ? <Histogram chart={sidecar} /> : null}
      {without ? <Histogram chart={without} /> : null}
      <Namespaces
        label="Pod start by namespace, half of the pods"
        heads={["With sidecar", "Without", "Before the proxy was ready"]}
        rows={rows.map(({ namespace, sidecar: own, without: other, wait }) => ({
          namespace,
          cells: [
            startText(own),
            startText(other),
            own.pods + own.unknown === 0
              ? NO_PODS
              : wait.share === null
                ? null
                : quantityText(percent(wait.share, locale)),
          ],
        }))}
        locale={locale}
        hrefOf={hrefOf}
      />
      <p className="text-ink-soft text-xs">
        Taken only of ready pods in which no container restarted, whose times are in order, and
        which were ready within ten minutes of their last container. When a classic sidecar was
        ready no status tells, so its share is unknown.
      </p>
    </div>
  );
}

const NO_PODS = "no pods";

/** null: there are pods, and none of them tells. */
function startText({ pods, unknown, seconds: known }: NamespaceStart["sidecar"]): string | null {
  if (pods + unknown === 0) return NO_PODS;
  return known && seconds(known.p50);
}

function UpgradeDetail({ upgrade, locale, hrefOf }: Shown & { readonly upgrade: UpgradePain }) {
  const { namespaces, versions, waypoints, gateways, ztunnels, olderGateways } = upgrade;
  const apart = [
    counted(waypoints, "waypoint", "waypoints", locale),
    counted(gateways, "gateway", "gateways", locale),
    counted(ztunnels, "ztunnel", "ztunnels", locale),
  ];
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <p className="text-sm">
        Pods of their own, which restart without an application: {apart.join(", ")}
        {olderGateways > 0
          ? `; ${count(olderGateways, locale)} of the waypoints and gateways are older than their istiod`
          : ""}
        .
      </p>
      {versions.length > 0 ? (
        <p className="text-sm">
          Sidecars by version:{" "}
          {versions
            .map(({ version, pods }) => `${version ?? "not told"} (${count(pods, locale)})`)
            .join(", ")}
          .
        </p>
      ) : null}
      <Namespaces
        label="Pods to restart by namespace"
        heads={["Must restart", "Older than istiod", "Could not tell"]}
        rows={namespaces.map(({ namespace, sidecars, older, unknown }) => ({
          namespace,
          cells: [count(sidecars, locale), count(older, locale), count(unknown, locale)],
        }))}
        locale={locale}
        hrefOf={hrefOf}
      />
    </div>
  );
}

const WAYS: Readonly<Record<OptOutWay, string>> = {
  "namespace-injection": "whole namespace",
  "namespace-ambient": "whole namespace",
  "pod-injection": "no sidecar",
  "pod-ambient": "not in ambient mode",
  "host-network": "on the host's network",
  "inbound-traffic": "inbound traffic, in part",
  "outbound-traffic": "outbound traffic, in part",
};

function OptOutDetail({ optOut, locale, hrefOf }: Shown & { readonly optOut: OptOutPain }) {
  const { objects, objectCount, policies } = optOut;
  if (objects.length === 0) return <p className="text-sm">Nobody is left out.</p>;
  const more = objectCount - Math.min(objects.length, MOST_ROWS);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Scrolls label="Who is left out">
        <Table label="Who is left out">
          <TableHead>
            <tr>
              <HeadCell>Who, and what says so</HeadCell>
              <HeadCell numeric>Pods</HeadCell>
              <HeadCell>Policies not enforced there</HeadCell>
            </tr>
          </TableHead>
          <tbody>
            {objects.slice(0, MOST_ROWS).map((each) => (
              <Row key={`${refText(each.object)} ${each.says}`}>
                <Cell className="py-1.5 align-top text-sm [overflow-wrap:anywhere]">
                  <Link className="link" href={hrefOf(each.namespace)}>
                    <Name>{refText(each.object)}</Name>
                  </Link>
                  <span className="block text-ink-faint text-xs">
                    {WAYS[each.way]}: <Name limit={120}>{each.says}</Name>
                  </span>
                </Cell>
                <Cell numeric className="py-1.5 align-top">
                  {count(each.pods, locale)}
                </Cell>
                <Cell className="py-1.5 align-top text-xs [overflow-wrap:anywhere]">
                  <Policies
                    refs={each.policies}
                    total={each.policyCount}
                    known={policies !== null}
                  />
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </Scrolls>
      {more > 0 ? <More amount={more} locale={locale} /> : null}
    </div>
  );
}

function Policies({
  refs,
  total,
  known,
}: {
  refs: readonly ObjectRef[];
  total: number;
  known: boolean;
}) {
  if (!known) return <span className="text-ink-faint">could not tell</span>;
  if (total === 0) return <span className="text-ink-faint">none</span>;
  return (
    <ul>
      {refs.map((ref) => (
        <li key={refText(ref)}>
          <Name>{refText(ref)}</Name>
        </li>
      ))}
      {total > refs.length ? (
        <li className="text-ink-faint">and {total - refs.length} more</li>
      ) : null}
    </ul>
  );
}

function refText({ kind, namespace, name }: ObjectRef): string {
  return namespace === null ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

function PathDetail({ path, locale, hrefOf }: Shown & { readonly path: PathPain }) {
  const { now, ambient, namespaces } = path;
  const told = (value: boolean | null, word: string) =>
    value === null ? null : value ? word : "no";
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <p className="text-sm">
        Of {count(namespaces.length ** 2, locale)} ways, from each namespace of the mesh to each,
        itself too: now {count(now.two, locale)} pass two proxies that read HTTP,{" "}
        {count(now.one, locale)} one and {count(now.none, locale)} none
        {now.unknown > 0 ? `, ${count(now.unknown, locale)} could not be told` : ""}; in ambient
        mode {count(ambient.one, locale)} would pass one and {count(ambient.none, locale)} none
        {ambient.unknown > 0 ? `, ${count(ambient.unknown, locale)} could not be told` : ""}. A
        namespace with some sidecars counts as one with sidecars.
      </p>
      <Namespaces
        label="Proxies by namespace"
        heads={["Sidecars", "Pods in ambient", "Waypoint now", "Requires one"]}
        rows={namespaces
          .toSorted((a, b) => b.sidecars - a.sidecars)
          .map(({ namespace, sidecars, ambient: pods, waypoint, required }) => ({
            namespace,
            cells: [
              count(sidecars, locale),
              count(pods, locale),
              told(waypoint, "yes"),
              told(required, "yes"),
            ],
          }))}
        locale={locale}
        hrefOf={hrefOf}
      />
    </div>
  );
}

/** null in a cell is a gap. */
function Namespaces({
  label,
  heads,
  rows,
  locale,
  hrefOf,
}: Shown & {
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly {
    readonly namespace: string;
    readonly cells: readonly (string | null)[];
  }[];
}) {
  if (rows.length === 0) return null;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Scrolls label={label}>
        <Table label={label}>
          <TableHead>
            <tr>
              <HeadCell>Namespace</HeadCell>
              {heads.map((head) => (
                <HeadCell key={head} numeric className="whitespace-normal">
                  {head}
                </HeadCell>
              ))}
            </tr>
          </TableHead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map(({ namespace, cells }) => (
              <Row key={namespace}>
                <Cell className="py-1 [overflow-wrap:anywhere]">
                  <Link className="link" href={hrefOf(namespace)}>
                    <Name>{namespace}</Name>
                  </Link>
                </Cell>
                {cells.map((cell, column) => (
                  <Cell key={heads[column]} numeric className="py-1">
                    {cell ?? <span className="text-ink-faint">could not tell</span>}
                  </Cell>
                ))}
              </Row>
            ))}
          </tbody>
        </Table>
      </Scrolls>
      {rows.length > MOST_ROWS ? <More amount={rows.length - MOST_ROWS} locale={locale} /> : null}
    </div>
  );
}

function More({ amount, locale }: { amount: number; locale: string }) {
  return <p className="text-ink-faint text-xs">and {count(amount, locale)} more.</p>;
}
