import { z } from "zod";
import { parseUploadedKubeconfig } from "@/lib/cluster/uploaded-kubeconfig.ts";
import { bodyOf, mutation, Name, Refusal } from "../../answer.ts";
import { connectAndScan } from "../../connected.ts";

const Upload = z.object({
  kubeconfig: z.string().min(1, "is empty").max(1_000_000, "is larger than 1 MB"),
  context: z.string().max(500).optional(),
  name: Name.optional(),
});

/** Connects by a pasted kubeconfig; answers its contexts when it has several and none was chosen. */
export const POST = mutation(async (request) => {
  const { kubeconfig, context, name } = await bodyOf(request, Upload);
  const parsed = parseUploadedKubeconfig(kubeconfig);
  if (!parsed.ok) throw new Refusal(parsed.sentence, { field: "kubeconfig" });

  const usable = parsed.contexts.filter(({ refused }) => refused === null);
  const only = parsed.contexts.length === 1 ? parsed.contexts[0]?.context : undefined;
  const wanted = context ?? only;
  if (wanted === undefined && usable.length > 0) {
    return Response.json({
      contexts: parsed.contexts.map(({ context, server, user, refused }) => ({
        context,
        server,
        user,
        refused,
      })),
    });
  }

  const chosen = parsed.contexts.find(
    (candidate) => candidate.context === (wanted ?? parsed.contexts[0]?.context),
  );
  if (!chosen) throw new Refusal("The kubeconfig has no such context.", { field: "context" });
  if (chosen.refused !== null || chosen.credential === null) {
    throw new Refusal(chosen.refused ?? "This context has no credential.", { field: "kubeconfig" });
  }
  const source = {
    kind: "uploaded",
    server: chosen.server,
    user: chosen.user,
    context: chosen.context,
  } as const;
  const connected = await connectAndScan(source, name ?? chosen.context, chosen.credential);
  return Response.json({ clusters: [connected] }, { status: 201 });
});
