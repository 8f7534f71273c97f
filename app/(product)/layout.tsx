import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell.tsx";
import { RAIL_COOKIE, shellCluster } from "@/components/shell/shell-data.ts";
import { config } from "@/lib/config.ts";
import { listClusters, listSchedules } from "@/lib/db/questions.ts";

/** The frame around every page of the product; pages that are shared by link lie outside it. */
export default async function ProductLayout({ children }: { children: ReactNode }) {
  const [cookie, clusters, schedules] = await Promise.all([
    cookies(),
    listClusters(),
    listSchedules(),
  ]);
  const scheduleOf = new Map(schedules.map((schedule) => [schedule.clusterId, schedule]));
  return (
    <Shell
      clusters={clusters.map((cluster) => shellCluster(cluster, scheduleOf.get(cluster.id)))}
      startsNarrow={cookie.get(RAIL_COOKIE)?.value === "narrow"}
      trustedNetwork={config().trustedNetwork}
    >
      {children}
    </Shell>
  );
}
