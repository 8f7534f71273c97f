import { forgetBackfill } from "@/lib/db/questions.ts";
import { startScan } from "@/lib/scan/runner.ts";
import { mutation, Refusal } from "../../../../answer.ts";

type Context = RouteContext<"/api/clusters/[clusterId]/metrics/days">;

/** Has the days before the first scan filled again, which a scan begins. Days that have figures keep them. */
export const POST = mutation<Context>(async (_, { params }) => {
  const { clusterId } = await params;
  if (!(await forgetBackfill(clusterId))) {
    throw new Refusal("No metrics source is configured for this cluster.", { status: 404 });
  }
  return Response.json({ scanId: await startScan(clusterId) });
});
