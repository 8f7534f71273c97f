import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { ConnectionError } from "@/lib/cluster/problem.ts";
import { config } from "@/lib/config.ts";
import {
  clusterById,
  deleteMetricsSource,
  metricsFound,
  metricsSourceOf,
  saveMetricsSource,
} from "@/lib/db/questions.ts";
import type { ClusterRow } from "@/lib/db/shapes.ts";
import { parseMetricsUrl } from "@/lib/metrics/route.ts";
import type { MetricsCredential, MetricsSource } from "@/lib/metrics/source.ts";
import { testMetrics } from "@/lib/scan/test-metrics.ts";
import { bodyOf, mutation, question, Refusal } from "../../../answer.ts";

type Context = RouteContext<"/api/clusters/[clusterId]/metrics">;

/** Where metrics are asked for, without what unlocks it, and which Services of the last scan could be asked. */
export const GET = question<Context>(async (_, { params }) => {
  const { id } = await measurable((await params).clusterId);
  const [row, found] = await Promise.all([metricsSourceOf(id), metricsFound(id)]);
  return Response.json({ source: row?.source ?? null, secrets: row?.secrets ?? [], found });
});

export const PUT = mutation<Context>(async (request, { params }) => {
  const { source, credential } = checked(await bodyOf(request, Asked));
  const { id } = await measurable((await params).clusterId);
  if (!(await saveMetricsSource(id, source, credential))) throw unknown();
  return Response.json({ id });
});

export const DELETE = mutation<Context>(async (_, { params }) => {
  const { id } = await measurable((await params).clusterId);
  await deleteMetricsSource(id);
  return Response.json({ id });
});

/** Asks a source what it has, without saving it. */
export const POST = mutation<Context>(async (request, { params }) => {
  const { source, credential } = checked(await bodyOf(request, Asked));
  const cluster = await measurable((await params).clusterId);
  return Response.json(await testMetrics({ cluster, source, credential, signal: request.signal }));
});

/** No control characters and nothing beyond Latin-1: it is sent as a header. */
const sendable = (limit: number) =>
  z
    .string()
    .min(1, "must not be empty")
    .max(limit, `must be at most ${limit} characters`)
    .regex(
      /^[\x20-\x7e\xa0-\xff]*$/,
      "must not contain line breaks or other characters that a header cannot carry",
    );

const name = z
  .string()
  .max(253, "must be at most 253 characters")
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "is not a name in Kubernetes");

const Source = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("prometheus"),
    url: z.string().trim().min(1, "needs an address").max(2000, "must be at most 2,000 characters"),
    tenant: sendable(200).nullable(),
  }),
  z.strictObject({
    kind: z.literal("service-proxy"),
    namespace: name,
    service: name,
    port: z
      .string()
      .regex(
        /^([0-9]{1,5}|[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?)$/,
        "is not a number or name of a port",
      ),
    scheme: z.enum(["http", "https"]),
    path: z
      .string()
      .max(500, "must be at most 500 characters")
      .regex(/^(\/[\w~-][\w.~-]*)*$/, "must be empty or begin with a slash and not end with one"),
  }),
]);

const Credential = z.strictObject({
  bearer: sendable(20_000).nullable(),
  basic: z
    .strictObject({
      username: sendable(500).refine((text) => !text.includes(":"), "must not contain a colon"),
      password: z.string().max(2000, "must be at most 2,000 characters"),
    })
    .nullable(),
  headers: z
    .record(
      z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,200}$/, "is not a name of a header"),
      sendable(4000),
    )
    .refine((headers) => Object.keys(headers).length <= 20, "must be at most 20"),
  ca: z
    .string()
    .max(100_000, "must be at most 100,000 characters")
    .refine(isCertificate, "is not a certificate in PEM (-----BEGIN CERTIFICATE-----)")
    .nullable(),
});

/** Without a credential a stored one stays where the address does; null clears it. */
const Asked = z.strictObject({ source: Source, credential: Credential.nullable().optional() });

interface Checked {
  readonly source: MetricsSource;
  readonly credential: MetricsCredential | null | undefined;
}

function checked({ source, credential }: z.infer<typeof Asked>): Checked {
  if (source.kind === "service-proxy") {
    if (credential) {
      throw new Refusal(
        "A Service is reached with the cluster's own credential, so none is sent along.",
        { field: "credential" },
      );
    }
    return { source, credential: null };
  }
  if (credential?.bearer && credential.basic) {
    throw new Refusal("Give either a bearer token or a user name and password.", {
      field: "credential.bearer",
    });
  }
  const { host, port } = config();
  try {
    const { href } = parseMetricsUrl(source.url, { host, port });
    return { source: { ...source, url: href.replace(/\/+$/, "") }, credential };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    throw new Refusal(error.message, { field: "source.url" });
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

async function measurable(clusterId: string): Promise<ClusterRow> {
  const cluster = await clusterById(clusterId);
  if (!cluster) throw unknown();
  if (cluster.source.kind === "dump") {
    throw new Refusal("A dump is not measured: there is no cluster to ask.", { status: 409 });
  }
  return cluster;
}

function unknown(): Refusal {
  return new Refusal("This cluster is not known here; it may have been forgotten.", {
    status: 404,
  });
}
