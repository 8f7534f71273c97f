import { exportHref } from "@/components/export/subjects.ts";
import { movesAddress, seenUntil } from "@/components/moves/moves.ts";
import { MovesView } from "@/components/moves/moves-view.tsx";
import { movesOf } from "@/lib/db/questions.ts";
import type { ViewProps } from "./views.ts";

/** What became of each namespace that had moved by then. */
export async function Moves({ cluster, snapshot, at, search, locale }: ViewProps) {
  const address = movesAddress(search);
  const parameters = new URLSearchParams();
  if (at !== undefined) parameters.set("at", at);
  if (address.outcome !== null) parameters.set("outcome", address.outcome);
  return (
    <MovesView
      clusterId={cluster.id}
      at={at}
      moves={seenUntil(await movesOf(cluster.id), snapshot.document.takenAt)}
      address={address}
      csv={exportHref(cluster.id, "moves", "csv", parameters)}
      locale={locale}
    />
  );
}
