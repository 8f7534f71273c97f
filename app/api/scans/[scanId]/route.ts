import { cancelScan } from "@/lib/scan/runner.ts";
import { mutation, Refusal } from "../../answer.ts";

export const DELETE = mutation<RouteContext<"/api/scans/[scanId]">>(async (_, { params }) => {
  const { scanId } = await params;
  if (!(await cancelScan(scanId))) {
    throw new Refusal("This scan does not run any more, so there is nothing to cancel.", {
      status: 409,
    });
  }
  return Response.json({ scanId });
});
