/** Where the metrics of each cluster are asked for, and what is sent along, which nobody but the asker is told. */
import { z } from "zod";
import { seal, unseal } from "../access/seal.ts";
import type { MetricsCredential, MetricsSource } from "../metrics/source.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { Prisma } from "./generated/client.ts";
import type { MetricsSourceModel } from "./generated/models.ts";
import { isId } from "./ids.ts";
import type { Backfill, MetricsSourceRow } from "./shapes.ts";
import { storable, storableJson } from "./text.ts";

/** How a cluster of the demo fleet serves its Prometheus. */
export const DEMO_METRICS: MetricsSource = {
  kind: "service-proxy",
  namespace: "istio-system",
  service: "prometheus",
  port: "9090",
  scheme: "http",
  path: "",
};

/** null when none is configured. */
export async function metricsSourceOf(clusterId: string): Promise<MetricsSourceRow | null> {
  if (!isId(clusterId)) return null;
  const { prisma } = await database();
  const row = await prisma.metricsSource.findUnique({
    where: { clusterId },
    omit: { sealed: true },
  });
  return row && toRow(row);
}

/** The sources of all clusters that have one, by cluster. */
export async function metricsSources(): Promise<ReadonlyMap<string, MetricsSourceRow>> {
  const { prisma } = await database();
  const rows = await prisma.metricsSource.findMany({ omit: { sealed: true } });
  return new Map(rows.map((row) => [row.clusterId, toRow(row)]));
}

/** Services of a cluster's last scan that may be a Prometheus, likeliest first. */
export async function metricsFound(clusterId: string): Promise<readonly MetricsSource[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const row = await prisma.cluster.findUnique({
    where: { id: clusterId },
    select: { metricsFound: true },
  });
  return row?.metricsFound ? z.array(Source).parse(row.metricsFound) : [];
}

/** Remembers the Services of a scan that may be a Prometheus. */
export async function storeFound(
  transaction: PrismaTransaction,
  { clusterId }: { readonly clusterId: string },
  found: readonly MetricsSource[],
): Promise<void> {
  const json = JSON.stringify(found.map(storableJson));
  await transaction.$executeRaw`
    UPDATE "Cluster" SET "metricsFound" = ${json}::jsonb
    WHERE "id" = ${clusterId} AND "metricsFound" IS DISTINCT FROM ${json}::jsonb`;
}

/**
 * Sets where a cluster's metrics are asked for. Without a credential a stored one stays while the address does; null
 * clears it. At another address what was told about filled days is forgotten. False when there is no such cluster.
 */
export async function saveMetricsSource(
  clusterId: string,
  source: MetricsSource,
  credential?: MetricsCredential | null,
): Promise<boolean> {
  if (!isId(clusterId)) return false;
  const { prisma } = await database();
  return prisma.$transaction(async (transaction) => {
    const clusters = await transaction.$queryRaw<unknown[]>`
      SELECT 1 FROM "Cluster" WHERE "id" = ${clusterId} FOR KEY SHARE`;
    if (clusters.length === 0) return false;

    const known = await transaction.metricsSource.findUnique({ where: { clusterId } });
    const row = sourceRow(clusterId, source, credential ?? null);
    const moved = known?.address !== row.address;
    const keeps = known !== null && !moved && credential === undefined;
    await transaction.metricsSource.deleteMany({ where: { clusterId } });
    await transaction.metricsSource.create({
      data: {
        clusterId,
        ...row,
        ...(keeps ? { sealed: known.sealed, secrets: Secrets.parse(known.secrets) } : {}),
        ...(known?.backfill && !moved ? { backfill: Told.parse(known.backfill) } : {}),
      },
    });
    return true;
  });
}

/** False when none was configured. */
export async function deleteMetricsSource(clusterId: string): Promise<boolean> {
  if (!isId(clusterId)) return false;
  const { prisma } = await database();
  const { count } = await prisma.metricsSource.deleteMany({ where: { clusterId } });
  return count > 0;
}

/**
 * What is sent to a cluster's source, or to one that is only tried; null when there is nothing, or it belongs to another
 * address.
 * @throws SealError when it does not open.
 */
export async function metricsCredentialOf(
  clusterId: string,
  tried?: MetricsSource,
): Promise<MetricsCredential | null> {
  if (!isId(clusterId)) return null;
  const { prisma } = await database();
  const row = await prisma.metricsSource.findUnique({ where: { clusterId } });
  if (!row?.sealed) return null;

  const address = addressOf(tried ?? Source.parse(row.source));
  if (address !== row.address) return null;
  return Credential.parse(JSON.parse(unseal(row.sealed, { clusterId, server: boundTo(address) })));
}

/** Remembers how the days before the first scan were filled, unless the source went elsewhere meanwhile. */
export async function saveBackfill(
  clusterId: string,
  source: MetricsSource,
  backfill: Backfill,
): Promise<void> {
  if (!isId(clusterId)) return;
  const { prisma } = await database();
  await prisma.metricsSource.updateMany({
    where: { clusterId, address: addressOf(source) },
    data: { backfill: storableJson(backfill) },
  });
}

/** Has earlier days filled again with the next scan. False when no source is configured. */
export async function forgetBackfill(clusterId: string): Promise<boolean> {
  if (!isId(clusterId)) return false;
  const { prisma } = await database();
  const { count } = await prisma.metricsSource.updateMany({
    where: { clusterId },
    data: { backfill: Prisma.DbNull },
  });
  return count > 0;
}

/** The columns of a source that is stored for the first time. */
export function sourceRow(
  clusterId: string,
  source: MetricsSource,
  credential: MetricsCredential | null,
) {
  const address = addressOf(source);
  const secrets = credential === null ? [] : secretsOf(credential);
  return {
    source: storableJson(source),
    address,
    secrets,
    sealed:
      credential === null || secrets.length === 0
        ? null
        : seal(JSON.stringify(credential), { clusterId, server: boundTo(address) }),
    savedAt: new Date(),
  };
}

function toRow(row: Omit<MetricsSourceModel, "sealed">): MetricsSourceRow {
  return {
    source: Source.parse(row.source),
    secrets: Secrets.parse(row.secrets),
    savedAt: row.savedAt.toISOString(),
    backfill: row.backfill === null ? null : Told.parse(row.backfill),
  };
}

/** What decides who would get the credential. The tenant is not part of it. */
function addressOf(source: MetricsSource): string {
  if (source.kind === "prometheus") return storable(source.url, 2000);
  const { scheme, namespace, service, port, path } = source;
  return storable(`service-proxy ${scheme} ${namespace}/${service}:${port}${path}`, 2000);
}

/** No address of an API server looks so: a kubeconfig's credential never opens as one of these, nor the other way round. */
function boundTo(address: string): string {
  return `metrics ${address}`;
}

function secretsOf({ bearer, basic, headers, ca }: MetricsCredential): MetricsSourceRow["secrets"] {
  return SECRETS.filter(
    (secret) =>
      ({
        bearer: bearer !== null,
        basic: basic !== null,
        headers: Object.keys(headers).length > 0,
        ca: ca !== null,
      })[secret],
  );
}

const SECRETS = ["bearer", "basic", "headers", "ca"] as const;

const Secrets = z.array(z.enum(SECRETS));

const Source: z.ZodType<MetricsSource> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("prometheus"), url: z.string(), tenant: z.string().nullable() }),
  z.object({
    kind: z.literal("service-proxy"),
    namespace: z.string(),
    service: z.string(),
    port: z.string(),
    scheme: z.enum(["http", "https"]),
    path: z.string(),
  }),
]);

const Credential: z.ZodType<MetricsCredential> = z.object({
  bearer: z.string().nullable(),
  basic: z.object({ username: z.string(), password: z.string() }).nullable(),
  headers: z.record(z.string(), z.string()),
  ca: z.string().nullable(),
});

const Told = z.object({
  at: z.string(),
  state: z.enum(["running", "failed", "done"]),
  asked: z.number(),
  filled: z.number(),
  sentence: z.string(),
});
