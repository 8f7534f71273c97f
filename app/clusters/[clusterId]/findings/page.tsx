import type { Metadata } from "next";
import Form from "next/form";
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
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Input, Select } from "@/components/ui/input.tsx";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { SEVERITIES } from "@/components/ui/words.ts";
import { findingLife } from "@/lib/db/questions.ts";
import { counted } from "@/lib/format.ts";
import type { FindingRecord } from "@/lib/snapshot/document.ts";
import { loadCluster } from "../load.ts";
import { ReportFrame } from "../report-frame.tsx";

type Props = PageProps<"/clusters/[clusterId]/findings">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { cluster } = await loadCluster((await params).clusterId);
  return { title: `Findings of ${cluster.name}` };
}

const GROUP_WORDS: Readonly<Record<FindingGrouping, string>> = {
  check: "By check",
  namespace: "By namespace",
  object: "By object",
};

export default async function FindingsPage({ params, searchParams }: Props) {
  const { clusterId } = await params;
  const [{ cluster, snapshot, scan }, search, locale] = await Promise.all([
    loadCluster(clusterId),
    searchParams,
    visitorLocale(),
  ]);
  if (!snapshot) {
    return (
      <ReportFrame cluster={cluster} scan={scan} document={null} locale={locale}>
        <EmptyState kind="nothing-yet" title="No scan of this cluster has finished yet." />
      </ReportFrame>
    );
  }

  const { document } = snapshot;
  const paths = reportPaths(cluster.id);
  const address = addressOf(search);
  const grouping = FINDING_GROUPS.find((group) => group === address.group) ?? "check";
  const kept = filterFindings(document.findings, {
    q: address.q ?? "",
    severity: address.severity ?? null,
    check: address.check ?? null,
    namespace: address.namespace ?? null,
  });
  const groups = groupFindings(kept, grouping);
  const chosen =
    document.findings.find(({ fingerprint }) => fingerprint === address.finding) ?? null;
  const life = chosen ? await findingLife(cluster.id, chosen.fingerprint) : null;

  return (
    <ReportFrame cluster={cluster} scan={scan} document={document} locale={locale}>
      <h2 className="sr-only">Findings</h2>
      <Filters address={address} findings={document.findings} path={`${paths.report}/findings`} />
      <LinkTabs
        label="Group findings"
        tabs={FINDING_GROUPS.map((group) => ({
          href: paths.findings({ ...address, group, finding: undefined }),
          label: GROUP_WORDS[group],
          current: group === grouping,
        }))}
      />
      <p role="status" className="text-ink-soft text-xs tabular-nums">
        {counted(kept.length, "finding", "findings", locale)} of{" "}
        {counted(document.findings.length, "finding", "findings", locale)}
      </p>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <Card
          aria-label="List of findings"
          className={chosen ? "overflow-hidden max-lg:order-2" : "overflow-hidden"}
        >
          {groups.length === 0 ? (
            <EmptyState
              kind={document.findings.length === 0 ? "nothing-yet" : "nothing-matches"}
              title={
                document.findings.length === 0
                  ? "Nothing was found by the checks that could be decided."
                  : "No finding matches."
              }
              as="p"
              className="border-0"
              action={
                document.findings.length === 0 ? null : (
                  <Button asChild>
                    <Link href={paths.findings({ group: address.group })}>Clear filters</Link>
                  </Button>
                )
              }
            />
          ) : (
            <FindingList
              clusterId={cluster.id}
              groups={groups}
              grouping={grouping}
              address={address}
              chosen={chosen?.fingerprint ?? null}
              locale={locale}
            />
          )}
        </Card>
        <Card
          aria-label="Chosen finding"
          className="p-4 sm:p-5 lg:sticky lg:top-18 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto"
        >
          {chosen ? (
            <FindingDetail finding={chosen} life={life ?? undefined} />
          ) : (
            <p className="py-8 text-center text-ink-soft">
              {address.finding
                ? "This finding is not in the latest snapshot; it may be resolved."
                : "Choose a finding to see its evidence and what to do."}
            </p>
          )}
        </Card>
      </div>
      <QuietChecks checks={document.checks} locale={locale} />
    </ReportFrame>
  );
}

function Filters({
  address,
  findings,
  path,
}: {
  address: FindingAddress;
  findings: readonly FindingRecord[];
  path: string;
}) {
  const checks = [...new Map(findings.map(({ check, title }) => [check, title]))].sort(
    ([, a], [, b]) => a.localeCompare(b, "en"),
  );
  const namespaces = [...new Set(findings.flatMap(({ namespace }) => namespace ?? []))].sort();
  return (
    <Form action={path} scroll={false} className="flex flex-wrap items-center gap-2">
      {address.group ? <input type="hidden" name="group" value={address.group} /> : null}
      <Input
        type="search"
        name="q"
        aria-label="Search findings"
        placeholder="Search findings"
        defaultValue={address.q ?? ""}
        className="w-full sm:w-60"
      />
      <Select
        name="severity"
        aria-label="Severity"
        defaultValue={address.severity ?? ""}
        className="w-auto min-w-0 flex-1 sm:flex-none"
      >
        <option value="">Severity: all</option>
        {(["blocker", "warning", "info"] as const).map((severity) => (
          <option key={severity} value={severity}>
            {SEVERITIES[severity].word}
          </option>
        ))}
        <option value="security">security-relevant</option>
      </Select>
      <Select
        name="check"
        aria-label="Check"
        defaultValue={address.check ?? ""}
        className="w-auto min-w-0 max-w-72 flex-1 sm:flex-none"
      >
        <option value="">Check: all</option>
        {checks.map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </Select>
      <Select
        name="namespace"
        aria-label="Namespace"
        defaultValue={address.namespace ?? ""}
        className="w-auto min-w-0 max-w-56 flex-1 sm:flex-none"
      >
        <option value="">Namespace: all</option>
        {namespaces.map((namespace) => (
          <option key={namespace} value={namespace}>
            {namespace}
          </option>
        ))}
      </Select>
      <Button type="submit">Apply</Button>
    </Form>
  );
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
  };
}
