import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ScanFailure, scanInThread, type ThreadOptions } from "./scan-thread.ts";
import { sampleOrder } from "./testing/order.ts";

vi.hoisted(() => {
  process.env.MESH_READINESS_LOG = "silent";
});

function threadThat(habit: string, options: Partial<ThreadOptions> = {}) {
  return scanInThread({
    order: sampleOrder(habit),
    signal: new AbortController().signal,
    onTold: () => undefined,
    hardLimit: 30_000,
    file: join(import.meta.dirname, "testing/threads.ts"),
    ...options,
  });
}

test("a thread that works tells how far it is and ends with a snapshot", async () => {
  const heard: unknown[] = [];
  const snapshot = await threadThat("works", {
    onTold: (stage, told) => heard.push({ stage, ...told }),
  });
  expect(heard).toEqual([
    { stage: "read", kindsDone: 1, kindsTotal: 2, objects: 3, slow: ["pods"] },
  ]);
  expect(snapshot.head.summary.namespaces).toBe(3);
  expect(snapshot.bytes.byteLength).toBeGreaterThan(0);
});

test.each([
  ["knows why it failed", "The server did not answer."],
  ["does not know why it failed", "The server's log has the details."],
  ["crashes", "The server's log has the details."],
  ["leaves without a word", "ended without a result"],
  ["fills its memory", "needed more than 64 MB of memory"],
])("a thread that %s ends in a sentence", async (habit, sentence) => {
  const failure: unknown = await threadThat(habit, { memory: 64 }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ScanFailure);
  expect(String(failure)).toContain(sentence);
  expect(String(failure)).not.toContain("planted");
});

test("a thread that never ends is ended after its time", async () => {
  await expect(threadThat("never ends", { hardLimit: 300 })).rejects.toThrow(/took longer than/);
});

test("a busy thread is ended when it is cancelled", async () => {
  const cancel = new AbortController();
  const scanning = threadThat("never ends", {
    signal: cancel.signal,
    onTold: () => cancel.abort(new Error("enough")),
  });
  await expect(scanning).rejects.toThrow("enough");
});

test("a scan that was cancelled before it began starts no thread", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(threadThat("works", { signal })).rejects.toThrow("enough");
});
