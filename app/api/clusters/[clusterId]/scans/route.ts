import { clusterById } from "@/lib/db/questions.ts";
import { startScan } from "@/lib/scan/runner.ts";
import { mutation, Refusal } from "../../../answer.ts";

/** Starts a scan, or answers the one that runs already. */
export const POST = mutation<RouteContext<"/api/clusters/[clusterId]/scans">>(
  async (_, { params }) => {
    const { clusterId } = await params;
    if (!(await clusterById(clusterId))) {
      throw new Refusal("This cluster is not known here; it may have been forgotten.", {
        status: 404,
      });
    }
    return Response.json({ scanId: await startScan(clusterId) }, { status: 202 });
  },
);
