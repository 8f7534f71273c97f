import { z } from "zod";
import { ImportUnavailableError, importById } from "@/lib/db/questions.ts";
import { bodyOf, mutation, Name, Refusal } from "../../../answer.ts";
import { connectAndScan } from "../../../connected.ts";

const Confirm = z.object({ name: Name, complete: z.boolean() });

/** Makes a cluster of an import and scans it. `complete`: the person says that the files are everything there is. */
export const POST = mutation<RouteContext<"/api/imports/[importId]/cluster">>(
  async (request, { params }) => {
    const { importId } = await params;
    const { name, complete } = await bodyOf(request, Confirm);
    const preview = await importById(importId);
    if (!preview) throw gone();

    try {
      const source = {
        kind: "dump",
        importId,
        files: preview.files.slice(0, 20),
        complete,
      } as const;
      return Response.json({ clusters: [await connectAndScan(source, name)] }, { status: 201 });
    } catch (error) {
      if (error instanceof ImportUnavailableError) throw gone();
      throw error;
    }
  },
);

function gone(): Refusal {
  return new Refusal(
    "This import is gone: it was used already or is older than a day. Drop the files again.",
    { status: 404 },
  );
}
