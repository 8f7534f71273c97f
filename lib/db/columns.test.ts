import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { ENDED, NOTHING, toColumns } from "./columns.ts";
import { openEmbedded } from "./embedded.ts";
import { storable } from "./text.ts";

const client = await openEmbedded(null);
afterAll(() => client.close());

const text = fc.string({ unit: "binary", maxLength: 20 }).map((drawn) => storable(drawn));
const row = fc.record({
  id: text.map((drawn) => `id ${drawn}`),
  text,
  number: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  flag: fc.boolean(),
  perhaps: fc.option(fc.constantFrom("", "null", "NULL", "x")),
});

test("the database takes columns apart into the rows that they were made from", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (rows) => {
      const columns = toColumns(rows, ["id", "text", "number", "flag", "perhaps"]);
      const { rows: apart } = await client.query(
        `SELECT "id", "text", "number"::int, "flag"::boolean, "perhaps"
         FROM unnest(
           string_to_array($1, $6, $7), string_to_array($2, $6, $7), string_to_array($3, $6, $7),
           string_to_array($4, $6, $7), string_to_array($5, $6, $7)
         ) AS given("id", "text", "number", "flag", "perhaps")
         WHERE "id" <> ''`,
        [...Object.values(columns), ENDED, NOTHING],
      );
      expect(apart).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});

test("characters that columns end with are not storable", () => {
  expect(storable(`a${ENDED}b${NOTHING}c`)).toBe("a\uFFFDb\uFFFDc");
});
