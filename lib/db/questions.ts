/** Every question that pages and routes may ask the database, by its noun. All answer with the shapes of shapes.ts. */
export {
  changeSource,
  clusterById,
  createCluster,
  credentialOf,
  forgetCluster,
  ImportUnavailableError,
  listClusters,
  renameCluster,
} from "./clusters.ts";
export { checkAcrossClusters, findingLife, findingLives } from "./findings.ts";
export {
  deleteStaleImports,
  importById,
  importRecords,
  saveImport,
} from "./imports.ts";
export {
  finishScanRow,
  interruptLostScans,
  keepScanAlive,
  lastScan,
  scanById,
  startScanRow,
  storedProgress,
} from "./scans.ts";
export {
  latestSnapshot,
  ScanEndedError,
  savePrepared,
  saveSnapshot,
  snapshotById,
} from "./snapshots.ts";
export { vacuumEmbedded } from "./vacuum.ts";
