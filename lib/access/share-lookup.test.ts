import { expect, test } from "vitest";
import { askedTogether } from "./share-lookup.ts";

function asking() {
  const asked: { key: string; answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  const ask = askedTogether(
    (key) =>
      new Promise<string>((answer, fail) => {
        asked.push({ key, answer, fail });
      }),
  );
  return { asked, ask };
}

test("who comes while a question is asked gets the answer to the next one, which is asked once for all", async () => {
  const { asked, ask } = asking();
  const first = ask("a");
  const late = [ask("a"), ask("a"), ask("a")];
  expect(asked).toHaveLength(1);
  asked[0]?.answer("open");
  expect(await first).toBe("open");
  await Promise.resolve();
  expect(asked).toHaveLength(2);
  asked[1]?.answer("revoked");
  expect(await Promise.all(late)).toEqual(["revoked", "revoked", "revoked"]);
  void ask("a");
  expect(asked).toHaveLength(3);
});

test("questions about different things do not wait for each other", () => {
  const { asked, ask } = asking();
  void ask("a");
  void ask("b");
  expect(asked.map(({ key }) => key)).toEqual(["a", "b"]);
});

test("a question that failed is asked again for those who waited", async () => {
  const { asked, ask } = asking();
  const first = ask("a");
  const late = ask("a");
  asked[0]?.fail(new Error("down"));
  await expect(first).rejects.toThrow("down");
  await Promise.resolve();
  asked[1]?.answer("open");
  expect(await late).toBe("open");
});
