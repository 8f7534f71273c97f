import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BarComparisonChart } from "./bar-chart.tsx";
import { Histogram } from "./histogram.tsx";

const MIB = 1024 ** 2;

test("a histogram is drawn with the page, so it is on paper before it was in sight", () => {
  const html = renderToStaticMarkup(
    <Histogram
      chart={{
        title: "Memory per sidecar",
        unit: "sidecars",
        measure: "bytes",
        color: "sidecar-fill",
        buckets: [
          { upTo: 32 * MIB, amount: 1 },
          { upTo: 64 * MIB, amount: 7 },
        ],
        marks: [{ label: "p50", at: 48 * MIB }],
        band: { label: "published", from: 0, to: 16 * MIB },
      }}
    />,
  );
  expect(html).toContain('role="img" aria-label="Memory per sidecar, sidecars"');
  expect(html).toContain("height:77.78%;background:var(--sidecar-fill)");
  expect(html).toContain("left:0.00%;width:25.00%");
  expect(html).toContain('left:75.00%"');
  for (const text of ["9", "p50", "32\u00a0MiB", "64\u00a0MiB"])
    expect(html).toContain(`>${text}<`);
});

test("compared bars are drawn with the page, and one without a figure says so", () => {
  const html = renderToStaticMarkup(
    <BarComparisonChart
      chart={{
        title: "Latency added to a request",
        unit: "ms",
        bars: [
          { label: "Sidecar, P90", value: 0.63, color: "sidecar-fill" },
          { label: "Ambient L4, P90", value: null, color: "ztunnel-fill" },
        ],
      }}
    />,
  );
  expect(html).toContain('role="img" aria-label="Latency added to a request, ms"');
  expect(html).toContain("width:84.00%;height:16px;background:var(--sidecar-fill)");
  for (const text of ["Sidecar, P90", "0.63\u00a0ms", "no figure", "0.75\u00a0ms"])
    expect(html).toContain(`>${text}<`);
});
