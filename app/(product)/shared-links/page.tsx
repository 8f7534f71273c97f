import type { Metadata } from "next";
import Link from "next/link";
import { ShareLinkTable } from "@/components/share/share-link-table.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { liveShareLinks } from "@/lib/db/questions.ts";
import { counted } from "@/lib/format.ts";

export const metadata: Metadata = { title: "Shared links" };

export default async function SharedLinksPage() {
  const [links, locale] = await Promise.all([
    liveShareLinks(new Date().toISOString()),
    visitorLocale(),
  ]);
  return (
    <div className="flex flex-col gap-4">
      <header>
        <h1 className="font-semibold text-2xl">Shared links</h1>
        <p className="text-ink-soft">
          {links.length === 0
            ? "What is handed out by link is listed here until it expires or is revoked."
            : `${counted(links.length, "link opens", "links open", locale)} something now. The addresses themselves are not stored, only how to recognize them.`}
        </p>
      </header>
      {links.length === 0 ? (
        <EmptyState
          kind="nothing-yet"
          title="No link is handed out."
          action={
            <Button asChild>
              <Link href="/">Go to the fleet</Link>
            </Button>
          }
        >
          Open a report and choose Share: for chosen namespaces, for some days, with or without
          names.
        </EmptyState>
      ) : (
        <ShareLinkTable
          links={links.map(({ row, clusterName, takenAt }) => ({ ...row, clusterName, takenAt }))}
        />
      )}
    </div>
  );
}
