import Link from "next/link";
import type { ReactNode } from "react";
import { reportPaths } from "@/components/report/paths.ts";
import { cn } from "@/components/ui/cn.ts";
import { Name } from "@/components/ui/name.tsx";
import { counted, printable } from "@/lib/format.ts";
import type { ObjectRef } from "@/lib/inventory/model.ts";
import { DISCREPANCIES } from "@/lib/parity/features.ts";
import type { Basis, FeatureUse, StatusRange } from "@/lib/parity/model.ts";
import type { WaypointNeed } from "@/lib/parity/rows.ts";
import type { Feature } from "@/lib/parity/schema.ts";
import { BASES, ENFORCERS, STATUSES, WAYPOINTS } from "./words.ts";

/** What is known of a feature beyond its row, and in one cluster the objects that prove its use. */
export function FeatureDetail({
  feature,
  waypoint,
  basis,
  uses,
  locale,
}: {
  feature: Feature;
  waypoint: WaypointNeed;
  /** How the status at the cluster's version is known; null when there is none to know. */
  basis: Basis | null;
  /** One per cluster, with its name where several are shown. */
  uses: readonly UseIn[];
  locale: string;
}) {
  return (
    <div className="grid max-w-6xl gap-x-10 gap-y-4 whitespace-normal lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-3">
        <p className="max-w-prose text-pretty">{feature.notes}</p>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
          <Fact term="Enforced by">{ENFORCERS[feature.enforcedBy]}</Fact>
          <Fact term="Waypoint">{feature.waypointNote ?? WAYPOINTS[waypoint].meaning}</Fact>
          <Fact term="Sidecar mode">
            <Ranges ranges={feature.sidecar} />
          </Fact>
          <Fact term="Ambient mode">
            <Ranges ranges={feature.ambient} />
          </Fact>
          {basis ? <Fact term="How we know">Status here: {BASES[basis]}.</Fact> : null}
          {feature.article ? (
            <Fact term="In the article">
              Istio {feature.article.istioVersion}: sidecar {feature.article.sidecar}, ambient{" "}
              {feature.article.ambient}
              {feature.article.note ? ` (${feature.article.note})` : ""}
            </Fact>
          ) : null}
        </dl>
        <Differences feature={feature.id} />
        <div className="text-xs">
          <p className="text-ink-faint">Sources</p>
          <Sources sources={feature.sources} />
        </div>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {uses.map((use) => (
          <Use key={use.clusterId} {...use} feature={feature} locale={locale} />
        ))}
      </div>
    </div>
  );
}

/** The use of a feature in one cluster; `use` null when the snapshot does not say. */
export interface UseIn {
  readonly clusterId: string;
  /** null on the pages of that cluster. */
  readonly clusterName: string | null;
  readonly at: string | undefined;
  readonly use: FeatureUse | null;
}

function Use({
  clusterId,
  clusterName,
  at,
  use,
  feature,
  locale,
}: UseIn & { feature: Feature; locale: string }) {
  const paths = reportPaths(clusterId, at);
  return (
    <section className="min-w-0">
      <h3 className="font-semibold text-sm">
        {clusterName ? (
          <>
            In use in <Name>{clusterName}</Name>
          </>
        ) : (
          "In use here"
        )}
      </h3>
      {use === null ? (
        <p className="text-ink-soft">
          This snapshot was taken before features were looked for. Scan again to see it.
        </p>
      ) : (
        <>
          <p className="text-ink-soft">{textOfUse(use, feature, locale)}</p>
          <Objects use={use} namespaceHref={paths.namespace} />
          {use.unread.length > 0 ? (
            <ul className="mt-2 flex list-disc flex-col gap-0.5 pl-4 text-unknown text-xs">
              {use.unread.map(({ resource, detail }) => (
                <li key={`${resource} ${detail}`}>{printable(detail, 300)}</li>
              ))}
            </ul>
          ) : null}
        </>
      )}
    </section>
  );
}

function textOfUse(
  { used, objectCount, meshWide, unread }: FeatureUse,
  feature: Feature,
  locale: string,
) {
  switch (used) {
    case "not-used":
      return "Nothing that was read uses it.";
    case "could-not-tell":
      return feature.detect.length === 0
        ? "No object of the Kubernetes API shows it; ask who owns the applications."
        : "It could not be told whether it is in use:";
    case "used": {
      const proof = `${counted(objectCount, "object proves", "objects prove", locale)} it`;
      const scope = meshWide ? ", and it applies to the whole mesh" : "";
      return `${proof}${scope}.${unread.length > 0 ? " There may be more:" : ""}`;
    }
  }
}

function Objects({
  use: { objects, objectCount, namespaces },
  namespaceHref,
}: {
  use: FeatureUse;
  namespaceHref: (name: string) => string;
}) {
  const groups = [...Map.groupBy(objects, placeOf)];
  const shown = new Set(groups.map(([namespace]) => namespace));
  const others = namespaces.filter((namespace) => !shown.has(namespace));
  if (groups.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-col gap-1.5 text-sm">
      {groups.map(([namespace, group]) => (
        <li key={namespace ?? ""} className="flex flex-wrap gap-x-2">
          {namespace === null ? (
            <span className="text-ink-soft">Cluster</span>
          ) : (
            <Link href={namespaceHref(namespace)} className="link">
              <Name limit={80}>{namespace}</Name>
            </Link>
          )}
          <span className="min-w-0 text-ink-soft">
            {group.map((object, index) => (
              <span key={`${object.kind} ${object.name}`}>
                {index > 0 ? ", " : null}
                {object.kind} <Name limit={80}>{object.name}</Name>
              </span>
            ))}
          </span>
        </li>
      ))}
      {objectCount > objects.length ? (
        <li className="text-ink-soft">
          and {objectCount - objects.length} more objects
          {others.length > 0 ? " in " : "."}
          {others.slice(0, OTHERS).map((namespace, index) => (
            <span key={namespace}>
              {index > 0 ? ", " : null}
              <Link href={namespaceHref(namespace)} className="link">
                <Name limit={80}>{namespace}</Name>
              </Link>
            </span>
          ))}
          {others.length > OTHERS ? ` and ${others.length - OTHERS} more namespaces` : null}
        </li>
      ) : null}
    </ul>
  );
}

/** Namespaces named without an object. */
const OTHERS = 30;

function placeOf({ kind, namespace, name }: ObjectRef): string | null {
  return kind === "Namespace" ? name : namespace;
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-faint">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Ranges({ ranges }: { ranges: Feature["ambient"] }) {
  return (
    <ul>
      {ranges.map((range) => (
        <li key={range.from} className={cn(range.basis === "unverified" && "text-unknown")}>
          {spanOf(range)}{" "}
          {range.basis === "unverified"
            ? `unknown (${STATUSES[range.status]} is claimed, not confirmed)`
            : STATUSES[range.status]}
          {range.note ? <span className="text-ink-soft">: {range.note}</span> : null}
        </li>
      ))}
    </ul>
  );
}

function spanOf({ from, to }: StatusRange): string {
  if (to === null) return `${from}+`;
  return from === to ? from : `${from} to ${to}`;
}

function Differences({ feature }: { feature: string }) {
  const here = DISCREPANCIES.filter(({ features }) => features.includes(feature));
  if (here.length === 0) return null;
  return (
    <div className="border-l-2 pl-3 text-sm">
      {here.map((difference) => (
        <DifferenceText key={difference.topic} {...difference} />
      ))}
    </div>
  );
}

/** Where the article and the Istio project, or two pages of the project, say different things. */
export function DifferenceText({
  topic,
  article,
  project,
  sources,
}: {
  topic: string;
  article: string | null;
  project: string;
  sources: readonly string[];
}) {
  return (
    <div className="py-1">
      <p>
        <span className="font-semibold">{topic}.</span>{" "}
        {article ? `The article: ${article}. The Istio project: ` : null}
        {project}.
      </p>
      <div className="text-xs">
        <Sources sources={sources} />
      </div>
    </div>
  );
}

function Sources({ sources }: { sources: readonly string[] }) {
  return (
    <ul className="flex flex-col">
      {sources.map((source) => (
        <li key={source} className="py-0.5">
          <a href={source} rel="noreferrer" className="link break-all text-ink-soft">
            {source.replace("https://", "").replace(/\/$/, "")}
          </a>
        </li>
      ))}
    </ul>
  );
}
