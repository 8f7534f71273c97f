/** How a statement takes a column of columns.ts apart. */
import { ENDED, NOTHING } from "./columns.ts";
import { Prisma } from "./generated/client.ts";

/** A column as an array of texts, for `unnest`. */
export function column(text: string): Prisma.Sql {
  return Prisma.sql`string_to_array(${text}::text, ${ENDED}::text, ${NOTHING}::text)`;
}
