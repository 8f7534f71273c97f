import { z } from "zod";
import { runChild, serveCluster } from "./child.ts";
import { aim } from "./print.ts";
import { startProduct } from "./product.ts";

const NAMESPACES = 500;
const PODS = 10_000;
const SECONDS = 8;
const CONNECTIONS = 16;

export interface ShareResult {
  /** Answers per second to clients that want the whole page, and bytes of each as sent. */
  readonly pages: Load;
  /** The same for clients that have the page of a frozen snapshot already. */
  readonly repeated: Load;
}

const Load = z.object({
  rate: z.number(),
  requests: z.number(),
  statuses: z.record(z.string(), z.number()),
  bytes: z.number(),
});
type Load = z.infer<typeof Load>;

const Made = z.object({ path: z.string() });

/** A frozen link to the whole report of a cluster, read by keep-alive clients in another process on the same cores. */
export async function benchShare(say: (line: string) => void): Promise<ShareResult> {
  const cluster = await serveCluster(NAMESPACES, PODS);
  const product = await startProduct({ shared: cluster.address });
  try {
    const { clusterId, scanId } = await product.connect("shared");
    const status = await product.ended(scanId);
    if (status !== "done") throw new Error(`The scan to be shared ended as ${status}.`);

    const url = await share(product.url, clusterId);
    await load(url, 2, "");
    const pages = await load(url, SECONDS, "");
    say(`  shared page: ${Math.round(pages.rate)} answers per second`);
    const repeated = await load(url, SECONDS, await tagOf(url));
    return { pages, repeated };
  } finally {
    await Promise.all([product.stop(), cluster.stop()]);
  }
}

export function printShare({ pages, repeated }: ShareResult): string {
  const figure = (name: string, value: number) =>
    `  ${name.padEnd(52)} ${value.toFixed(0).padStart(9)}\n`;
  const share = (repeated.statuses["304"] ?? 0) / repeated.requests;
  return [
    `\nA shared page of ${NAMESPACES} namespaces, ${CONNECTIONS} connections from another process\n`,
    figure("answers per second", pages.rate),
    aim("milliseconds of the machine per answer", 1000 / pages.rate, 1000 / 300, "ms"),
    figure("bytes per answer", pages.bytes),
    figure("answers per second, page known already", repeated.rate),
    aim("of these not 304", 1 - share, 0, ""),
  ].join("");
}

async function share(origin: string, clusterId: string): Promise<string> {
  const answer = await fetch(`${origin}/api/share-links`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({
      clusterId,
      at: new Date().toISOString(),
      namespaces: null,
      sections: [{ section: "report" }, { section: "findings" }],
      days: 1,
      passphrase: null,
      redacted: false,
      embed: false,
      note: "",
    }),
  });
  return `${origin}${Made.parse(await answer.json()).path}`;
}

async function tagOf(url: string): Promise<string> {
  const answer = await fetch(url, { method: "HEAD" });
  const tag = answer.headers.get("etag");
  if (tag === null) throw new Error("A shared page came without an entity tag.");
  return tag;
}

async function load(url: string, seconds: number, tag: string): Promise<Load> {
  const module = new URL("share-load.ts", import.meta.url).href;
  return Load.parse(await runChild(module, [url, String(seconds), String(CONNECTIONS), tag]));
}
