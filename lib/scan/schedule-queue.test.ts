import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { database } from "../db/connection.ts";
import { openEmbedded } from "../db/embedded.ts";
import { vacuumEmbedded } from "../db/questions.ts";
import { onEveryDatabase } from "../db/testing/databases.ts";
import { CALM, embeddedSql, openQueue } from "./schedule-queue.ts";

vi.hoisted(() => {
  process.env.MESH_READINESS_LOG = "silent";
});

describe("SQL of the queue on the embedded database", () => {
  let client: PGlite;
  beforeAll(async () => {
    client = await openEmbedded(null);
    await client.exec("CREATE TABLE kept (id int)");
  });
  afterAll(() => client.close());

  test("several statements answer with the rows of each", async () => {
    const { rows } = await embeddedSql(client).executeSql(
      "BEGIN; INSERT INTO kept VALUES (1) RETURNING id; SELECT 2 AS id; COMMIT;",
    );
    expect(rows).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test("parameters and their absence are both understood", async () => {
    const sql = embeddedSql(client);
    expect((await sql.executeSql("SELECT $1::int AS id", [3])).rows).toEqual([{ id: 3 }]);
    expect((await sql.executeSql("SELECT 4 AS id", [])).rows).toEqual([{ id: 4 }]);
  });

  test("a block that fails leaves nothing behind, and a page's query beside it is not hurt", async () => {
    const failing = embeddedSql(client).executeSql(
      "BEGIN; INSERT INTO kept VALUES (5); SELECT 1 / 0; COMMIT;",
    );
    const beside = client.query("SELECT count(*)::int AS rows FROM kept WHERE id = 5");
    await expect(failing).rejects.toThrow(/division by zero/);
    expect((await beside).rows).toEqual([{ rows: 0 }]);
  });
});

onEveryDatabase((kind) => {
  test("a queue can be opened again where an earlier process left it", async () => {
    for (let time = 0; time < 2; time += 1) {
      const queue = await openQueue(CALM);
      await queue.createQueue("tested", { policy: "exclusive" });
      await queue.send("tested", { time }, { singletonKey: "one" });
      await queue.stop();
    }
    const { prisma } = await database();
    const rows = await prisma.$queryRaw<unknown[]>`
      SELECT data FROM pgboss.job WHERE name = 'tested'`;
    expect(rows).toEqual([{ data: { time: 0 } }]);
  });

  if (kind === "embedded") {
    test("the queue's tables are vacuumed too", async () => {
      const queue = await openQueue(CALM);
      await queue.stop();
      const { prisma } = await database();
      await prisma.$executeRaw`
        INSERT INTO pgboss.job (name, data) SELECT 'tested', '{}' FROM generate_series(1, 2000)`;
      await prisma.$executeRaw`DELETE FROM pgboss.job WHERE name = 'tested'`;
      expect(await vacuumEmbedded()).toContain("job_common");
    });
  }
});
