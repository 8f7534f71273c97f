import { catalogue } from "@/lib/checks/catalogue.ts";
import { latestSnapshot } from "@/lib/db/questions.ts";

/** Names that the command palette leads to: every check, and the namespaces of one cluster's latest snapshot. */
export async function GET(request: Request): Promise<Response> {
  const clusterId = new URL(request.url).searchParams.get("cluster");
  const snapshot = clusterId ? await latestSnapshot(clusterId) : null;
  return Response.json({
    namespaces: snapshot?.document.namespaces.map(({ name }) => name) ?? [],
    checks: catalogue.map(({ id, title }) => ({ id, title })),
  });
}
