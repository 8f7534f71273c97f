/** Tries a metrics source of a cluster before it is relied upon. */
import { connect } from "../cluster/connect.ts";
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

/** Milliseconds; the visitor waits. */
const PATIENCE = 30_000;

export async function testMetrics(trial: MetricsTrial): Promise<MetricsTest> {
  const { cluster, source, credential } = trial;
  const signal = AbortSignal.any([trial.signal, AbortSignal.timeout(PATIENCE)]);
  const order = await scanOrder(cluster, config());
  const { ownListener, kubeconfigFiles, demoAddress } = order;
  try {
    const connection = await connect(order.source, {
      kubeconfigFiles,
      ownListener,
      ...(order.credential ? { credential: order.credential } : {}),
      ...(demoAddress === null ? {} : { demoAddress }),
    });
    try {
      return await testSource({
        source,
        connection,
        credential:
          credential === undefined ? await metricsCredentialOf(cluster.id, source) : credential,
        signal,
        ownListener,
      });
    } finally {
      connection.close();
    }
  } catch (error) {
    if (signal.aborted)
      return { ok: false, sentence: `It did not answer within ${PATIENCE / 1000} seconds.` };
    if (error instanceof ConnectionError) return { ok: false, sentence: error.message };
    throw error;
  }
}
