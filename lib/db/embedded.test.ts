import type { PGlite } from "@electric-sql/pglite";
import type { SqlDriverAdapter, SqlQuery } from "@prisma/driver-adapter-utils";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { embeddedAdapter, openEmbedded } from "./embedded.ts";

let client: PGlite;
let adapter: SqlDriverAdapter;

beforeAll(async () => {
  client = await openEmbedded(null);
  adapter = await embeddedAdapter(client).connect();
});
afterAll(() => client.close());
beforeEach(async () => {
  await client.exec(`
    DROP TABLE IF EXISTS child, parent;
    CREATE TABLE parent (id int PRIMARY KEY);
    CREATE TABLE child (parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)`);
});

function sql(text: string): SqlQuery {
  return { sql: text, args: [], argTypes: [] };
}

async function parents(): Promise<number> {
  return (await client.query("SELECT * FROM parent")).rows.length;
}

test("a script that fails is reported, and nothing of it remains", async () => {
  const script = "INSERT INTO parent VALUES (1); INSERT INTO nowhere VALUES (1)";
  await expect(adapter.executeScript(script)).rejects.toMatchObject({
    name: "DriverAdapterError",
    cause: { kind: "postgres", code: "42P01" },
  });
  expect(await parents()).toBe(0);
});

test("a committed transaction is there", async () => {
  const transaction = await adapter.startTransaction();
  expect(await transaction.executeRaw(sql("INSERT INTO parent VALUES (1), (2)"))).toBe(2);
  await transaction.commit();
  expect(await parents()).toBe(2);
});

test("a rolled back transaction is not there, and the next one begins cleanly", async () => {
  const transaction = await adapter.startTransaction();
  await transaction.executeRaw(sql("INSERT INTO parent VALUES (1)"));
  await transaction.rollback();
  expect(await parents()).toBe(0);

  const next = await adapter.startTransaction();
  await next.executeRaw(sql("INSERT INTO parent VALUES (2)"));
  await next.commit();
  expect(await parents()).toBe(1);
});

test("a commit that the database refuses is reported", async () => {
  const transaction = await adapter.startTransaction();
  await transaction.executeRaw(sql("INSERT INTO child VALUES (7)"));
  await expect(transaction.commit()).rejects.toMatchObject({
    name: "DriverAdapterError",
    cause: { kind: "postgres", code: "23503" },
  });
});

test("a transaction that broke half way cannot be committed", async () => {
  const transaction = await adapter.startTransaction();
  await transaction.executeRaw(sql("INSERT INTO parent VALUES (1)"));
  await expect(transaction.executeRaw(sql("INSERT INTO parent VALUES (1)"))).rejects.toThrow();
  await expect(transaction.commit()).rejects.toThrow();
  expect(await parents()).toBe(0);
});

test("the isolation level holds inside its transaction only", async () => {
  const level = sql("SHOW transaction_isolation");
  const transaction = await adapter.startTransaction("SERIALIZABLE");
  expect((await transaction.queryRaw(level)).rows).toEqual([["serializable"]]);
  await transaction.commit();
  expect((await adapter.queryRaw(level)).rows).toEqual([["read committed"]]);
});
