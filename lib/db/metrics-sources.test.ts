import { expect, test, vi } from "vitest";
import type { MetricsCredential, MetricsSource } from "../metrics/source.ts";
import { database } from "./connection.ts";
import {
  createCluster,
  deleteMetricsSource,
  forgetCluster,
  listClusters,
  metricsCredentialOf,
  metricsSourceOf,
  saveBackfill,
  saveMetricsSource,
} from "./questions.ts";
import { onEveryDatabase } from "./testing/databases.ts";

vi.hoisted(() => {
  process.env.MESH_READINESS_ENCRYPTION_KEY = "0f".repeat(32);
});

const credential: MetricsCredential = {
  bearer: "planted-bearer",
  basic: { username: "planted-user", password: "planted-password" },
  headers: { "X-Key": "planted-header" },
  ca: "-----BEGIN CERTIFICATE----- planted",
};

const none: MetricsCredential = { bearer: null, basic: null, headers: {}, ca: null };

const prometheus = (url: string, tenant: string | null = null): MetricsSource => ({
  kind: "prometheus",
  url,
  tenant,
});

const URL_ONE = "https://prometheus.example/one";

onEveryDatabase(() => {
  test("a source is answered without its credential, which is told by name", async () => {
    const id = await newCluster();
    expect(await metricsSourceOf(id)).toBeNull();
    expect(await saveMetricsSource(id, prometheus(URL_ONE, "team"), credential)).toBe(true);
    const row = await metricsSourceOf(id);
    expect(row).toMatchObject({
      source: prometheus(URL_ONE, "team"),
      secrets: ["bearer", "basic", "headers", "ca"],
      backfill: null,
    });
    expect(JSON.stringify([row, await listClusters()])).not.toContain("planted");
    expect(await metricsCredentialOf(id)).toEqual(credential);
  });

  test("nothing of a credential is readable in any table", async () => {
    const id = await newCluster();
    await saveMetricsSource(id, prometheus(URL_ONE), credential);
    const { prisma } = await database();
    const tables = await prisma.$queryRaw<{ name: string }[]>`
      SELECT tablename AS "name" FROM pg_tables WHERE schemaname = 'public'`;
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const rows = await prisma.$queryRawUnsafe<{ row: string }[]>(
        `SELECT encode(convert_to(t::text, 'UTF8'), 'escape') AS "row" FROM "${name}" AS t`,
      );
      expect(JSON.stringify(rows)).not.toContain("planted");
      expect(JSON.stringify(rows)).not.toContain(Buffer.from("planted").toString("hex"));
    }
  });

  test("another address clears the credential, the same address keeps it", async () => {
    const id = await newCluster();
    await saveMetricsSource(id, prometheus(URL_ONE), credential);
    await saveMetricsSource(id, prometheus(URL_ONE, "another tenant"));
    expect(await metricsCredentialOf(id)).toEqual(credential);
    expect((await metricsSourceOf(id))?.secrets).toHaveLength(4);

    await saveMetricsSource(id, prometheus("https://attacker.example"));
    expect(await metricsCredentialOf(id)).toBeNull();
    expect((await metricsSourceOf(id))?.secrets).toEqual([]);
    await saveMetricsSource(id, prometheus(URL_ONE));
    expect(await metricsCredentialOf(id)).toBeNull();
  });

  test("a credential can be replaced and cleared", async () => {
    const id = await newCluster();
    await saveMetricsSource(id, prometheus(URL_ONE), credential);
    await saveMetricsSource(id, prometheus(URL_ONE), { ...none, bearer: "another" });
    expect(await metricsCredentialOf(id)).toEqual({ ...none, bearer: "another" });
    expect((await metricsSourceOf(id))?.secrets).toEqual(["bearer"]);
    await saveMetricsSource(id, prometheus(URL_ONE), null);
    expect(await metricsCredentialOf(id)).toBeNull();
  });

  test("an address changed behind our back does not get the credential", async () => {
    const id = await newCluster();
    await saveMetricsSource(id, prometheus(URL_ONE), credential);
    const { prisma } = await database();
    const source = { kind: "prometheus", url: "https://attacker.example", tenant: null };
    await prisma.metricsSource.updateMany({ data: { source } });
    expect(await metricsCredentialOf(id)).toBeNull();
    await prisma.metricsSource.updateMany({ data: { address: source.url } });
    await expect(metricsCredentialOf(id)).rejects.toThrow(/does not open/);
  });

  test("a credential that is copied to another cluster stays shut", async () => {
    const [one, other] = [await newCluster(), await newCluster()];
    await saveMetricsSource(one, prometheus(URL_ONE), credential);
    await saveMetricsSource(other, prometheus(URL_ONE), null);
    const { prisma } = await database();
    const row = await prisma.metricsSource.findUniqueOrThrow({ where: { clusterId: one } });
    await prisma.metricsSource.update({
      where: { clusterId: other },
      data: { sealed: row.sealed },
    });
    await expect(metricsCredentialOf(other)).rejects.toThrow(/does not open/);
  });

  test("how days were filled is told until the source goes elsewhere", async () => {
    const id = await newCluster();
    const backfill = {
      at: "2026-03-01T12:00:00.000Z",
      state: "done" as const,
      asked: 90,
      filled: 41,
      sentence: "41 days.",
    };
    await saveMetricsSource(id, prometheus(URL_ONE));
    await saveBackfill(id, prometheus("https://elsewhere.example"), backfill);
    expect((await metricsSourceOf(id))?.backfill).toBeNull();
    await saveBackfill(id, prometheus(URL_ONE), backfill);
    expect((await metricsSourceOf(id))?.backfill).toEqual(backfill);
    await saveMetricsSource(id, prometheus(URL_ONE, "tenant"));
    expect((await metricsSourceOf(id))?.backfill).toEqual(backfill);
    await saveMetricsSource(id, prometheus("https://elsewhere.example"));
    expect((await metricsSourceOf(id))?.backfill).toBeNull();
  });

  test("a source is deleted, and forgotten with its cluster", async () => {
    const [one, other] = [await newCluster(), await newCluster()];
    for (const id of [one, other]) await saveMetricsSource(id, prometheus(URL_ONE), credential);
    expect(await deleteMetricsSource(one)).toBe(true);
    expect(await deleteMetricsSource(one)).toBe(false);
    await forgetCluster(other);
    const { prisma } = await database();
    expect(await prisma.metricsSource.count()).toBe(0);
    expect(await saveMetricsSource(other, prometheus(URL_ONE))).toBe(false);
    expect(await saveMetricsSource("'; --", prometheus(URL_ONE))).toBe(false);
  });

  test("a cluster of the demo fleet has its Prometheus from the start", async () => {
    const { id } = await createCluster({
      name: "demo",
      source: { kind: "demo", cluster: "prod-eu" },
    });
    expect((await metricsSourceOf(id))?.source).toEqual({
      kind: "service-proxy",
      namespace: "istio-system",
      service: "prometheus",
      port: "9090",
      scheme: "http",
      path: "",
    });
    expect(await metricsCredentialOf(id)).toBeNull();
  });
});

async function newCluster(): Promise<string> {
  return (await createCluster({ name: "prod", source: { kind: "in-cluster" } })).id;
}
