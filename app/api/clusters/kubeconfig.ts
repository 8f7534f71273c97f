import { z } from "zod";
import type { ClusterSource, UploadedCredential } from "@/lib/cluster/source.ts";
import {
  parseUploadedKubeconfig,
  type UploadedContext,
} from "@/lib/cluster/uploaded-kubeconfig.ts";
import { Name, Refusal } from "../answer.ts";

/** An uploaded or pasted kubeconfig, with the context to use once one was chosen. */
export const Kubeconfig = z.object({
  kubeconfig: z.string().min(1, "is empty").max(1_000_000, "is larger than 1 MB"),
  context: z.string().max(500).optional(),
  name: Name.optional(),
});

export type Kubeconfig = z.infer<typeof Kubeconfig>;

/** The contexts of the file. @throws Refusal when it is no kubeconfig. */
export function contextsOf({ kubeconfig }: Kubeconfig): readonly UploadedContext[] {
  const parsed = parseUploadedKubeconfig(kubeconfig);
  if (!parsed.ok) throw new Refusal(parsed.sentence, { field: "kubeconfig" });
  return parsed.contexts;
}

/** The context to use: the chosen one, the only one, or the current one. @throws Refusal when it cannot be used. */
export function chosenContext(asked: Kubeconfig): {
  source: Extract<ClusterSource, { kind: "uploaded" }>;
  credential: UploadedCredential;
} {
  const contexts = contextsOf(asked);
  const chosen =
    asked.context === undefined
      ? (contexts.find(({ current }) => current) ?? contexts[0])
      : contexts.find(({ context }) => context === asked.context);
  if (!chosen) throw new Refusal("The kubeconfig has no such context.", { field: "context" });
  if (chosen.credential === null) {
    throw new Refusal(chosen.refused ?? "This context has no credential.", { field: "kubeconfig" });
  }
  const { server, user, context, credential } = chosen;
  return { source: { kind: "uploaded", server, user, context }, credential };
}
