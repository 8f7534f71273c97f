/** Memory per sidecar as a histogram, to compare with what the article says a sidecar takes. */
import { type HistogramChart, trimmed } from "@/components/charts/histogram-data.ts";
import { ARTICLE } from "@/lib/savings/headline.ts";
import type { Distribution } from "@/lib/snapshot/measurement.ts";

export function sidecarHistogram({ buckets, p50, p90, p99 }: Distribution): HistogramChart {
  const { from, to } = ARTICLE.sidecar;
  const amounts = buckets.map(({ upTo, proxies }) => ({ upTo, amount: proxies }));
  return {
    title: "Memory per sidecar",
    unit: "sidecars",
    measure: "bytes",
    color: "sidecar-fill",
    buckets: trimmed(amounts, [from, to, p50, p90, p99]),
    marks: [
      { label: "p50", at: p50 },
      { label: "p90", at: p90 },
      { label: "p99", at: p99 },
    ],
    band: { label: "50–100 MB, as the article has it", from, to },
  };
}

/** How the middle sidecar here stands to the article's 50 to 100 MB, in a sentence. */
export function againstArticle({ p50 }: Distribution): string {
  const { from, to } = ARTICLE.sidecar;
  if (p50 < from) return "Half of the sidecars use less than the 50–100 MB that the article says.";
  return p50 <= to
    ? "The middle sidecar uses what the article says, 50–100 MB."
    : "Half of the sidecars use more than the 50–100 MB that the article says.";
}
