import { PublishedView } from "@/components/savings/published-view.tsx";
import { measurementOf } from "@/lib/db/questions.ts";
import type { ViewProps } from "./views.ts";

/** What others published, beside what this cluster's own proxies were measured to use. */
export async function PublishedFigures({ snapshot, locale }: ViewProps) {
  return <PublishedView measurement={await measurementOf(snapshot.id)} locale={locale} />;
}
