/** Clusters that somebody connected, and the credentials of those that came with an uploaded kubeconfig. */
import { z } from "zod";
import { seal, unseal } from "../access/seal.ts";
import type { ClusterSource, UploadedCredential } from "../cluster/source.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { isId, newId } from "./ids.ts";
import { DEMO_METRICS, sourceRow } from "./metrics-sources.ts";
import { toCluster, toHead, toScan, toSource, WITH_SNAPSHOT } from "./rows.ts";
import type { ClusterRow } from "./shapes.ts";
import { storable, storableJson } from "./text.ts";

/** A dump cannot be connected: its import is unknown, expired, or feeds another cluster. */
export class ImportUnavailableError extends Error {
  override readonly name = "ImportUnavailableError";
}

export interface NewCluster {
  readonly name: string;
  readonly source: ClusterSource;
  /** Of an uploaded kubeconfig. Sealed before it is stored. */
  readonly credential?: UploadedCredential;
}

/** All clusters with their newest snapshot's head and their last scan, in the order they were connected. */
export async function listClusters(): Promise<readonly ClusterRow[]> {
  return clusters();
}

export async function clusterById(id: string): Promise<ClusterRow | null> {
  if (!isId(id)) return null;
  const [cluster] = await clusters(id);
  return cluster ?? null;
}

/**
 * Connects a cluster. A dump's import then belongs to it and is no longer deleted as stale.
 * @throws ImportUnavailableError
 */
export async function createCluster({ name, source, credential }: NewCluster): Promise<ClusterRow> {
  const id = newId();
  const { prisma } = await database();
  await prisma.$transaction(async (transaction) => {
    await transaction.cluster.create({
      data: {
        id,
        name: storable(name, 200),
        source: storableJson(source),
        createdAt: new Date(),
        ...(credential ? { credential: { create: sealed(id, credential) } } : {}),
        ...(source.kind === "demo"
          ? { metrics: { create: sourceRow(id, DEMO_METRICS, null) } }
          : {}),
      },
    });
    if (source.kind === "dump") await attachImport(transaction, source.importId, id);
  });

  const [cluster] = await clusters(id);
  if (!cluster) throw new Error(`Cluster ${id} vanished while it was connected.`);
  return cluster;
}

/** False when there is no such cluster. */
export async function renameCluster(id: string, name: string): Promise<boolean> {
  if (!isId(id)) return false;
  const { prisma } = await database();
  const { count } = await prisma.cluster.updateMany({
    where: { id },
    data: { name: storable(name, 200) },
  });
  return count > 0;
}

/**
 * Points a cluster elsewhere: at another address, or a dump at a newer import. Unless a new credential comes with it, a
 * stored one survives only while the server address stays the same. False when there is no such cluster.
 * @throws ImportUnavailableError
 */
export async function changeSource(
  id: string,
  source: ClusterSource,
  credential?: UploadedCredential,
): Promise<boolean> {
  if (!isId(id)) return false;
  const { prisma } = await database();
  return prisma.$transaction(async (transaction) => {
    const { count } = await transaction.cluster.updateMany({
      where: { id },
      data: { source: storableJson(source) },
    });
    if (count === 0) return false;

    const server = source.kind === "uploaded" ? source.server : null;
    await transaction.credential.deleteMany({
      where: { clusterId: id, ...(server && !credential ? { server: { not: server } } : {}) },
    });
    if (credential) {
      await transaction.credential.create({ data: { clusterId: id, ...sealed(id, credential) } });
    }

    const importId = source.kind === "dump" ? source.importId : null;
    await transaction.import.deleteMany({
      where: { clusterId: id, ...(importId ? { id: { not: importId } } : {}) },
    });
    if (importId) await attachImport(transaction, importId, id);
    return true;
  });
}

/**
 * Forgets a cluster with its credentials, import, scans, snapshots, history, measurements, schedule, notes and links. False when there
 * is no such cluster.
 */
export async function forgetCluster(id: string): Promise<boolean> {
  if (!isId(id)) return false;
  const { prisma } = await database();
  return prisma.$transaction(async (transaction) => {
    // With the cluster's row held, a snapshot that is being stored is waited for and none can follow.
    await transaction.$queryRaw`SELECT 1 FROM "Cluster" WHERE "id" = ${id} FOR UPDATE`;
    const { count } = await transaction.cluster.deleteMany({ where: { id } });
    await transaction.documentBase.deleteMany({ where: { clusterId: id } });
    await transaction.namespaceSpan.deleteMany({ where: { clusterId: id } });
    await transaction.trendPoint.deleteMany({ where: { clusterId: id } });
    await transaction.finding.deleteMany({ where: { clusterId: id } });
    return count > 0;
  });
}

/**
 * The credential of a cluster with an uploaded kubeconfig; null when it has none, or its server address is no longer
 * the one the credential belongs to.
 * @throws SealError when the stored credential does not open.
 */
export async function credentialOf(clusterId: string): Promise<UploadedCredential | null> {
  if (!isId(clusterId)) return null;
  const { prisma } = await database();
  const row = await prisma.cluster.findUnique({
    where: { id: clusterId },
    select: { source: true, credential: true },
  });
  if (!row?.credential) return null;

  const source = toSource(row.source);
  if (source.kind !== "uploaded" || source.server !== row.credential.server) return null;
  const text = unseal(row.credential.sealed, { clusterId, server: source.server });
  return Credential.parse(JSON.parse(text));
}

async function clusters(id?: string): Promise<readonly ClusterRow[]> {
  const { prisma } = await database();
  const newest = NewestIds.parse(
    await prisma.$queryRaw`
      SELECT snapshot."id" AS "snapshotId", scan."id" AS "scanId"
      FROM "Cluster"
      LEFT JOIN LATERAL (
        SELECT "id" FROM "Snapshot" WHERE "clusterId" = "Cluster"."id" ORDER BY "takenAt" DESC LIMIT 1
      ) snapshot ON true
      LEFT JOIN LATERAL (
        SELECT "id" FROM "Scan" WHERE "clusterId" = "Cluster"."id" ORDER BY "startedAt" DESC LIMIT 1
      ) scan ON true
      WHERE ${id ?? null}::text IS NULL OR "Cluster"."id" = ${id ?? null}`,
  );
  const ids = (column: "snapshotId" | "scanId") => newest.flatMap((row) => row[column] ?? []);
  const [rows, heads, scans] = await Promise.all([
    prisma.cluster.findMany({
      where: id === undefined ? {} : { id },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    }),
    prisma.snapshot.findMany({ where: { id: { in: ids("snapshotId") } } }),
    prisma.scan.findMany({ where: { id: { in: ids("scanId") } }, include: WITH_SNAPSHOT }),
  ]);

  const headOf = new Map(heads.map((row) => [row.clusterId, toHead(row)]));
  const scanOf = new Map(scans.map((row) => [row.clusterId, toScan(row)]));
  return rows.map((row) => toCluster(row, headOf.get(row.id) ?? null, scanOf.get(row.id) ?? null));
}

const NewestIds = z.array(
  z.object({ snapshotId: z.string().nullable(), scanId: z.string().nullable() }),
);

function sealed(clusterId: string, credential: UploadedCredential) {
  const { server } = credential;
  return { server, sealed: seal(JSON.stringify(credential), { clusterId, server }) };
}

async function attachImport(transaction: PrismaTransaction, importId: string, clusterId: string) {
  const { count } = await transaction.import.updateMany({
    where: { id: importId, OR: [{ clusterId: null }, { clusterId }] },
    data: { clusterId },
  });
  if (count === 0) {
    throw new ImportUnavailableError(
      "This import is no longer there. Previews are kept for 24 hours; import the files again.",
    );
  }
}

const text = z.string().nullable();

const Credential: z.ZodType<UploadedCredential> = z.object({
  server: z.string(),
  tlsServerName: text,
  ca: text,
  insecureSkipTlsVerify: z.boolean(),
  token: text,
  clientCertificate: text,
  clientKey: text,
  username: text,
  password: text,
});
