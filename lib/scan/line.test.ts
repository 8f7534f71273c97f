import { expect, test } from "vitest";
import { createLine } from "./line.ts";

const { signal } = new AbortController();

test("so many enter at once, the others wait in the order they came", async () => {
  const line = createLine(2);
  const order: string[] = [];
  const first = await line.enter(signal);
  const second = await line.enter(signal);
  const third = line.enter(signal).then((leave) => {
    order.push("third");
    return leave;
  });
  const fourth = line.enter(signal).then(() => order.push("fourth"));
  expect(order).toEqual([]);

  first();
  (await third)();
  await fourth;
  expect(order).toEqual(["third", "fourth"]);
  second();
});

test("leaving twice frees one place only", async () => {
  const line = createLine(1);
  const leave = await line.enter(signal);
  leave();
  leave();
  await line.enter(signal);
  const waiting = new AbortController();
  const next = line.enter(waiting.signal);
  waiting.abort(new Error("gave up"));
  await expect(next).rejects.toThrow("gave up");
});

test("whoever gives up waiting does not hold a place", async () => {
  const line = createLine(1);
  const leave = await line.enter(signal);
  const impatient = new AbortController();
  const gone = line.enter(impatient.signal);
  impatient.abort(new Error("gave up"));
  await expect(gone).rejects.toThrow("gave up");
  await expect(line.enter(impatient.signal)).rejects.toThrow("gave up");

  leave();
  (await line.enter(signal))();
});
