import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ImportForm } from "@/components/clusters/import-form.tsx";
import { ImportContents } from "@/components/clusters/import-preview.tsx";
import { suggestedName } from "@/components/clusters/suggested-name.ts";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Breadcrumb } from "@/components/ui/breadcrumb.tsx";
import { Card } from "@/components/ui/card.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { importById } from "@/lib/db/questions.ts";
import { counted, printable } from "@/lib/format.ts";

export const metadata: Metadata = { title: "Preview of a dump" };

export default async function ImportPage({ params }: PageProps<"/imports/[importId]">) {
  const { importId } = await params;
  const [preview, locale] = await Promise.all([importById(importId), visitorLocale()]);
  if (!preview) notFound();

  const [first] = preview.files;
  return (
    <div className="flex max-w-6xl flex-col gap-4">
      <header>
        <Breadcrumb steps={[{ href: "/connect?from=dump", label: "Connect a dump" }]} />
        <h1 className="font-semibold text-2xl">What these files hold</h1>
        <p className="mt-1 text-ink-soft">
          {preview.files.length === 1 && first !== undefined ? (
            <bdi className="mono">{printable(first, 120)}</bdi>
          ) : (
            counted(preview.files.length, "file", "files", locale)
          )}
          , read as {printable(preview.layout, 60)}, <RelativeTime at={preview.createdAt} />.
          Nothing was judged yet.
        </p>
      </header>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[1fr_22rem]">
        <ImportContents preview={preview} locale={locale} />
        <Card className="order-first p-4 lg:sticky lg:top-16 lg:order-none">
          <ImportForm importId={preview.id} suggested={suggestedName(preview.files)} />
        </Card>
      </div>
    </div>
  );
}
