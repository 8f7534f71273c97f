import * as z from "zod/mini";
import { SCAN_STAGES, type ScanProgress } from "@/lib/scan/progress.ts";

/** One state of a scan out of an event; null when it is none. */
export function parsedProgress(data: string): ScanProgress | null {
  try {
    const parsed = Progress.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const Progress = z.object({
  scanId: z.string(),
  clusterId: z.string(),
  status: z.enum(["running", "done", "failed", "cancelled", "interrupted"]),
  stage: z.enum(SCAN_STAGES),
  kindsDone: z.number(),
  kindsTotal: z.number(),
  objects: z.number(),
  slow: z.array(z.string()),
  startedAt: z.string(),
  finishedAt: z.nullable(z.string()),
  message: z.string(),
  snapshotId: z.nullable(z.string()),
  history: z.optional(z.object({ day: z.number(), days: z.number() })),
});
