import { PainsView } from "@/components/pains/pains-view.tsx";
import { measurementOf, painTrend } from "@/lib/db/questions.ts";
import type { ViewProps } from "./views.ts";

/** The article's five pains in this cluster's numbers, and how they changed with the snapshots. */
export async function Pains({ cluster, snapshot, at, now, locale }: ViewProps) {
  const [measurement, points] = await Promise.all([
    measurementOf(snapshot.id),
    painTrend(cluster.id, { to: now }),
  ]);
  return (
    <PainsView
      clusterId={cluster.id}
      at={at}
      document={snapshot.document}
      measurement={measurement}
      points={points}
      locale={locale}
    />
  );
}
