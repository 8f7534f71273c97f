import { z } from "zod";
import { inClusterOffered } from "@/lib/cluster/in-cluster.ts";
import { kubeconfigContexts } from "@/lib/cluster/kubeconfig.ts";
import { config } from "@/lib/config.ts";
import { listClusters } from "@/lib/db/questions.ts";
import { DEMO_CLUSTERS } from "@/lib/demo/names.ts";
import { bodyOf, mutation, Name, Refusal } from "../answer.ts";
import { type Connected, connectAndScan } from "../connected.ts";
import { Source } from "../source.ts";

const Connect = z.object({ source: Source, name: Name.optional() });

/** Connects a cluster and starts its first scan; the demo fleet is several clusters, each connected once. */
export const POST = mutation(async (request) => {
  const { source, name } = await bodyOf(request, Connect);
  return Response.json({ clusters: await connect(source, name) }, { status: 201 });
});

async function connect(source: Source, name: string | undefined): Promise<Connected[]> {
  switch (source.kind) {
    case "kubeconfig": {
      const { contexts } = await kubeconfigContexts(config().kubeconfigFiles);
      if (!contexts.some(({ context }) => context === source.context)) {
        throw new Refusal(
          `There is no context ${source.context} in the kubeconfig files any more. Reload the page to see which there are.`,
          {
            status: 404,
            field: "context",
          },
        );
      }
      return [await connectAndScan(source, name ?? source.context)];
    }
    case "in-cluster":
      if (!(await inClusterOffered()))
        throw new Refusal("This server does not run in a Kubernetes pod with a service account.", {
          status: 409,
        });
      return [await connectAndScan(source, name ?? "this cluster")];
    case "demo":
      return connectDemo(source.history);
  }
}

async function connectDemo(history?: false): Promise<Connected[]> {
  const known = await listClusters();
  const connected: Connected[] = [];
  for (const cluster of DEMO_CLUSTERS) {
    const existing = known.find(
      ({ source }) => source.kind === "demo" && source.cluster === cluster,
    );
    connected.push(
      existing
        ? { id: existing.id, name: existing.name, scanId: null }
        : await connectAndScan(
            { kind: "demo", cluster, ...(history === false ? { history } : {}) },
            cluster,
          ),
    );
  }
  return connected;
}
