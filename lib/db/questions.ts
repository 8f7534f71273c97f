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
  fillDays,
  latestTotals,
  measuredNamespaces,
  measuredTotals,
  measurementOf,
} from "./measurements.ts";
export {
  deleteMetricsSource,
  forgetBackfill,
  metricsCredentialOf,
  metricsFound,
  metricsSourceOf,
  metricsSources,
  saveBackfill,
  saveMetricsSource,
} from "./metrics-sources.ts";
export { movesOf, movesToCompare } from "./moves.ts";
export { addNote, deleteNote, NOTE_LENGTH, notesOf } from "./notes.ts";
export { saveFailedPast, savePast } from "./past-scans.ts";
export { rebuildTrends } from "./rebuild.ts";
export {
  applyRetention,
  DEFAULT_RETENTION,
  RetentionError,
  retentionEffect,
  retentionPolicy,
  saveRetentionPolicy,
} from "./retention.ts";
export {
  finishScanRow,
  interruptLostScans,
  keepScanAlive,
  lastScan,
  lostScans,
  scanById,
  startScanRow,
  storedProgress,
} from "./scans.ts";
export {
  adoptTick,
  deleteSchedule,
  interruptedSince,
  lastScheduledScans,
  listSchedules,
  saveSchedule,
  scanOfTick,
  scheduleOf,
  schedulesDue,
  settleTick,
} from "./schedules.ts";
export {
  createShareLink,
  forgetAttempts,
  liveShareLinks,
  NothingToShareError,
  noteViews,
  type OpenedLink,
  revokeShareLink,
  shareLinkByTokenHash,
  takeAttempt,
} from "./share-links.ts";
export {
  latestSnapshot,
  ScanEndedError,
  savePrepared,
  saveSnapshot,
  snapshotAt,
  snapshotById,
  snapshotMoments,
  snapshotsAt,
} from "./snapshots.ts";
export { namespaceSpans, phaseChanges } from "./spans.ts";
export { firstTaken, fleetTrend, painTrend, trend } from "./trends.ts";
export { vacuumEmbedded } from "./vacuum.ts";
