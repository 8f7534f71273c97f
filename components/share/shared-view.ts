import type { Comparison } from "@/lib/snapshot/compare-model.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { NamespaceSpan } from "@/lib/snapshot/history-model.ts";

/** One chosen part of a shared page, with the data of its scope. */
export type SharedSection =
  | { readonly section: "report" | "findings" | "parity" }
  /** null: not in the scope any more. */
  | { readonly section: "namespace"; readonly name: string | null }
  | { readonly section: "history"; readonly spans: readonly NamespaceSpan[] }
  | {
      readonly section: "compare";
      /** null: one of the two snapshots is no longer kept. */
      readonly compared: {
        readonly names: { readonly from: string; readonly to: string };
        readonly from: string;
        readonly to: string;
        readonly comparison: Comparison;
      } | null;
    };

/** Everything that a shared page shows, already cut to its scope and redacted. */
export interface SharedView {
  readonly cluster: string;
  /** How many namespaces were chosen; null: the whole cluster. */
  readonly chosen: number | null;
  readonly redacted: boolean;
  /** The link always shows the latest snapshot. */
  readonly follows: boolean;
  readonly expiresAt: string;
  readonly document: SnapshotDocument;
  readonly sections: readonly SharedSection[];
}
