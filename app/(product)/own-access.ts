import "server-only";
import type { OwnAccess } from "@/components/clusters/doors.tsx";
import { inClusterOffered } from "@/lib/cluster/in-cluster.ts";
import { kubeconfigContexts } from "@/lib/cluster/kubeconfig.ts";
import { config } from "@/lib/config.ts";

/** What this server could connect to by itself: the contexts of its kubeconfig files, and the cluster around it. */
export async function ownAccess(): Promise<OwnAccess> {
  const files = config().kubeconfigFiles;
  const [{ contexts, problems }, inCluster] = await Promise.all([
    kubeconfigContexts(files),
    inClusterOffered(),
  ]);
  return {
    contexts: contexts.map(({ context, server, user, current, runs }) => ({
      context,
      server,
      user,
      current,
      runs,
    })),
    problems,
    inCluster,
    files,
  };
}
