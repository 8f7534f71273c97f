import { BarComparisonChart } from "@/components/charts/bar-chart.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { dayText } from "@/lib/format.ts";
import { PUBLISHED, type Published, type PublishedFigure } from "@/lib/savings/published.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import { ownFigures, publishedCharts } from "./published-charts.ts";
import { USAGE_SOURCES } from "./words.ts";

/**
 * What others published about the cost of both modes, with version, conditions and links, and beside it what this
 * cluster's own proxies use, where the two can be compared.
 */
export function PublishedView({
  measurement,
  locale,
}: {
  /** What was measured with the snapshot that is shown; null when nothing was. */
  measurement: Measurement | null;
  locale: string;
}) {
  const own = ownFigures(measurement);
  return (
    <>
      <Card aria-labelledby="published-charts">
        <CardHeader
          id="published-charts"
          title="Published figures"
          note={
            own === null
              ? "measured by others, elsewhere: nothing here is of this cluster"
              : `measured by others, elsewhere; bars marked “here” are of this cluster, measured by ${USAGE_SOURCES[own.source]} on ${dayText(own.at)}`
          }
        />
        <CardBody className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
          {publishedCharts(own).map(({ chart, entries, here }) => (
            <BarComparisonChart key={chart.title} chart={chart}>
              <Conditions entries={entries} />
              <p className="text-ink-soft text-xs">{here}</p>
            </BarComparisonChart>
          ))}
        </CardBody>
      </Card>
      <Card aria-labelledby="published-all">
        <CardHeader
          id="published-all"
          title="Every published figure"
          note="figures of different versions and methods are not comparable with each other"
        />
        {/* On phones each entry is a block: three columns of prose do not fit beside each other. */}
        <Table label="Published figures" className="border-t max-sm:block">
          <TableHead className="max-sm:hidden">
            <tr>
              <HeadCell>What</HeadCell>
              <HeadCell>Figures</HeadCell>
              <HeadCell>Conditions</HeadCell>
            </tr>
          </TableHead>
          <tbody className="max-sm:block">
            {PUBLISHED.map((entry) => (
              <Row key={entry.id} className="max-sm:block max-sm:py-1">
                <Cell className="min-w-56 align-top max-sm:block max-sm:px-4 max-sm:py-1">
                  <p className="font-semibold">{entry.title}</p>
                  <p className="flex flex-wrap items-center gap-1.5 py-1">
                    <Kind entry={entry} />
                  </p>
                  <p className="text-xs">
                    <Links entry={entry} />
                  </p>
                </Cell>
                <Cell className="min-w-48 align-top max-sm:block max-sm:px-4 max-sm:py-1">
                  {entry.figures.length === 0 ? (
                    <span className="text-ink-faint">none as text</span>
                  ) : (
                    <ul>
                      {entry.figures.map((figure) => (
                        <li key={JSON.stringify(figure)}>{figureWords(figure, locale)}</li>
                      ))}
                    </ul>
                  )}
                </Cell>
                <Cell className="min-w-64 align-top text-ink-soft text-xs max-sm:block max-sm:px-4 max-sm:py-1">
                  <p>{conditionWords(entry)}</p>
                  {entry.note ? <p className="pt-1 text-ink-faint">{entry.note}</p> : null}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </Card>
    </>
  );
}

function Conditions({ entries }: { entries: readonly Published[] }) {
  const [first] = entries;
  if (!first) return null;
  const versions = [...new Set(entries.flatMap(({ istioVersion }) => istioVersion ?? []))];
  const notes = [...new Set(entries.flatMap(({ note }) => note ?? []))];
  return (
    <div className="text-ink-soft text-xs">
      <p>
        Istio {versions.join(" and ")}
        {first.vendor ? `, published by a vendor: ${first.vendor}` : ""}
        {first.kind === "derived" ? ", own arithmetic on published figures" : ""}.{" "}
        {conditionWords(first)}. <Links entry={first} />
      </p>
      {notes.length > 0 ? <p className="pt-1 text-ink-faint">{notes.join(" ")}</p> : null}
    </div>
  );
}

function Kind({ entry: { kind, confidence, istioVersion, vendor } }: { entry: Published }) {
  return (
    <>
      <Chip>
        {istioVersion === null ? KINDS[kind] : `${KINDS[kind]}, ${versionWords(istioVersion)}`}
      </Chip>
      {vendor ? <Chip tone="warning">vendor: {vendor}</Chip> : null}
      {confidence === "high" ? null : <Chip tone="unknown">{CONFIDENCE[confidence]}</Chip>}
    </>
  );
}

const KINDS: Readonly<Record<Published["kind"], string>> = {
  measured: "measured",
  historical: "measured long ago",
  claim: "claim",
  configuration: "chart default",
  model: "worked example",
  derived: "own arithmetic",
  context: "context",
  "chart-only": "charts only",
};

const CONFIDENCE: Readonly<Record<Exclude<Published["confidence"], "high">, string>> = {
  medium: "not fully checked",
  low: "second-hand",
  unverified: "not verified",
};

function versionWords(version: string): string {
  return /^1\.\d/.test(version) ? `Istio ${version}` : version;
}

function Links({ entry: { sources } }: { entry: Published }) {
  return sources.map((source, at) => (
    <span key={source}>
      {at > 0 ? " · " : null}
      <a href={source} rel="noreferrer" className="link">
        {new URL(source).hostname.replace(/^www\./, "")}
        {sources.length > 1 ? ` ${at + 1}` : ""}
      </a>
    </span>
  ));
}

function conditionWords({ conditions }: Published): string {
  return conditions.map(({ name, value }) => `${name}: ${value}`).join("; ");
}

function figureWords(
  { mode, metric, unit, value, percentile, detail }: PublishedFigure,
  locale: string,
): string {
  const format = new Intl.NumberFormat(locale, { maximumSignificantDigits: 6 });
  const measured =
    unit === "percent" ? `${format.format(value)} %` : `${format.format(value)} ${unit}`;
  const at = percentile ? ` ${percentile === "mean" ? "mean" : percentile.toUpperCase()}` : "";
  return `${MODES[mode]}: ${metric.replaceAll("_", " ")}${at} ${measured}${detail ? ` (${detail})` : ""}`;
}

const MODES: Readonly<Record<PublishedFigure["mode"], string>> = {
  "no-mesh": "no mesh",
  sidecar: "sidecar",
  ambient: "ambient",
  "ambient-l4": "ambient L4",
  "ambient-waypoint": "ambient with waypoint",
  ztunnel: "ztunnel",
  waypoint: "waypoint",
  istiod: "istiod",
  "istio-cni": "istio-cni",
  linkerd: "Linkerd",
  cilium: "Cilium",
};
