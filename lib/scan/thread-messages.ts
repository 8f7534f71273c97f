/** What the scanning thread tells the runner. The other way there is one message only, of any content: cancel. */
import type { PreparedSnapshot } from "../db/snapshot-rows.ts";
import type { ScanStage } from "./progress.ts";
import type { Told } from "./tally.ts";

/** From the thread. "failed" with a sentence is a fact about the cluster, without one a bug of ours. */
export type ThreadMessage =
  | { readonly kind: "told"; readonly stage: ScanStage; readonly told: Told }
  | {
      readonly kind: "broken-check";
      readonly check: string;
      readonly reference: string;
      readonly error: unknown;
    }
  | { readonly kind: "unmeasured"; readonly what: string; readonly error: unknown }
  | { readonly kind: "done"; readonly snapshot: PreparedSnapshot }
  | { readonly kind: "failed"; readonly sentence: string | null; readonly error: unknown };
