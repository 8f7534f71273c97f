import { movesAddress, seenUntil } from "@/components/moves/moves.ts";
import { MovesView } from "@/components/moves/moves-view.tsx";
import { movesOf } from "@/lib/db/questions.ts";
import type { ViewProps } from "./views.ts";

/** What became of each namespace that had moved by then. */
export async function Moves({ cluster, snapshot, at, search, locale }: ViewProps) {
  return (
    <MovesView
      clusterId={cluster.id}
      at={at}
      moves={seenUntil(await movesOf(cluster.id), snapshot.document.takenAt)}
      address={movesAddress(search)}
      locale={locale}
    />
  );
}
