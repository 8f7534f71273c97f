import { revokeShareLink } from "@/lib/db/questions.ts";
import { mutation, Refusal } from "../../answer.ts";

/** Ends a link at once, on every replica. */
export const DELETE = mutation<RouteContext<"/api/share-links/[linkId]">>(async (_, { params }) => {
  const { linkId } = await params;
  if (!(await revokeShareLink(linkId, new Date().toISOString()))) {
    throw new Refusal("This link does not open anything any more.", { status: 404 });
  }
  return Response.json({ id: linkId });
});
