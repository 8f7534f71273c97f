/** Tries a metrics source of a cluster before it is relied upon. */
import { SealError } from "../access/seal.ts";
import { connect } from "../cluster/connect.ts";
import type { Connection } from "../cluster/connection.ts";
import { ConnectionError } from "../cluster/problem.ts";
import { config } from "../config.ts";
import { metricsCredentialOf } from "../db/questions.ts";
import type { ClusterRow } from "../db/shapes.ts";
import type { MetricsCredential, MetricsSource, MetricsTest } from "../metrics/source.ts";
import { testSource } from "../metrics/test-source.ts";
import { scanOrder } from "./scan-order.ts";

export interface MetricsTrial {
  readonly cluster: ClusterRow;
  readonly source: MetricsSource;
  /** Absent: the stored one, if it belongs to this very address. */
  readonly credential: MetricsCredential | null | undefined;
  readonly signal: AbortSignal;
}

/** What stands in the way is a sentence of the answer. */
export async function testMetrics(trial: MetricsTrial): Promise<MetricsTest> {
  const signal = AbortSignal.any([trial.signal, AbortSignal.timeout(PATIENCE)]);
  try {
    return await tried(trial, signal);
  } catch (error) {
    if (signal.aborted)
      return { ok: false, sentence: `It did not answer within ${PATIENCE / 1000} seconds.` };
    if (error instanceof ConnectionError || error instanceof SealError)
      return { ok: false, sentence: error.message };
    throw error;
  }
}

/** Milliseconds; the visitor waits. */
const PATIENCE = 30_000;

async function tried(
  { cluster, source, credential }: MetricsTrial,
  signal: AbortSignal,
): Promise<MetricsTest> {
  const { host, port } = config();
  const connection = source.kind === "service-proxy" ? await connectionTo(cluster) : null;
  try {
    return await testSource({
      source,
      connection,
      credential:
        credential === undefined ? await metricsCredentialOf(cluster.id, source) : credential,
      signal,
      ownListener: { host, port },
    });
  } finally {
    connection?.close();
  }
}

async function connectionTo(cluster: ClusterRow): Promise<Connection> {
  const order = await scanOrder(cluster, config());
  return connect(order.source, {
    kubeconfigFiles: order.kubeconfigFiles,
    ownListener: order.ownListener,
    ...(order.credential ? { credential: order.credential } : {}),
    ...(order.demoAddress === null ? {} : { demoAddress: order.demoAddress }),
  });
}
