import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Name } from "@/components/ui/name.tsx";
import { count, counted } from "@/lib/format.ts";
import type { FilteredChanges } from "@/lib/snapshot/compare-filter.ts";
import type { Comparison, FindingChange } from "@/lib/snapshot/compare-model.ts";
import { FindingChanges } from "./finding-changes.tsx";
import { NamespaceChanges } from "./namespace-changes.tsx";
import { findingLine, namespaceLine } from "./pack.ts";
import type { SideLinks } from "./sides.ts";
import { Surroundings } from "./surroundings.tsx";

/**
 * Two snapshots side by side: what went on in namespaces and findings, the cluster as a whole, and what is unchanged,
 * folded with its count. The sentence on top and what is not comparable are the caller's.
 */
export function ComparisonView({
  comparison,
  shown,
  names,
  sameCluster,
  links,
  nothingMatches,
  locale,
}: {
  comparison: Comparison;
  /** The comparison as the filters left it. */
  shown: FilteredChanges;
  names: { readonly from: string; readonly to: string };
  sameCluster: boolean;
  /** null on pages without ways into the product. */
  links: SideLinks | null;
  /** What can be done when the filters leave nothing. */
  nothingMatches?: ReactNode;
  locale: string;
}) {
  const sections = sectionsOf(shown, names, sameCluster);
  const only = sameCluster
    ? { from: "gone", to: "appeared" }
    : { from: `only in ${names.from}`, to: `only in ${names.to}` };
  return (
    <div className="flex flex-col gap-4">
      {shown.kept === 0 ? (
        <EmptyState
          kind={shown.all === 0 ? "nothing-yet" : "nothing-matches"}
          title={shown.all === 0 ? "Nothing differs." : "No change matches."}
          as="p"
          action={shown.all === 0 ? null : nothingMatches}
        />
      ) : null}
      {shown.namespaces.length > 0 ? (
        <Card aria-labelledby="compared-namespaces" className="overflow-hidden">
          <CardHeader
            id="compared-namespaces"
            title="Namespaces"
            note={counted(shown.namespaces.length, "differs", "differ", locale)}
          />
          <NamespaceChanges lines={shown.namespaces.map(namespaceLine)} links={links} only={only} />
        </Card>
      ) : null}
      {sections
        .filter(({ changes }) => changes.length > 0)
        .map(({ id, title, note, changes, side }) => (
          <Card key={id} aria-labelledby={id} className="overflow-hidden">
            <CardHeader
              id={id}
              title={title}
              note={[counted(changes.length, "finding", "findings", locale), note]
                .filter(Boolean)
                .join(" · ")}
            />
            <FindingChanges lines={changes.map(findingLine)} link={links?.[side] ?? null} />
          </Card>
        ))}
      <Surroundings comparison={comparison} names={names} locale={locale} />
      <Unchanged comparison={comparison} locale={locale} />
    </div>
  );
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly changes: readonly FindingChange[];
  /** The side that holds these findings. */
  readonly side: "from" | "to";
}

function sectionsOf(
  { findings }: FilteredChanges,
  names: { readonly from: string; readonly to: string },
  sameCluster: boolean,
): Section[] {
  return [
    {
      id: "compared-new",
      title: sameCluster ? "New findings" : `Findings only in ${names.to}`,
      note: "",
      changes: findings.new,
      side: "to",
    },
    {
      id: "compared-resolved",
      title: sameCluster ? "Resolved findings" : `Findings only in ${names.from}`,
      note: "",
      changes: findings.resolved,
      side: "from",
    },
    {
      id: "compared-changed",
      title: sameCluster ? "Changed findings" : "Findings that differ",
      note: "",
      changes: findings.changed,
      side: "to",
    },
    {
      id: "compared-open",
      title: sameCluster ? "Not re-evaluated" : `Not looked for in ${names.to}`,
      note: sameCluster
        ? "were there, and could not be looked for again: not resolved"
        : `found in ${names.from}`,
      changes: findings.notReevaluated,
      side: "from",
    },
    {
      id: "compared-before",
      title: sameCluster ? "Not looked for before" : `Not looked for in ${names.from}`,
      note: sameCluster
        ? "are there now, and may have been there before: not new"
        : `found in ${names.to}`,
      changes: findings.notEvaluatedBefore,
      side: "to",
    },
  ];
}

function Unchanged({ comparison, locale }: { comparison: Comparison; locale: string }) {
  const { namespaces, findings } = comparison;
  const byTitle = [...Map.groupBy(findings.unchanged, ({ title }) => title)].sort(
    ([, a], [, b]) => b.length - a.length,
  );
  return (
    <Card aria-label="Unchanged" className="divide-y">
      <Fold
        title={`${counted(namespaces.unchanged.length, "namespace", "namespaces", locale)} unchanged`}
        empty={namespaces.unchanged.length === 0}
      >
        <Names names={namespaces.unchanged} />
      </Fold>
      <Fold
        title={`${counted(findings.unchanged.length, "finding", "findings", locale)} unchanged`}
        empty={findings.unchanged.length === 0}
      >
        <ul className="grid gap-x-6 gap-y-1 md:grid-cols-2">
          {byTitle.map(([title, members]) => (
            <li key={title}>
              <span className="text-ink-soft tabular-nums">{count(members.length, locale)}</span>{" "}
              {title}
            </li>
          ))}
        </ul>
      </Fold>
      {namespaces.hidden.length + findings.hidden > 0 ? (
        <Fold
          title={`${counted(namespaces.hidden.length, "namespace", "namespaces", locale)} and ${counted(findings.hidden, "finding", "findings", locale)} differ by less than the threshold`}
          empty={namespaces.hidden.length === 0}
        >
          <Names names={namespaces.hidden} />
        </Fold>
      ) : null}
      {namespaces.unmatched.length > 0 ? (
        <Fold
          title={`${counted(namespaces.unmatched.length, "namespace", "namespaces", locale)} on one side only, where the other could not be listed`}
          empty={false}
        >
          <Names names={namespaces.unmatched} />
        </Fold>
      ) : null}
    </Card>
  );
}

function Fold({ title, empty, children }: { title: string; empty: boolean; children: ReactNode }) {
  if (empty) return <p className="px-4 py-2.5 pl-10 text-ink-faint">{title}</p>;
  return (
    <details className="group">
      <summary className="flex cursor-pointer list-none items-center gap-2 px-4 py-2.5 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 text-ink-faint group-open:rotate-90 motion-safe:transition-transform"
        />
        {title}
      </summary>
      <div className="px-10 pb-4">{children}</div>
    </details>
  );
}

/** Many names as running text. */
function Names({ names }: { names: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-0.5">
      {names.map((name) => (
        <li key={name}>
          <Name>{name}</Name>
        </li>
      ))}
    </ul>
  );
}
