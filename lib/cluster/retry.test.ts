import { describe, expect, it } from "vitest";
import { retryAfter, waitBefore, withRetries } from "./retry.ts";

const POLICY = { tries: 4, firstWait: 100, longestWait: 1000 };
const QUICK = { tries: 4, firstWait: 1, longestWait: 2 };
const { signal } = new AbortController();

describe("waiting before the next try", () => {
  it("doubles, is spread over half of it, and is capped", () => {
    expect([1, 2, 3].map((made) => waitBefore(made, null, POLICY, () => 1))).toEqual([
      100, 200, 400,
    ]);
    expect(waitBefore(1, null, POLICY, () => 0)).toBe(50);
    expect(waitBefore(9, null, POLICY, () => 1)).toBe(1000);
  });

  it("lasts at least as long as the server asks, up to the cap", () => {
    expect(waitBefore(1, 700, POLICY, () => 0)).toBe(700);
    expect(waitBefore(1, 86_400_000, POLICY, () => 0)).toBe(1000);
  });

  it("reads Retry-After as seconds or as a date", () => {
    const now = Date.parse("2026-01-01T00:00:00Z");

    expect(retryAfter("3", now)).toBe(3000);
    expect(retryAfter("Thu, 01 Jan 2026 00:00:05 GMT", now)).toBe(5000);
    expect(retryAfter("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
    expect(retryAfter("soon", now)).toBeNull();
    expect(retryAfter(undefined, now)).toBeNull();
  });
});

describe("trying again", () => {
  it("ends with the first success", async () => {
    let made = 0;
    const result = withRetries(QUICK, signal, async () =>
      ++made < 3 ? { failure: new Error("not yet"), askedWait: null } : { done: made },
    );

    expect(await result).toBe(3);
  });

  it("ends with the last failure when the tries are used up", async () => {
    for (const [tries, expected] of [
      [undefined, 4],
      [2, 2],
    ] as const) {
      let made = 0;
      const result = withRetries(QUICK, signal, async () => {
        made += 1;
        return { failure: new Error(`try ${made}`), askedWait: null, ...(tries && { tries }) };
      });
      await expect(result).rejects.toThrow(`try ${expected}`);
    }
  });

  it("ends at once when it is cancelled while it waits", async () => {
    const controller = new AbortController();
    const patient = { tries: 2, firstWait: 600_000, longestWait: 600_000 };
    const result = withRetries(patient, controller.signal, async () => {
      setImmediate(() => controller.abort());
      return { failure: new Error("no"), askedWait: null };
    });

    await expect(result).rejects.toMatchObject({ name: "AbortError" });
  });
});
