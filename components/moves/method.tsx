import { Card } from "@/components/ui/card.tsx";
import { count } from "@/lib/format.ts";
import { MOVE_BOUNDS, MOVE_WINDOW } from "@/lib/snapshot/moves.ts";

const HISTOGRAM =
  "https://github.com/envoyproxy/envoy/blob/main/source/common/stats/histogram_impl.cc";

/** How before and after are compared, folded: every bound that a verdict rests on. */
export function Method() {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return (
    <Card>
      <details>
        <summary className="cursor-pointer px-4 py-3 font-semibold">How this is compared</summary>
        <ul className="flex max-w-4xl list-disc flex-col gap-2 px-4 pb-4 pl-9 text-ink-soft">
          <li>
            {MOVE_WINDOW.days} days before the last scan that saw sidecars, and {MOVE_WINDOW.days}{" "}
            days from {MOVE_WINDOW.settling} minutes after the first scan that saw the namespace
            enrolled. An hour of the week counts only where both sides have it, and it takes{" "}
            {MOVE_BOUNDS.hours} such hours.
          </li>
          <li>
            Requests are seen from one place on both sides: an ingress gateway that sent them, else
            all proxies that sent them. What sidecars reported before is never compared with what a
            waypoint reports after: they stand at different places on the way (
            <Source href="https://istio.io/latest/docs/reference/config/metrics/">
              Istio's metrics
            </Source>
            ).
          </li>
          <li>
            Nothing is called better or worse when the number of requests differed by more than{" "}
            {percent(MOVE_BOUNDS.load)}. CPU follows the load, so it is not judged where the load is
            not known; memory follows the configuration of a proxy, so it is, and its sentence says
            so (
            <Source href="https://istio.io/latest/docs/ops/deployment/performance-and-scalability/">
              Istio's performance page
            </Source>
            ).
          </li>
          <li>
            p99 takes {count(MOVE_BOUNDS.requests.p99, "en")} requests on each side, p90{" "}
            {MOVE_BOUNDS.requests.p90} and p50 {MOVE_BOUNDS.requests.p50}, from hours with at least{" "}
            {MOVE_BOUNDS.hourRequests.p99}, {MOVE_BOUNDS.hourRequests.p90} and{" "}
            {MOVE_BOUNDS.hourRequests.p50}.
          </li>
          <li>
            A change is called one when each side's median lies outside of the middle half of the
            other side's hours, {percent(MOVE_BOUNDS.agreeing)} of the hours of the week changed the
            same way, and the medians are at least {percent(MOVE_BOUNDS.change)} apart (errors:{" "}
            {MOVE_BOUNDS.errors * 100} percentage points). Everything else is noise.
          </li>
          <li>
            Two latencies in one bucket of Envoy's histogram (such as 1 to 5 ms) are the same as far
            as can be told, since what lies between its limits is interpolated (
            <Source href={HISTOGRAM}>Envoy's limits</Source>,{" "}
            <Source href="https://prometheus.io/docs/practices/histograms/#errors-of-quantile-estimation">
              Prometheus on quantiles
            </Source>
            ).
          </li>
          <li>
            Memory and CPU are those of the namespace's own sidecars and waypoints. What ztunnel
            takes belongs to its nodes: the overview has it. Rollouts of the application or of Istio
            in the same weeks are not seen here.
          </li>
          <li>
            The bounds are choices of this product, not published standards. That several windows
            and their spread are the measure of noise follows{" "}
            <Source href="https://github.com/solo-io/service-mesh-for-less-blog">
              Solo's published benchmark
            </Source>
            .
          </li>
        </ul>
      </details>
    </Card>
  );
}

function Source({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} rel="noreferrer" className="link">
      {children}
    </a>
  );
}
