import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compressBuild } from "../../scripts/compress-build.ts";
import { buildFiles } from "./build-files.ts";

const SCRIPT = 'self.said = "One ztunnel per node."; '.repeat(100);
let folder: string;
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "build-files-"));
  await writeFile(join(folder, "a1b2.js"), SCRIPT);
  await writeFile(join(folder, "text.woff2"), "font");
  await compressBuild(folder);
  const files = buildFiles(folder);
  server = createServer((asked, response) => {
    files(asked, response, () => response.writeHead(404).end(asked.url));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

function ask(path: string, accept = "gzip, br"): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({ port, path, headers: { "accept-encoding": accept } })
    .on("response", resolve)
    .on("error", reject)
    .end();
  return promise;
}

test("a script goes out as the build compressed it, for good", async () => {
  const answer = await ask("/_next/static/a1b2.js");
  expect(answer.headers).toMatchObject({
    "content-encoding": "br",
    "cache-control": "public,max-age=31536000,immutable",
    vary: "Accept-Encoding",
    "content-type": "text/javascript",
  });
  expect(brotliDecompressSync(await buffer(answer)).toString()).toBe(SCRIPT);
});

test("it goes out plain where the browser does not know Brotli, and a font always", async () => {
  const plain = await ask("/_next/static/a1b2.js", "gzip");
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(await text(plain)).toBe(SCRIPT);
  const font = await ask("/_next/static/text.woff2");
  expect(font.headers).toMatchObject({ "content-type": "font/woff2" });
  expect(font.headers["content-encoding"]).toBeUndefined();
});

test.each([
  "/_next/static/other.js",
  "/_next/static/../a1b2.js",
  "/_next/static/%2e%2e/%2e%2e/package.json",
  "/_next/static/",
  "/_next/image?url=a1b2.js",
  "/a1b2.js",
  "/clusters/a1b2.js?at=now",
])("%s is for the next to answer, with its address as it was", async (path) => {
  const answer = await ask(path);
  expect([answer.statusCode, await text(answer)]).toEqual([404, path]);
});
