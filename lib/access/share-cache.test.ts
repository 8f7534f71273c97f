import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createPageCache, finishedPage } from "./share-cache.ts";

const page = (text: string) => finishedPage("text/html", "", text);

test("a page is made once, also for those who ask while it is made", async () => {
  const cache = createPageCache();
  let made = 0;
  const make = async () => {
    made += 1;
    return page("x");
  };
  const answers = await Promise.all([cache.page("a", make), cache.page("a", make)]);
  await cache.page("a", make);
  expect(made).toBe(1);
  expect(answers[0]).toBe(answers[1]);
});

test("a page that could not be made is made again by the next who asks", async () => {
  const cache = createPageCache();
  await expect(cache.page("a", () => Promise.reject(new Error("down")))).rejects.toThrow("down");
  expect((await cache.page("a", () => page("up"))).plain.toString()).toBe("up");
});

test("over its budget the least used page is forgotten", async () => {
  const cache = createPageCache(1000);
  const made: string[] = [];
  const ask = (key: string) =>
    cache.page(key, () => {
      made.push(key);
      return page(key.repeat(300));
    });
  await ask("a");
  await ask("b");
  await ask("a");
  await ask("c");
  await ask("a");
  await ask("b");
  expect(made).toEqual(["a", "b", "c", "b"]);
});

test("every encoding holds the same text", async () => {
  const { plain, gzip, brotli } = await page("text ".repeat(100));
  expect(gunzipSync(gzip).equals(plain)).toBe(true);
  expect(brotliDecompressSync(brotli).equals(plain)).toBe(true);
});
