import { Histogram } from "@/components/charts/histogram.tsx";
import type { StartPain } from "@/lib/snapshot/pain-model.ts";
import { startRows } from "./namespace-rows.ts";
import { NamespaceTable, type Shown } from "./namespace-table.tsx";
import { startHistogram } from "./pain-charts.ts";

/** How long pods took to start, with a sidecar and without. */
export function StartDetail({ start, ...shown }: Shown & { readonly start: StartPain }) {
  const sidecar = startHistogram(start.sidecar, "Pods with a sidecar", "sidecar-fill");
  const without = startHistogram(start.without, "Pods without one", "outside-fill");
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {sidecar ? <Histogram chart={sidecar} /> : null}
      {without ? <Histogram chart={without} /> : null}
      <NamespaceTable
        label="Pod start by namespace, half of the pods"
        heads={["With sidecar", "Without", "Before the proxy was ready"]}
        rows={startRows(start, shown.locale)}
        {...shown}
      />
      <p className="text-ink-soft text-xs">
        Taken only of ready pods in which no container restarted, whose times are in order, and
        which were ready within ten minutes of their last container. When a classic sidecar was
        ready no status tells, so its share is unknown.
      </p>
    </div>
  );
}
