import { z } from "zod";
import { clusterById, forgetCluster, renameCluster } from "@/lib/db/questions.ts";
import { cancelScan } from "@/lib/scan/runner.ts";
import { bodyOf, mutation, Name, Refusal } from "../../answer.ts";

type Context = RouteContext<"/api/clusters/[clusterId]">;

export const PATCH = mutation<Context>(async (request, { params }) => {
  const { clusterId } = await params;
  const { name } = await bodyOf(request, z.object({ name: Name }));
  await known(clusterId);
  await renameCluster(clusterId, name);
  return Response.json({ id: clusterId, name });
});

/** Forgets a cluster with its scans, snapshots, findings and credentials. */
export const DELETE = mutation<Context>(async (_, { params }) => {
  const { clusterId } = await params;
  const { lastScan } = await known(clusterId);
  if (lastScan?.status === "running") await cancelScan(lastScan.id);
  await forgetCluster(clusterId);
  return Response.json({ id: clusterId });
});

async function known(clusterId: string) {
  const cluster = await clusterById(clusterId);
  if (!cluster)
    throw new Refusal("This cluster is not known here; it may have been forgotten.", {
      status: 404,
    });
  return cluster;
}
