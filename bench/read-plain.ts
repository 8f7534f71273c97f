/**
 * The baselines: fetch every page that a scan fetches and drop its bytes ("drop"), or parse it and drop the objects
 * ("parse"). Plain node:http over keep-alive sockets, the next page asked for as soon as its token is seen.
 *
 *   node bench/read-plain.ts drop ADDRESS PATH...
 */
import { Agent, get } from "node:http";
import { measure, type Work } from "./measure.ts";
import { eachOf, pagePath, STREAMS } from "./pages.ts";

/** Bytes at each end of a page among which its token stands. */
const EDGE = 2048;
const [mode = "", address = "", ...paths] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

await measure(async () => {
  const total = { bytes: 0, objects: 0 };
  await eachOf(paths, STREAMS, async (path) => {
    const list = await (mode === "drop" ? dropList(path) : parseList(path));
    total.bytes += list.bytes;
    total.objects += list.objects;
  });
  agent.destroy();
  return total;
});

/** Keeps the two ends of a page, where the token is. */
async function dropList(path: string): Promise<Work> {
  let bytes = 0;
  let coming: Promise<{ bytes: number; ends: string }> | null = fetchEnds(path, "");
  while (coming) {
    const page: { bytes: number; ends: string } = await coming;
    bytes += page.bytes;
    const token = tokenIn(page.ends);
    coming = token ? fetchEnds(path, token) : null;
  }
  return { bytes, objects: 0 };
}

async function parseList(path: string): Promise<Work> {
  let bytes = 0;
  let objects = 0;
  let coming: Promise<Buffer> | null = fetchWhole(path, "");
  while (coming) {
    const body: Buffer = await coming;
    bytes += body.length;
    const ends = body.toString("latin1", 0, EDGE) + body.toString("latin1", body.length - EDGE);
    const token = tokenIn(ends);
    coming = token ? fetchWhole(path, token) : null;
    const list: { items: unknown[] } = JSON.parse(body.toString("utf8"));
    objects += list.items.length;
  }
  return { bytes, objects };
}

function tokenIn(ends: string): string | null {
  return /"continue":"([^"]+)"/.exec(ends)?.[1] ?? null;
}

function fetchEnds(path: string, token: string): Promise<{ bytes: number; ends: string }> {
  return new Promise((resolve, reject) => {
    get(address + pagePath(path, token), { agent }, (response) => {
      let bytes = 0;
      let head = "";
      let tail: Buffer = Buffer.alloc(0);
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (head.length < EDGE) head += chunk.toString("latin1", 0, EDGE);
        tail = chunk;
      });
      response.on("end", () =>
        resolve({ bytes, ends: head + tail.toString("latin1", Math.max(0, tail.length - EDGE)) }),
      );
      response.on("error", reject);
    }).on("error", reject);
  });
}

function fetchWhole(path: string, token: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(address + pagePath(path, token), { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks)));
      response.on("error", reject);
    }).on("error", reject);
  });
}
