import { ChevronLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { FindingDetail } from "@/components/report/finding-detail.tsx";
import {
  FINDING_GROUPS,
  type FindingGrouping,
  filterFindings,
  groupFindings,
} from "@/components/report/finding-groups.ts";
import { FindingList } from "@/components/report/finding-list.tsx";
import { type FindingAddress, reportPaths } from "@/components/report/paths.ts";
import { QuietChecks } from "@/components/report/quiet-checks.tsx";
import { SEVERITY_CHOICE } from "@/components/report/severity-choice.ts";
import { ShowOnPhones } from "@/components/report/show-on-phones.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { type FilterChoice, FilterForm } from "@/components/ui/filter-form.tsx";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { findingLife } from "@/lib/db/questions.ts";
import { count, counted, printable } from "@/lib/format.ts";
import type { FindingRecord } from "@/lib/snapshot/document.ts";
import { loadCluster } from "../load.ts";
import { ReportFrame, UnscannedReport } from "../report-frame.tsx";

type Props = PageProps<"/clusters/[clusterId]/findings">;

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { cluster } = await loadCluster((await params).clusterId, (await searchParams)["at"]);
  return { title: `Findings of ${cluster.name}` };
}

const GROUP_WORDS: Readonly<Record<FindingGrouping, string>> = {
  check: "By check",
  namespace: "By namespace",
  object: "By object",
};

export default async function FindingsPage({ params, searchParams }: Props) {
  const [{ clusterId }, search] = await Promise.all([params, searchParams]);
  const [{ cluster, snapshot, scan, at, isPast }, locale] = await Promise.all([
    loadCluster(clusterId, search["at"]),
    visitorLocale(),
  ]);
  if (!snapshot) return <UnscannedReport cluster={cluster} scan={scan} locale={locale} />;

  const { document } = snapshot;
  const paths = reportPaths(cluster.id, at);
  const address = addressOf(search);
  const grouping = FINDING_GROUPS.find((group) => group === address.group) ?? "check";
  const kept = filterFindings(document.findings, {
    q: address.q ?? "",
    severity: address.severity ?? null,
    check: address.check ?? null,
    namespace: address.namespace ?? null,
  });
  const groups = groupFindings(kept, grouping);
  const asked = document.findings.find(({ fingerprint }) => fingerprint === address.finding);
  // Beside the list there is room for the most urgent finding; phones show it when it is asked for.
  const chosen = address.finding === undefined ? (groups[0]?.findings[0] ?? null) : (asked ?? null);
  const life = chosen ? await findingLife(cluster.id, chosen.fingerprint) : null;
  const opened = address.finding !== undefined;
  const isListed = groups.length > 0 || chosen !== null;

  return (
    <ReportFrame cluster={cluster} scan={scan} document={document} isPast={isPast} locale={locale}>
      <h2 className="font-semibold text-lg md:sr-only">Findings</h2>
      <FilterForm
        path={paths.findings()}
        of="findings"
        choices={choicesOf(document.findings)}
        kept={{ at, group: address.group }}
        chosen="finding"
        className={cn(opened && "max-lg:hidden")}
      />
      <LinkTabs
        label="Group findings"
        className={cn(opened && "max-lg:hidden")}
        tabs={FINDING_GROUPS.map((group) => ({
          href: paths.findings({ ...address, group, finding: undefined }),
          label: GROUP_WORDS[group],
          current: group === grouping,
        }))}
      />
      <p
        role="status"
        className={cn("text-ink-soft text-xs tabular-nums", opened && "max-lg:hidden")}
      >
        {count(kept.length, locale)} of{" "}
        {counted(document.findings.length, "finding", "findings", locale)}
      </p>
      <div
        className={cn(
          "grid grid-cols-1 items-start gap-4",
          isListed && "lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]",
        )}
      >
        <Card
          aria-label="List of findings"
          className={cn("relative overflow-hidden", opened && "max-lg:hidden")}
        >
          {groups.length === 0 ? (
            <NothingListed
              found={document.findings.length}
              undetermined={document.summary.undeterminedChecks}
              clearedBy={paths.findings({ group: address.group })}
            />
          ) : (
            <FindingList
              clusterId={cluster.id}
              at={at}
              groups={groups}
              grouping={grouping}
              address={address}
              chosen={chosen?.fingerprint ?? null}
              locale={locale}
            />
          )}
        </Card>
        <div className={cn("lg:sticky lg:top-18", opened || "max-lg:hidden", isListed || "hidden")}>
          {opened ? <ShowOnPhones key={address.finding} /> : null}
          <Link
            href={paths.findings({ ...address, finding: undefined })}
            className="link mb-3 inline-flex items-center gap-1 lg:hidden"
          >
            <ChevronLeft aria-hidden className="size-4" />
            All findings
          </Link>
          <Card
            aria-label="Chosen finding"
            className="relative p-4 sm:p-5 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto"
          >
            {chosen ? (
              <FindingDetail
                finding={chosen}
                life={life && life.firstSeen <= document.takenAt ? life : undefined}
              />
            ) : (
              <p className="py-8 text-center text-ink-soft">
                This finding is not in {isPast ? "this" : "the latest"} snapshot; it may be
                resolved.
              </p>
            )}
          </Card>
        </div>
      </div>
      <QuietChecks checks={document.checks} locale={locale} />
    </ReportFrame>
  );
}

function NothingListed({
  found,
  undetermined,
  clearedBy,
}: {
  found: number;
  /** Checks that could not be decided. */
  undetermined: number;
  clearedBy: string;
}) {
  return found === 0 ? (
    <EmptyState
      kind={undetermined > 0 ? "not-evaluated" : "none-found"}
      title="Nothing was found by the checks that could be decided."
      as="p"
      className="border-0"
    />
  ) : (
    <EmptyState
      kind="nothing-matches"
      title="No finding matches."
      as="p"
      className="border-0"
      action={
        <Button asChild>
          <Link href={clearedBy}>Clear filters</Link>
        </Button>
      }
    />
  );
}

/** The checks and namespaces that have findings: the choices of the filters. */
function choicesOf(findings: readonly FindingRecord[]): FilterChoice[] {
  const titles = new Map(findings.map(({ check, title }) => [check, title]));
  const namespaces = [...new Set(findings.flatMap(({ namespace }) => namespace ?? []))].sort();
  return [
    SEVERITY_CHOICE,
    {
      name: "check",
      label: "Check",
      options: [...titles]
        .map(([id, title]) => ({ value: id, text: title }))
        .sort((a, b) => a.text.localeCompare(b.text, "en")),
      className: "sm:max-w-72",
    },
    {
      name: "namespace",
      label: "Namespace",
      options: namespaces.map((name) => ({ value: name, text: printable(name, 80) })),
      className: "sm:max-w-56",
    },
  ];
}

const LONGEST = 300;

/** Parameters of the address that this page knows, each once and not longer than any real value. */
function addressOf(search: Record<string, string | string[] | undefined>): FindingAddress {
  const one = (name: string) => {
    const value = search[name];
    return typeof value === "string" && value !== "" ? value.slice(0, LONGEST) : undefined;
  };
  return {
    q: one("q"),
    severity: one("severity"),
    check: one("check"),
    namespace: one("namespace"),
    group: one("group"),
    finding: one("finding"),
    all: one("all"),
  };
}
