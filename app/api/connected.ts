import type { ClusterSource, UploadedCredential } from "@/lib/cluster/source.ts";
import { createCluster, listClusters } from "@/lib/db/questions.ts";
import { startScan } from "@/lib/scan/runner.ts";

export interface Connected {
  readonly id: string;
  readonly name: string;
  readonly scanId: string | null;
}

/** Stores a cluster under a name that is free, and starts its first scan. */
export async function connectAndScan(
  source: ClusterSource,
  wanted: string,
  credential?: UploadedCredential,
): Promise<Connected> {
  const name = freeName(
    wanted,
    (await listClusters()).map((cluster) => cluster.name),
  );
  const { id } = await createCluster({ name, source, ...(credential ? { credential } : {}) });
  return { id, name, scanId: await startScan(id) };
}

/** The wanted name, or it with the first number that makes it free: two clusters of one name cannot be told apart. */
function freeName(wanted: string, taken: readonly string[]): string {
  const base =
    [...wanted]
      .filter((character) => !/\p{Cc}/u.test(character))
      .join("")
      .slice(0, 74) || "cluster";
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number += 1) {
    if (!taken.includes(`${base} ${number}`)) return `${base} ${number}`;
  }
}
