import { bodyOf, mutation } from "../../answer.ts";
import { connectAndScan } from "../../connected.ts";
import { chosenContext, contextsOf, Kubeconfig } from "../kubeconfig.ts";

/** Connects by a pasted kubeconfig; answers its contexts when it has several and none was chosen. */
export const POST = mutation(async (request) => {
  const asked = await bodyOf(request, Kubeconfig);
  const contexts = contextsOf(asked);
  if (asked.context === undefined && contexts.length > 1) {
    return Response.json({
      contexts: contexts.map(({ context, server, user, refused }) => ({
        context,
        server,
        user,
        refused,
      })),
    });
  }

  const { source, credential } = chosenContext(asked);
  const name = asked.name ?? source.context;
  return Response.json(
    { clusters: [await connectAndScan(source, name, credential)] },
    { status: 201 },
  );
});
