import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { answerOf } from "./answers.ts";

const Shape = z.object({ id: z.string() });

describe("an answer of the server", () => {
  test("is its parsed value", () => {
    expect(answerOf(201, '{"id":"a","more":1}', Shape)).toEqual({ ok: true, value: { id: "a" } });
  });

  test("is the server's own sentence and field when it refuses", () => {
    const body = '{"error":{"sentence":"That name is taken.","field":"name"}}';
    expect(answerOf(409, body, Shape)).toEqual({
      ok: false,
      sentence: "That name is taken.",
      field: "name",
    });
  });

  test.each([
    ["HTML instead of JSON", 200, "<html>"],
    ["JSON of another shape", 200, '{"id":1}'],
    ["nothing", 200, ""],
  ])("is a sentence for %s", (_, status, body) => {
    expect(answerOf(status, body, Shape)).toMatchObject({
      ok: false,
      sentence: "The server answered 200 with something this page does not understand.",
    });
  });

  test("names the status when a refusal has no reason", () => {
    expect(answerOf(502, "Bad gateway", Shape)).toMatchObject({
      ok: false,
      sentence: "The server refused with status 502 and gave no reason.",
    });
  });
});
