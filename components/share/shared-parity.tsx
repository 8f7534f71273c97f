import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { count, counted, printable } from "@/lib/format.ts";
import { featureById, KNOWN_AS_OF } from "@/lib/parity/features.ts";
import type { FeatureUse, StatusAt } from "@/lib/parity/model.ts";
import { statusAt } from "@/lib/parity/status.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";

const STATUS_TONES: Readonly<Record<StatusAt, string>> = {
  Stable: "text-ready",
  Beta: "text-info",
  Alpha: "text-warning",
  Experimental: "text-warning",
  Unsupported: "text-blocked",
  absent: "text-ink-faint",
  unknown: "text-unknown",
};

const IMPACTS = {
  none: "nothing changes",
  change: "behaves differently",
  warn: "needs attention",
  blocker: "would be lost",
} as const;

/** The features of Istio that the scope uses, and what each is worth in ambient mode at its version. */
export function SharedParity({
  document,
  whole,
  locale,
}: {
  document: SnapshotDocument;
  whole: boolean;
  locale: string;
}) {
  const used = document.features?.filter((use) => use.used === "used") ?? null;
  const open = document.features?.filter((use) => use.used === "could-not-tell").length ?? null;
  return (
    <>
      <header>
        <h2 className="font-semibold text-lg">Features in use</h2>
        <p className="text-ink-soft">
          {whole ? "" : "By the shared namespaces alone. "}What is known is of {KNOWN_AS_OF}.
          {open
            ? ` Of ${counted(open, "feature", "features", locale)} the use could not be told.`
            : ""}
        </p>
      </header>
      {used === null ? (
        <EmptyState
          as="p"
          kind="not-evaluated"
          title="This snapshot does not tell which features are used."
        />
      ) : used.length === 0 ? (
        <EmptyState as="p" kind="nothing-yet" title="No feature was seen in use." />
      ) : (
        <Card>
          <Table label="Features in use">
            <TableHead>
              <tr>
                <HeadCell>Feature</HeadCell>
                <HeadCell className="max-sm:hidden">Sidecar</HeadCell>
                <HeadCell>Ambient</HeadCell>
                <HeadCell className="max-sm:hidden">Waypoint</HeadCell>
                <HeadCell className="max-sm:hidden">Moving it</HeadCell>
                <HeadCell className="max-sm:hidden">Used in</HeadCell>
              </tr>
            </TableHead>
            <tbody>
              {used.map((use) => (
                <FeatureRow key={use.feature} use={use} document={document} locale={locale} />
              ))}
            </tbody>
          </Table>
        </Card>
      )}
    </>
  );
}

function FeatureRow({
  use,
  document: { istioVersion },
  locale,
}: {
  use: FeatureUse;
  document: SnapshotDocument;
  locale: string;
}) {
  const feature = featureById(use.feature);
  const sidecar = feature ? statusAt(feature.sidecar, istioVersion) : "unknown";
  const ambient = feature ? statusAt(feature.ambient, istioVersion) : "unknown";
  const waypoint = feature?.needsWaypoint ? "needed" : "not needed";
  const impact = feature ? IMPACTS[feature.impact] : "unknown";
  return (
    <Row>
      <Cell className="min-w-44 align-top">
        <span className="font-semibold">{feature?.name ?? use.feature}</span>
        <span className="block text-ink-faint text-xs">{feature?.layer}</span>
        {/* Phones have no column for what follows. */}
        <div className="text-ink-soft text-xs sm:hidden">
          <p>
            {impact}; waypoint {waypoint}; with sidecars {sidecar}
          </p>
          <UsedIn use={use} locale={locale} />
        </div>
      </Cell>
      <Cell className="align-top max-sm:hidden">
        <Status status={sidecar} />
      </Cell>
      <Cell className="align-top">
        <Status status={ambient} />
      </Cell>
      <Cell className="align-top max-sm:hidden">{waypoint}</Cell>
      <Cell className="align-top max-sm:hidden">{impact}</Cell>
      <Cell className="align-top text-xs max-sm:hidden">
        <UsedIn use={use} locale={locale} />
      </Cell>
    </Row>
  );
}

function UsedIn({ use: { namespaces }, locale }: { use: FeatureUse; locale: string }) {
  if (namespaces.length === 0) return "the whole cluster";
  return (
    <>
      {namespaces.slice(0, 8).map((name, index) => (
        <span key={name}>
          {index > 0 ? ", " : ""}
          <Name>{printable(name)}</Name>
        </span>
      ))}
      {namespaces.length > 8 ? ` and ${count(namespaces.length - 8, locale)} more` : ""}
    </>
  );
}

function Status({ status }: { status: StatusAt }) {
  return <span className={`font-semibold ${STATUS_TONES[status]}`}>{status}</span>;
}
