import { z } from "zod";

/** How a person may ask to connect without handing anything over; uploads and dumps have their own routes. */
export const Source = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("kubeconfig"),
    context: z.string().min(1, "needs a context").max(500),
  }),
  z.object({ kind: z.literal("in-cluster") }),
  /** `history` false: without sample history before the first scans. */
  z.object({ kind: z.literal("demo"), history: z.literal(false).optional() }),
]);

export type Source = z.infer<typeof Source>;
