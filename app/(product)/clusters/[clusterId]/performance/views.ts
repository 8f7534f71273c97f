import type { ReactNode } from "react";
import type { ClusterRow, StoredSnapshot } from "@/lib/db/shapes.ts";

/** What a view of the performance tab gets from the page. */
export interface ViewProps {
  readonly cluster: ClusterRow;
  readonly snapshot: StoredSnapshot;
  /** What the address says of the point in time, to be kept in links. */
  readonly at: string | undefined;
  /** Where the time axis ends, ISO 8601: now, or the moment of a snapshot of the past. */
  readonly now: string;
  readonly search: Readonly<Record<string, string | string[] | undefined>>;
  readonly locale: string;
}

/** One view: its name in the address, its tab, and what it draws. */
export interface View {
  /** null: the address names no view. */
  readonly view: string | null;
  readonly label: string;
  readonly panel: (props: ViewProps) => ReactNode | Promise<ReactNode>;
}
