import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ExportMenu } from "@/components/export/export-menu.tsx";
import { PrintTitle } from "@/components/export/print-title.tsx";
import { NamespaceStory } from "@/components/history/namespace-story.tsx";
import { MoveLine } from "@/components/moves/move-line.tsx";
import { movesOfNamespace, seenUntil } from "@/components/moves/moves.ts";
import { FindingDetail } from "@/components/report/finding-detail.tsx";
import { byUrgency, objectText } from "@/components/report/finding-groups.ts";
import { Services, WaypointNeeds, Workloads } from "@/components/report/namespace-parts.tsx";
import { reportPaths } from "@/components/report/paths.ts";
import { PhaseLine } from "@/components/report/phase-line.tsx";
import { ShareButton } from "@/components/share/share-button.tsx";
import { AsOf } from "@/components/shell/as-of.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Breadcrumb } from "@/components/ui/breadcrumb.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { PhaseChip, SeverityMark, VerdictChip } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { findingLives, movesOf, namespaceSpans } from "@/lib/db/questions.ts";
import type { FindingLife } from "@/lib/db/shapes.ts";
import { count, counted, momentText, printable } from "@/lib/format.ts";
import type { NamespaceRecord } from "@/lib/snapshot/document.ts";
import { timelineOf } from "@/lib/snapshot/timeline.ts";
import { loadCluster } from "../../load.ts";

type Props = PageProps<"/clusters/[clusterId]/namespaces/[name]">;

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { clusterId, name } = await params;
  const { cluster } = await loadCluster(clusterId, (await searchParams)["at"]);
  return { title: `${printable(decoded(name), 80)} in ${cluster.name}` };
}

export default async function NamespacePage({ params, searchParams }: Props) {
  const [{ clusterId, name }, search] = await Promise.all([params, searchParams]);
  const [{ cluster, snapshot, at, isPast }, locale] = await Promise.all([
    loadCluster(clusterId, search["at"]),
    visitorLocale(),
  ]);
  const document = snapshot?.document;
  const namespace = document?.namespaces.find((candidate) => candidate.name === decoded(name));
  if (!document || !namespace) notFound();

  const findings = document.findings
    .filter((finding) => finding.namespace === namespace.name)
    .toSorted(byUrgency);
  const [allLives, spans, moves] = await Promise.all([
    findingLives(cluster.id, namespace.name),
    namespaceSpans(cluster.id, namespace.name),
    movesOf(cluster.id, namespace.name),
  ]);
  const moved = movesOfNamespace(seenUntil(moves, document.takenAt), namespace.name);
  const lives = livesAt(allLives, document.takenAt);
  const timeline = timelineOf(spans, allLives, document.takenAt);

  return (
    <div className="flex flex-col gap-4">
      <PrintTitle title={`${namespace.name} in ${cluster.name}, ${momentText(document.takenAt)}`} />
      <Breadcrumb steps={[{ label: cluster.name, href: reportPaths(cluster.id, at).report }]} />
      {isPast ? <AsOf at={document.takenAt} /> : null}
      <header>
        <div className="flex flex-wrap items-center gap-2">
          <h1 className="flex min-w-0 flex-1 basis-60 flex-wrap items-center gap-2 font-semibold text-2xl">
            <Name>{namespace.name}</Name>
            {namespace.verdict ? <VerdictChip verdict={namespace.verdict} /> : null}
            {namespace.phase ? <PhaseChip phase={namespace.phase} /> : null}
          </h1>
          <div className="flex items-center gap-2">
            <ExportMenu clusterId={cluster.id} />
            <ShareButton
              cluster={{ id: cluster.id, name: cluster.name }}
              takenAt={document.takenAt}
            />
          </div>
        </div>
        <p className="mt-1 max-w-4xl">{printable(namespace.because, 600)}</p>
        <p className="text-ink-soft">
          {podSentence(namespace, locale)} · read{" "}
          <RelativeTime at={document.takenAt} className="print:hidden" />
          <span className="hidden print:inline">{momentText(document.takenAt)}</span>
        </p>
        {moved ? (
          <MoveLine
            comparison={moved.latest}
            earlier={moved.earlier}
            href={`${reportPaths(cluster.id, at).performance({ view: "moves", move: namespace.name })}#move`}
            locale={locale}
          />
        ) : null}
      </header>

      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <div className="flex flex-col gap-4">
          <Card aria-labelledby="stand">
            <CardHeader id="stand" title="Where it stands" />
            <CardBody>
              {namespace.phase === null ? (
                <EmptyState as="p" kind="not-evaluated" title="No phase could be computed.">
                  {namespace.phaseEvidence.join(" ")}
                </EmptyState>
              ) : (
                <PhaseLine namespace={namespace} timeline={timeline} />
              )}
              {namespace.injection ? (
                <p className="mt-4 border-t pt-3 text-ink-faint text-xs">
                  {printable(namespace.injection.because, 300)}
                </p>
              ) : null}
              <NamespaceStory
                timeline={timeline}
                resolved={resolvedUntil(allLives, document.takenAt)}
                hrefAt={(moment) => reportPaths(cluster.id, moment).namespace(namespace.name)}
                locale={locale}
              />
            </CardBody>
          </Card>
          <WaypointNeeds namespace={namespace} />
        </div>

        <div className="flex flex-col gap-4">
          <Card aria-labelledby="findings">
            <CardHeader
              id="findings"
              title="Findings"
              note={
                findings.length === 0
                  ? undefined
                  : counted(findings.length, "finding", "findings", locale)
              }
            />
            {findings.length === 0 ? (
              <CardBody>
                <NothingFound namespace={namespace} locale={locale} />
              </CardBody>
            ) : (
              <ul className="divide-y border-t">
                {findings.map((finding, index) => (
                  <li key={finding.fingerprint}>
                    <details open={index === 0} className="group">
                      <summary className="flex cursor-pointer list-none gap-2.5 px-4 py-3 hover:bg-hover [&::-webkit-details-marker]:hidden">
                        <SeverityMark
                          severity={finding.severity}
                          security={finding.security}
                          quiet
                          className="self-start pt-0.5"
                        />
                        <span className="min-w-0 [overflow-wrap:anywhere]">
                          <span className="font-semibold group-open:font-normal group-open:text-ink-soft">
                            {finding.title}
                          </span>
                          <Name className="block text-ink-faint text-xs group-open:hidden">
                            {objectText(finding.object)}
                          </Name>
                        </span>
                      </summary>
                      <div className="px-4 pb-5 sm:pl-10">
                        <FindingDetail finding={finding} life={lives.get(finding.fingerprint)} />
                      </div>
                    </details>
                  </li>
                ))}
              </ul>
            )}
          </Card>
          <Workloads namespace={namespace} locale={locale} />
          <Services namespace={namespace} locale={locale} />
        </div>
      </div>
    </div>
  );
}

/** Why no finding is listed: nothing was looked for, nothing was found, or not everything could be decided. */
function NothingFound({ namespace, locale }: { namespace: NamespaceRecord; locale: string }) {
  const undecided = namespace.undecided.length;
  if (undecided === 0 && namespace.verdict === null) {
    return <p className="text-ink-soft">This namespace is not judged; why stands above.</p>;
  }
  return (
    <EmptyState
      as="p"
      kind={undecided > 0 ? "not-evaluated" : "none-found"}
      title="No known finding with the permissions given."
      className="py-6"
    >
      {undecided > 0
        ? `${counted(undecided, "check", "checks", locale)} could not be decided.`
        : null}
    </EmptyState>
  );
}

/** The life that each finding had at a moment: of one that came back there are several, oldest first. */
function livesAt(lives: readonly FindingLife[], moment: string): ReadonlyMap<string, FindingLife> {
  return new Map(
    lives.filter(({ firstSeen }) => firstSeen <= moment).map((life) => [life.fingerprint, life]),
  );
}

/** What ended until a moment, the last one first. */
function resolvedUntil(lives: readonly FindingLife[], moment: string): FindingLife[] {
  const ended = ({ resolvedAt }: FindingLife) => resolvedAt ?? "";
  return lives
    .filter((life) => life.resolvedAt !== null && life.resolvedAt <= moment)
    .toSorted((a, b) => (ended(a) < ended(b) ? 1 : -1));
}

function podSentence({ pods }: NamespaceRecord, locale: string): string {
  if (pods === null) return "Pods could not be read";
  if (pods.live === 0) return "No pod runs here now";
  const outside = pods.live - pods.sidecar - pods.ambient - pods.infrastructure;
  return [
    `${counted(pods.live, "pod", "pods", locale)}:`,
    [
      ...(pods.sidecar > 0 ? [`${count(pods.sidecar, locale)} with a sidecar`] : []),
      ...(pods.ambient > 0 ? [`${count(pods.ambient, locale)} in ambient mode`] : []),
      ...(pods.infrastructure > 0
        ? [
            `${counted(pods.infrastructure, "gateway or waypoint", "gateways or waypoints", locale)}`,
          ]
        : []),
      ...(outside > 0 ? [`${count(outside, locale)} outside the mesh`] : []),
    ].join(", "),
  ].join(" ");
}

/** Addresses arrive encoded; one that is not valid is taken as it stands and then matches nothing. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
