import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compressed } from "./compress.ts";

const TEXT = "One ztunnel per node. ".repeat(200);
const held = Promise.withResolvers<void>();
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    compressed(request, response, async () => {
      const type = decodeURIComponent((request.url ?? "").slice(1));
      response.setHeader("content-type", type);
      response.write(TEXT);
      if (type.includes("event-stream")) await held.promise;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => server.close());

function ask(type: string, accept: string): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({ port, path: `/${encodeURIComponent(type)}`, headers: { "accept-encoding": accept } })
    .on("response", resolve)
    .on("error", reject)
    .end();
  return promise;
}

test.each(["text/html; charset=utf-8", "text/x-component", "text/css", "application/javascript"])(
  "%s goes out with Brotli, with gzip where the browser knows no other, and plain where it knows neither",
  async (type) => {
    const [brotli, gzip, plain] = await Promise.all(
      ["gzip, br", "gzip", "identity"].map((accept) => ask(type, accept)),
    );
    if (!brotli || !gzip || !plain) throw new Error("An answer is missing.");
    expect(brotli.headers["content-encoding"]).toBe("br");
    expect(brotli.headers.vary).toContain("Accept-Encoding");
    expect(brotliDecompressSync(await buffer(brotli)).toString()).toBe(TEXT);
    expect(gzip.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(await buffer(gzip)).toString()).toBe(TEXT);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect((await buffer(plain)).toString()).toBe(TEXT);
  },
);

test("events arrive while their answer is still open, and are not compressed", async () => {
  const answer = await ask("text/event-stream; charset=utf-8", "gzip, br");
  expect(answer.headers["content-encoding"]).toBeUndefined();
  const [first] = (await answer.iterator({ destroyOnReturn: false }).next()).value.toString();
  expect(first).toBe(TEXT[0]);
  held.resolve();
  answer.resume();
});

test("what is compressed already goes out as it is", async () => {
  for (const type of ["font/woff2", "application/zip"]) {
    const answer = await ask(type, "gzip, br");
    expect(answer.headers["content-encoding"]).toBeUndefined();
    expect((await buffer(answer)).toString()).toBe(TEXT);
  }
});
