import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { finishHtml } from "./share-html.ts";

const NONCE = "abc123==";
const drawn = `<!DOCTYPE html><html><head><script src="/_next/a.js" async="" nonce="${NONCE}"></script></head><body>
<script nonce="${NONCE}">theme()</script><p>page</p>
<script nonce="${NONCE}">(self.__next_f=self.__next_f||[]).push([0])</script>
<script nonce="${NONCE}">self.__next_f.push([1,"a"])</script>
<script nonce="${NONCE}">self.__next_f.push([1,"\\u003c/script"])</script></body></html>`;

test("every inline script of a finished page has its hash, and the data of the page is one script", () => {
  const { html, scripts, nonce } = finishHtml(drawn);
  const inline = [...html.matchAll(/<script(?![^>]*src=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, content]) => content ?? "",
  );
  expect(inline).toEqual([
    "theme()",
    '(self.__next_f=self.__next_f||[]).push([0]);self.__next_f.push([1,"a"]);self.__next_f.push([1,"\\u003c/script"])',
  ]);
  expect(scripts).toEqual(
    inline.map((content) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`),
  );
  expect(nonce).toBe(NONCE);
  expect(html).toContain('<script src="/_next/a.js"');
  expect(html.indexOf("__next_f")).toBeGreaterThan(html.indexOf("<p>page</p>"));
});

test("a page without scripts stays as it is", () => {
  expect(finishHtml("<p>x</p>")).toEqual({ html: "<p>x</p>", scripts: [], nonce: null });
});
