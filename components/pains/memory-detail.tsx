import type { ReactNode } from "react";
import { Histogram } from "@/components/charts/histogram.tsx";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import type { MemoryPain } from "@/lib/snapshot/pain-model.ts";
import { memoryRows } from "./namespace-rows.ts";
import { NamespaceTable, type Shown } from "./namespace-table.tsx";
import { memoryHistogram } from "./pain-charts.ts";

/** How much single sidecars take and in which namespaces: used where it was measured, else requested. */
export function MemoryDetail({
  document: { requested },
  memory,
  measurement,
  children,
  ...shown
}: Shown & {
  readonly document: SnapshotDocument;
  readonly memory: MemoryPain | null;
  readonly measurement: Measurement | null;
  readonly children: ReactNode;
}) {
  const measured = measurement?.sidecarMemory ?? null;
  const distribution = measured ?? memory?.distribution ?? null;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {distribution ? <Histogram chart={memoryHistogram(distribution, measured !== null)} /> : null}
      <NamespaceTable
        label="Memory of sidecars by namespace"
        heads={["Sidecars", "Together", "Each"]}
        rows={memoryRows(measurement, requested, shown.locale)}
        {...shown}
      />
      <p className="text-sm">{children}</p>
    </div>
  );
}
