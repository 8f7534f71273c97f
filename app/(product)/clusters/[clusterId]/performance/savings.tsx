import { SavingsPanel } from "@/components/savings/savings-panel.tsx";
import { measurementOf } from "@/lib/db/questions.ts";
import { realisedSince, usedSince } from "./realised.ts";
import type { ViewProps } from "./views.ts";

/** What would be saved, by the model and the snapshot's own measurement, and what was. */
export async function Savings({ cluster, snapshot, at, locale }: ViewProps) {
  const { document } = snapshot;
  const [measurement, realised, used] = await Promise.all([
    measurementOf(snapshot.id),
    realisedSince(cluster.id, document),
    usedSince(cluster.id, document),
  ]);
  return (
    <SavingsPanel
      clusterId={cluster.id}
      at={at}
      document={document}
      measurement={measurement}
      realised={realised}
      used={used}
      locale={locale}
    />
  );
}
