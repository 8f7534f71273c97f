import type { Metadata } from "next";
import Link from "next/link";
import { CHECK_GROUPS } from "@/components/report/check-words.ts";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { SeverityMark } from "@/components/ui/marks.tsx";
import { CATALOGUE_VERSION, catalogue } from "@/lib/checks/catalogue.ts";
import { counted } from "@/lib/format.ts";

export const metadata: Metadata = { title: "Checks" };

export default async function ChecksPage() {
  const locale = await visitorLocale();
  return (
    <div className="flex flex-col gap-4">
      <header>
        <h1 className="font-semibold text-2xl">Checks</h1>
        <p className="max-w-3xl text-ink-soft">
          {counted(catalogue.length, "check", "checks", locale)} judge every scan. Each says what it
          looks at, what may be wrong with it, what to do, and who says so. A check that could not
          read its input never passes. The mark is the worst that a check can report. Catalogue{" "}
          {CATALOGUE_VERSION}.
        </p>
      </header>
      {CHECK_GROUPS.map(({ group, title, about }) => {
        const checks = catalogue.filter((check) => check.group === group);
        return checks.length === 0 ? null : (
          <Card key={group} aria-labelledby={group}>
            <CardHeader id={group} title={title} note={about} />
            <ul>
              {checks.map(({ id, title: name, severity, security }) => (
                <li
                  key={id}
                  className="grid gap-x-4 border-t px-4 py-2.5 sm:grid-cols-[9rem_minmax(0,1fr)_minmax(0,18rem)] sm:items-center"
                >
                  <p className="text-ink-faint text-xs">
                    <span className="sr-only">At worst </span>
                    <SeverityMark severity={severity} security={security} />
                  </p>
                  <Link href={`/checks/${id}`} className="link font-semibold">
                    {name}
                  </Link>
                  <span className="mono text-ink-faint sm:text-right">{id}</span>
                </li>
              ))}
            </ul>
          </Card>
        );
      })}
    </div>
  );
}
