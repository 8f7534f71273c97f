import { beforeEach, expect, test, vi } from "vitest";
import { rememberedDocument } from "./document-cache.ts";
import { sampleDocument } from "./testing/document.ts";

const document = sampleDocument();

beforeEach(() => {
  globalThis.meshReadinessDocuments = undefined;
});

function loader(weight = 1) {
  return vi.fn(() => Promise.resolve({ value: document, weight }));
}

test("a document is loaded once, however many ask for it", async () => {
  const load = loader();
  await Promise.all([rememberedDocument("a", load), rememberedDocument("a", load)]);
  expect(await rememberedDocument("a", load)).toBe(document);
  expect(load).toHaveBeenCalledTimes(1);
});

test("a failed load is told to its askers and tried again by the next", async () => {
  const broken = () => Promise.reject(new Error("The disk is gone."));
  await expect(rememberedDocument("a", broken)).rejects.toThrow("The disk is gone.");
  expect(await rememberedDocument("a", loader())).toBe(document);
});

test("the least used documents make room when they weigh too much together", async () => {
  const third = 60_000_000;
  await rememberedDocument("a", loader(third));
  await rememberedDocument("b", loader(third));
  await rememberedDocument("a", loader(third));
  await rememberedDocument("c", loader(third));

  const [again, gone] = [loader(third), loader(third)];
  await rememberedDocument("a", again);
  await rememberedDocument("b", gone);
  expect(again).not.toHaveBeenCalled();
  expect(gone).toHaveBeenCalledTimes(1);
});

test("a document heavier than the whole room is still kept for its next reader", async () => {
  const load = loader(1_000_000_000);
  await rememberedDocument("a", load);
  await rememberedDocument("a", load);
  expect(load).toHaveBeenCalledTimes(1);
});
