import { afterEach, expect, it, vi } from "vitest";
import { createRooms } from "./rooms.ts";

afterEach(() => vi.unstubAllGlobals());

it("collects what a large page left behind, where the garbage collector is at hand", () => {
  const collect = vi.fn();
  vi.stubGlobal("gc", collect);
  const rooms = createRooms();

  rooms.give(rooms.take().subarray(0, 100_000));
  expect(collect).not.toHaveBeenCalled();
  rooms.give(rooms.take().subarray(0, 5_000_000));
  expect(collect).toHaveBeenCalledExactlyOnceWith({ type: "minor" });
});

it("keeps no more memory than a list needs, and none once it is closed", () => {
  const rooms = createRooms();
  const taken = [rooms.take(), rooms.take(), rooms.take()];
  for (const body of taken) rooms.give(body);
  expect(taken.map(({ buffer }) => buffer.byteLength > 0)).toEqual([true, true, false]);

  rooms.close();
  expect(taken.map(({ buffer }) => buffer.byteLength)).toEqual([0, 0, 0]);
});
