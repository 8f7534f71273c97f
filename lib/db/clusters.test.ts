import { expect, test, vi } from "vitest";
import type { ClusterSource, UploadedCredential } from "../cluster/source.ts";
import { database } from "./connection.ts";
import {
  changeSource,
  clusterById,
  createCluster,
  credentialOf,
  deleteStaleImports,
  forgetCluster,
  importById,
  importRecords,
  listClusters,
  renameCluster,
  saveImport,
  saveSnapshot,
  startScanRow,
} from "./questions.ts";
import { decodeRecords } from "./records-codec.ts";
import { sampleCollected, samplePreview } from "./testing/collected.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { sampleDocument } from "./testing/document.ts";

vi.hoisted(() => {
  process.env.MESH_READINESS_ENCRYPTION_KEY = "0f".repeat(32);
});

const SERVER = "https://10.0.0.1:6443";

const credential: UploadedCredential = {
  server: SERVER,
  tlsServerName: null,
  ca: null,
  insecureSkipTlsVerify: false,
  token: "planted-token",
  clientCertificate: null,
  clientKey: null,
  username: null,
  password: null,
};

const uploaded = (server: string): ClusterSource => ({
  kind: "uploaded",
  server,
  user: "reader",
  context: "prod",
});

onEveryDatabase(() => {
  test.each<ClusterSource>([
    { kind: "kubeconfig", context: "gke_prod_\0weird \u{1F680}" },
    { kind: "in-cluster" },
    uploaded(SERVER),
    { kind: "demo", cluster: "prod-eu" },
  ])("a cluster reached by $kind is listed as it was connected", async (source) => {
    const cluster = await createCluster({ name: "prod", source });
    expect(await listClusters()).toEqual([cluster]);
    expect(await clusterById(cluster.id)).toEqual(cluster);
    expect(cluster).toMatchObject({ name: "prod", latest: null, lastScan: null });
    expect(cluster.source.kind).toBe(source.kind);
  });

  test("clusters are listed in the order they were connected, each with its own last scan", async () => {
    const names = ["b", "a", "c"];
    for (const name of names) {
      const { id } = await createCluster({ name, source: { kind: "in-cluster" } });
      const begun = await startScanRow(id, "this process");
      if (name === "a") await saveSnapshot(id, begun?.scan.id ?? "", sampleDocument());
    }
    const rows = await listClusters();
    expect(rows.map(({ name }) => name)).toEqual(names);
    expect(rows.map(({ lastScan }) => lastScan?.status)).toEqual(["running", "done", "running"]);
    expect(rows.map(({ latest }) => latest?.summary.namespaces)).toEqual([undefined, 3, undefined]);
  });

  test("a cluster can be renamed, an unknown one cannot", async () => {
    const { id } = await createCluster({ name: "prod", source: { kind: "in-cluster" } });
    expect(await renameCluster(id, "prod-eu")).toBe(true);
    expect((await clusterById(id))?.name).toBe("prod-eu");
    expect(await renameCluster("0".repeat(16), "x")).toBe(false);
    expect(await renameCluster("'; DROP TABLE", "x")).toBe(false);
  });

  test("a forgotten cluster leaves nothing behind", async () => {
    const { id: importId } = await saveImport(samplePreview(), sampleCollected());
    const source: ClusterSource = { kind: "dump", importId, files: ["a.yaml"], complete: true };
    const { id } = await createCluster({ name: "prod", source, credential });
    const begun = await startScanRow(id, "this process");
    const findings = ["waypoint-missing/team-1"];
    await saveSnapshot(id, begun?.scan.id ?? "", sampleDocument({ findings }));

    expect(await forgetCluster(id)).toBe(true);
    expect(await forgetCluster(id)).toBe(false);
    const { prisma } = await database();
    const left = await Promise.all([
      prisma.cluster.count(),
      prisma.credential.count(),
      prisma.import.count(),
      prisma.scan.count(),
      prisma.snapshot.count(),
      prisma.documentBase.count(),
      prisma.namespaceSpan.count(),
      prisma.trendPoint.count(),
      prisma.finding.count(),
    ]);
    expect(left).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("a credential comes back to its cluster and is not readable in the table", async () => {
    const { id } = await createCluster({ name: "prod", source: uploaded(SERVER), credential });
    expect(await credentialOf(id)).toEqual(credential);

    const { prisma } = await database();
    const rows = await prisma.credential.findMany();
    const clusters = await prisma.cluster.findMany();
    const stored = JSON.stringify([
      rows.map(({ sealed }) => Buffer.from(sealed).toString("latin1")),
      clusters,
    ]);
    expect(stored).not.toContain("planted");
  });

  test("a new address clears the credential, the same address keeps it", async () => {
    const { id } = await createCluster({ name: "prod", source: uploaded(SERVER), credential });
    expect(await changeSource(id, uploaded(SERVER))).toBe(true);
    expect(await credentialOf(id)).toEqual(credential);

    expect(await changeSource(id, uploaded("https://attacker.example"))).toBe(true);
    expect(await credentialOf(id)).toBeNull();
    await changeSource(id, uploaded(SERVER));
    expect(await credentialOf(id)).toBeNull();
  });

  test("a new credential comes with a new address", async () => {
    const { id } = await createCluster({ name: "prod", source: uploaded(SERVER), credential });
    const moved = { ...credential, server: "https://10.0.0.2", token: "another" };
    await changeSource(id, uploaded(moved.server), moved);
    expect(await credentialOf(id)).toEqual(moved);
  });

  test("an address changed behind our back does not get the credential", async () => {
    const { id } = await createCluster({ name: "prod", source: uploaded(SERVER), credential });
    const { prisma } = await database();
    await prisma.cluster.updateMany({
      data: { source: { ...uploaded("https://attacker.example") } },
    });
    expect(await credentialOf(id)).toBeNull();
    await prisma.credential.updateMany({ data: { server: "https://attacker.example" } });
    await expect(credentialOf(id)).rejects.toThrow(/does not open/);
  });

  test("an import comes back with its preview and its records", async () => {
    const stored = await saveImport(samplePreview(), sampleCollected());
    expect(stored).toMatchObject(samplePreview());
    expect(await importById(stored.id)).toEqual(stored);

    const records = await importRecords(stored.id);
    expect(decodeRecords(records?.bytes ?? new Uint8Array(), records?.version ?? 0)).toEqual(
      sampleCollected(),
    );
  });

  test("an import feeds one cluster only", async () => {
    const { id: importId } = await saveImport(samplePreview(), sampleCollected());
    const source: ClusterSource = { kind: "dump", importId, files: [], complete: false };
    await createCluster({ name: "first", source });
    await expect(createCluster({ name: "second", source })).rejects.toThrow(
      /import the files again/,
    );
    expect(await listClusters()).toHaveLength(1);
  });

  test("a newer dump takes the place of the older one", async () => {
    const [older, newer] = [
      await saveImport(samplePreview(), sampleCollected()),
      await saveImport(samplePreview(), sampleCollected()),
    ];
    const dump = (importId: string): ClusterSource => ({
      kind: "dump",
      importId,
      files: [],
      complete: false,
    });
    const { id } = await createCluster({ name: "prod", source: dump(older.id) });
    expect(await changeSource(id, dump(newer.id))).toBe(true);
    expect(await importById(older.id)).toBeNull();
    expect(await importById(newer.id)).not.toBeNull();

    await expect(changeSource(id, dump(older.id))).rejects.toThrow();
    expect((await clusterById(id))?.source).toMatchObject({ importId: newer.id });
  });

  test("a preview waits 24 hours, the import of a cluster stays", async () => {
    const waiting = await saveImport(samplePreview(), sampleCollected());
    const used = await saveImport(samplePreview(), sampleCollected());
    await createCluster({
      name: "prod",
      source: { kind: "dump", importId: used.id, files: [], complete: false },
    });

    const hour = 3_600_000;
    const since = (hours: number) => new Date(Date.parse(waiting.createdAt) + hours * hour);
    expect(await deleteStaleImports(since(23.9))).toBe(0);
    expect(await deleteStaleImports(since(24.1))).toBe(1);
    expect(await importById(waiting.id)).toBeNull();
    expect(await importById(used.id)).not.toBeNull();
  });
});
