import { median, percentile, serveCluster } from "./child.ts";
import { lighthouseScore } from "./lighthouse.ts";
import { startProduct } from "./product.ts";
import { closeConnections, request } from "./request.ts";

const NAMESPACES = 500;
const PODS = 10_000;
const PODS_MEANWHILE = 50_000;
const WARM_UP = 20;
const REQUESTS = 200;

export interface PageResult {
  /** Milliseconds from request to last byte over loopback. */
  readonly idle: { readonly p50: number; readonly p95: number };
  /** The same while a cluster of 50,000 pods is scanned, whose API server gets what processor time is left. */
  readonly scanning: { readonly p50: number; readonly p95: number; readonly requests: number };
  /** Bytes of the page as sent. */
  readonly transferred: number;
  /** Bytes of all scripts that the page loads at first, compressed. */
  readonly scripts: number;
  /** Lighthouse performance on an emulated phone, 0 to 100. */
  readonly lighthouse: number;
}

/** The report page of a cluster of 500 namespaces, from the built product. */
export async function benchPage(say: (line: string) => void): Promise<PageResult> {
  const [small, large] = await Promise.all([
    serveCluster(NAMESPACES, PODS),
    // Its API server would not take processor time from the product.
    serveCluster(NAMESPACES, PODS_MEANWHILE, { elsewhere: true }),
  ]);
  const product = await startProduct({ small: small.address, large: large.address });
  try {
    const { clusterId, scanId } = await product.connect("small");
    const status = await product.ended(scanId);
    if (status !== "done") throw new Error(`The scan to be shown ended as ${status}.`);

    const url = `${product.url}/clusters/${clusterId}`;
    for (let count = 0; count < WARM_UP; count += 1) await request(url);
    const idle: number[] = [];
    for (let count = 0; count < REQUESTS; count += 1) idle.push((await request(url)).milliseconds);
    say(`  the report page idle: median ${Math.round(median(idle))} ms`);

    const meanwhile = await product.connect("large");
    const scanning = await requestUntil(url, product.ended(meanwhile.scanId));
    say(`  while a scan runs: median ${Math.round(median(scanning))} ms over ${scanning.length}`);

    const page = await request(url);
    const scripts = await Promise.all(
      scriptsOf(page.text()).map((path) => request(new URL(path, url).href)),
    );
    return {
      idle: { p50: median(idle), p95: percentile(idle, 0.95) },
      scanning: {
        p50: median(scanning),
        p95: percentile(scanning, 0.95),
        requests: scanning.length,
      },
      transferred: page.bytes,
      scripts: scripts.reduce((sum, { bytes }) => sum + bytes, 0),
      lighthouse: await lighthouseScore(url),
    };
  } finally {
    closeConnections();
    await Promise.all([product.stop(), small.stop(), large.stop()]);
  }
}

async function requestUntil(url: string, end: Promise<unknown>): Promise<readonly number[]> {
  const taken: number[] = [];
  let over = false;
  const watched = end.finally(() => {
    over = true;
  });
  while (!over) taken.push((await request(url)).milliseconds);
  await watched;
  return taken;
}

/** Scripts that the browser fetches before anything is clicked; those for browsers without modules are left out. */
function scriptsOf(html: string): readonly string[] {
  const tags = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"[^>]*>/g)];
  const loaded = tags.filter(([tag]) => !/\bnomodule\b/i.test(tag));
  return [...new Set(loaded.map(([, src]) => (src ?? "").replaceAll("&amp;", "&")))];
}
