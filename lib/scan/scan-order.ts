/** Gathers what the scanning thread needs to know about a cluster. */
import type { Config } from "../config.ts";
import { credentialOf, importRecords } from "../db/questions.ts";
import type { ClusterRow } from "../db/shapes.ts";
import { demoAddress } from "./demo-fleet.ts";
import { metricsOrder } from "./metrics-order.ts";
import type { ScanOrder } from "./scan-cluster.ts";

/**
 * @throws SealError when the stored credential does not open.
 */
export async function scanOrder(cluster: ClusterRow, settings: Config): Promise<ScanOrder> {
  const { id, source } = cluster;
  return {
    source,
    records: source.kind === "dump" ? await importRecords(source.importId) : null,
    credential: source.kind === "uploaded" ? await credentialOf(id) : null,
    metrics: await metricsOrder(cluster),
    demoAddress: source.kind === "demo" ? await demoAddress(source.cluster) : null,
    kubeconfigFiles: settings.kubeconfigFiles,
    ownListener: { host: settings.host, port: settings.port },
    listStreams: settings.listStreams,
    timeLimit: settings.scanTimeLimit,
  };
}
