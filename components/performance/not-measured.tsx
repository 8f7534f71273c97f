import { CircleQuestionMark } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card.tsx";

/** Whether scans can measure: no source of metrics is known, one is, or the cluster is a dump. */
export type MetricsSourceState = "none" | "configured" | "dump";

const ADVICE: Readonly<Record<MetricsSourceState, string>> = {
  none: "With a Prometheus that scrapes this cluster, each scan also tells what sidecars, ztunnel and waypoints use, how much each sidecar takes, and how fast requests are answered. It is only ever read.",
  configured:
    "A source of metrics is configured, but nothing was measured with this scan. Its test says what it answers; the next scan asks it again.",
  dump: "Use is measured of clusters that are read live and have a Prometheus or metrics.k8s.io, and from the proxies in an istioctl bug-report.",
};

/** What a measurement would add, and the door to it. */
export function NotMeasured({ source, door }: { source: MetricsSourceState; door: ReactNode }) {
  return (
    <Card
      aria-labelledby="not-measured"
      className="flex flex-wrap items-center gap-x-6 gap-y-3 border-unknown border-dashed px-4 py-3"
    >
      <div className="flex min-w-0 flex-1 basis-80 items-start gap-2">
        <CircleQuestionMark aria-hidden className="mt-0.5 size-4 shrink-0 text-unknown" />
        <div>
          <h3 id="not-measured" className="font-semibold">
            Use was not measured with this scan
          </h3>
          <p className="max-w-prose text-ink-soft">
            Figures here are what pods request. {ADVICE[source]}
          </p>
        </div>
      </div>
      {door}
    </Card>
  );
}
