import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell.tsx";
import { RAIL_COOKIE, shellCluster } from "@/components/shell/shell-data.ts";
import { config } from "@/lib/config.ts";
import { listClusters } from "@/lib/db/questions.ts";

/** The frame around every page of the product; pages that are shared by link lie outside it. */
export default async function ProductLayout({ children }: { children: ReactNode }) {
  const [cookie, clusters] = await Promise.all([cookies(), listClusters()]);
  return (
    <Shell
      clusters={clusters.map(shellCluster)}
      startsNarrow={cookie.get(RAIL_COOKIE)?.value === "narrow"}
      trustedNetwork={config().trustedNetwork}
    >
      {children}
    </Shell>
  );
}
