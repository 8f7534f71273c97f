import { listClusters, snapshotMoments } from "@/lib/db/questions.ts";

/**
 * The points in time that can be shown, newest first, as pairs of `at` and when it was taken: the snapshots of one
 * cluster, or without one the instants at which any cluster was read.
 */
export async function GET(request: Request): Promise<Response> {
  const clusterId = new URL(request.url).searchParams.get("cluster");
  const moments = clusterId === null ? await fleetMoments() : await clusterMoments(clusterId);
  return Response.json({ moments });
}

async function clusterMoments(clusterId: string): Promise<[string, string][]> {
  return (await snapshotMoments(clusterId)).map(({ id, takenAt }) => [id, takenAt]);
}

async function fleetMoments(): Promise<[string, string][]> {
  const clusters = await listClusters();
  const moments = await Promise.all(clusters.map(({ id }) => snapshotMoments(id)));
  const instants = new Set(moments.flat().map(({ takenAt }) => takenAt));
  return [...instants]
    .sort()
    .reverse()
    .map((instant) => [instant, instant]);
}
