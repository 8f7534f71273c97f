import { Card } from "@/components/ui/card.tsx";

/** How latency is worked out, and how fine it can be. */
export function LatencyMethod() {
  return (
    <Card aria-labelledby="latency-method">
      <details>
        <summary className="cursor-pointer px-4 py-3 font-semibold" id="latency-method">
          How latency is measured, and how exact it is
        </summary>
        <div className="flex max-w-prose flex-col gap-2 border-t px-4 py-3">
          <p>
            Proxies count requests in buckets: up to 0.5, 1, 5, 10, 25, 50, 100, 250, 500 ms, 1,
            2.5, 5, 10 s and so on, unless a pod says otherwise. A quantile is interpolated inside
            its bucket, so between 1 and 5 ms nothing finer is known: 4.8 ms against 3.8 ms may be
            nothing but the way it is worked out. Tenths of a millisecond, by which the modes of the
            mesh differ, cannot be seen here in p50 or p90.
          </p>
          <p>
            Finer limits are set by the annotation{" "}
            <code className="mono">sidecar.istio.io/statsHistogramBuckets</code>, on both sides of a
            comparison and before its first reading. Proxies with different limits must not be
            summed: their quantile would be wrong without any error.
          </p>
          <p className="text-ink-soft text-xs">
            Sources:{" "}
            <a
              className="link"
              rel="noreferrer"
              href="https://github.com/envoyproxy/envoy/blob/main/source/common/stats/histogram_impl.cc"
            >
              Envoy's default buckets
            </a>
            ,{" "}
            <a
              className="link"
              rel="noreferrer"
              href="https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile"
            >
              histogram_quantile
            </a>
            ,{" "}
            <a
              className="link"
              rel="noreferrer"
              href="https://istio.io/latest/docs/reference/config/metrics/"
            >
              Istio's metrics
            </a>
            .
          </p>
        </div>
      </details>
    </Card>
  );
}
