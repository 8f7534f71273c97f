import type { CoverageRow } from "@/lib/snapshot/document.ts";

/** How the reading of one kind ended, in words. */
export const COVERAGE_WORDS: Readonly<Record<CoverageRow["outcome"], string>> = {
  read: "read",
  "not-installed": "not installed",
  "partly-read": "partly read",
  "taken-as-absent": "taken as absent",
  "not-permitted": "not permitted",
  failed: "failed",
  "timed-out": "timed out",
  unparsed: "not understood",
  "not-in-dump": "not in the dump",
  cancelled: "cancelled",
};
