import { MetricsSourceButton } from "@/components/metrics/metrics-source-button.tsx";
import type { MetricsSourceState } from "@/components/performance/not-measured.tsx";
import { inputOf } from "@/components/shell/shell-data.ts";
import type { ClusterRow } from "@/lib/db/shapes.ts";

/** Where a source of metrics is chosen, changed and tested; nothing for a dump, which has none. */
export function MetricsDoor({ cluster, configured }: { cluster: ClusterRow; configured: boolean }) {
  if (inputOf(cluster) === "dump") return null;
  return <MetricsSourceButton cluster={cluster} configured={configured} />;
}

/** Whether scans of a cluster can measure. */
export function sourceOf(cluster: ClusterRow, configured: boolean): MetricsSourceState {
  if (inputOf(cluster) === "dump") return "dump";
  return configured ? "configured" : "none";
}
