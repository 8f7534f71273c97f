import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { CHECK_GROUPS } from "@/components/report/check-words.ts";
import { reportPaths } from "@/components/report/paths.ts";
import { Prose } from "@/components/report/prose.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Breadcrumb } from "@/components/ui/breadcrumb.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { SeverityMark } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { checkById } from "@/lib/checks/catalogue.ts";
import { readReadme } from "@/lib/checks/readmes.ts";
import { checkAcrossClusters } from "@/lib/db/questions.ts";
import { counted } from "@/lib/format.ts";

type Props = PageProps<"/checks/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  return { title: checkById(id)?.title ?? "Check" };
}

export default async function CheckPage({ params }: Props) {
  const { id } = await params;
  const check = checkById(id);
  if (!check) notFound();

  const [readme, clusters, locale] = await Promise.all([
    readReadme(check.id),
    checkAcrossClusters(check.id),
    visitorLocale(),
  ]);
  return (
    <div className="flex flex-col gap-4">
      <Breadcrumb steps={[{ href: "/checks", label: "Checks" }]} />
      <header>
        <h1 className="text-balance font-semibold text-2xl">{check.title}</h1>
        <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-soft">
          <span className="flex items-center gap-1.5">
            at worst
            <SeverityMark severity={check.severity} security={check.security} />
          </span>
          <span className="mono">{check.id}</span>
          <span>{CHECK_GROUPS.find(({ group }) => group === check.group)?.title}</span>
        </p>
      </header>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,46rem)_minmax(16rem,1fr)]">
        <Card aria-label="About this check" className="p-5">
          <Prose text={readme} />
        </Card>
        <Card aria-labelledby="here">
          <CardHeader id="here" title="In your clusters" note="open findings" />
          <CardBody>
            {clusters.length === 0 ? (
              <p className="text-ink-soft">
                No open finding of this check in any cluster that was scanned.
              </p>
            ) : (
              <ul>
                {clusters.map(({ clusterId, name, findings, namespaces }) => (
                  <li
                    key={clusterId}
                    className="flex items-baseline justify-between gap-3 border-t py-1.5 first:border-t-0"
                  >
                    <Link
                      className="link min-w-0"
                      href={reportPaths(clusterId).findings({ check: check.id })}
                    >
                      <Name>{name}</Name>
                    </Link>
                    <span className="shrink-0 text-ink-soft text-xs">
                      {counted(findings, "finding", "findings", locale)}
                      {namespaces > 0
                        ? ` in ${counted(namespaces, "namespace", "namespaces", locale)}`
                        : ""}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </CardBody>
        </Card>
      </div>
    </div>
  );
}
