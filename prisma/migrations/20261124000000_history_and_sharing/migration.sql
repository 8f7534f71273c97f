-- DropIndex
DROP INDEX "Snapshot_clusterId_takenAt_idx";

-- AlterTable
ALTER TABLE "Finding" DROP CONSTRAINT "Finding_pkey",
ADD CONSTRAINT "Finding_pkey" PRIMARY KEY ("clusterId", "fingerprint", "firstSeen");

-- AlterTable
ALTER TABLE "Scan" ADD COLUMN     "tickAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Snapshot" ADD COLUMN     "baseId" TEXT;

-- DropTable
DROP TABLE "SnapshotNamespace";

-- CreateTable
CREATE TABLE "DocumentBase" (
    "id" TEXT NOT NULL,
    "clusterId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "documentVersion" INTEGER NOT NULL,
    "document" BYTEA NOT NULL,

    CONSTRAINT "DocumentBase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NamespaceSpan" (
    "clusterId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "fromAt" TIMESTAMP(3) NOT NULL,
    "untilAt" TIMESTAMP(3),
    "phase" TEXT,
    "verdict" TEXT,
    "need" TEXT NOT NULL,
    "blockers" INTEGER NOT NULL,
    "warnings" INTEGER NOT NULL,
    "infos" INTEGER NOT NULL,
    "hard" INTEGER NOT NULL,
    "evidence" JSONB NOT NULL,

    CONSTRAINT "NamespaceSpan_pkey" PRIMARY KEY ("clusterId","name","fromAt")
);

-- CreateTable
CREATE TABLE "TrendPoint" (
    "clusterId" TEXT NOT NULL,
    "takenAt" TIMESTAMP(3) NOT NULL,
    "version" INTEGER NOT NULL,
    "input" TEXT NOT NULL,
    "istioVersion" TEXT,
    "kubernetesVersion" TEXT,
    "catalogue" TEXT NOT NULL,
    "phases" JSONB NOT NULL,
    "verdicts" JSONB NOT NULL,
    "namespaceCount" INTEGER NOT NULL,
    "judged" INTEGER NOT NULL,
    "sidecarPods" INTEGER,
    "ambientPods" INTEGER,
    "plainPods" INTEGER,
    "openBlockers" INTEGER NOT NULL,
    "openWarnings" INTEGER NOT NULL,
    "foundBlockers" INTEGER NOT NULL,
    "foundWarnings" INTEGER NOT NULL,
    "resolvedBlockers" INTEGER NOT NULL,
    "resolvedWarnings" INTEGER NOT NULL,
    "kindsAsked" INTEGER NOT NULL,
    "kindsRead" INTEGER NOT NULL,
    "undeterminedChecks" INTEGER NOT NULL,
    "sidecarMemoryRequested" BIGINT,

    CONSTRAINT "TrendPoint_pkey" PRIMARY KEY ("clusterId","takenAt")
);

-- CreateTable
CREATE TABLE "Note" (
    "id" TEXT NOT NULL,
    "clusterId" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Note_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Schedule" (
    "clusterId" TEXT NOT NULL,
    "everyMinutes" INTEGER,
    "cron" TEXT,
    "timeZone" TEXT NOT NULL,
    "jitterSeconds" INTEGER NOT NULL,
    "paused" BOOLEAN NOT NULL,
    "tickAt" TIMESTAMP(3),
    "lastTickAt" TIMESTAMP(3),
    "failures" INTEGER NOT NULL,
    "message" TEXT NOT NULL,
    "changedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Schedule_pkey" PRIMARY KEY ("clusterId")
);

-- CreateTable
CREATE TABLE "Retention" (
    "id" INTEGER NOT NULL,
    "allDays" INTEGER NOT NULL,
    "dailyDays" INTEGER NOT NULL,
    "changedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Retention_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ShareLink" (
    "id" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "clusterId" TEXT NOT NULL,
    "snapshotId" TEXT,
    "sections" JSONB NOT NULL,
    "namespaces" JSONB,
    "redactKey" TEXT,
    "passphrase" TEXT,
    "attempts" INTEGER NOT NULL,
    "lockedUntil" TIMESTAMP(3),
    "embed" BOOLEAN NOT NULL,
    "note" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "revokedAt" TIMESTAMP(3),
    "views" INTEGER NOT NULL,
    "viewedAt" TIMESTAMP(3),

    CONSTRAINT "ShareLink_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "DocumentBase_clusterId_idx" ON "DocumentBase"("clusterId");

-- CreateIndex
CREATE INDEX "NamespaceSpan_clusterId_untilAt_idx" ON "NamespaceSpan"("clusterId", "untilAt");

-- CreateIndex
CREATE INDEX "Note_clusterId_at_idx" ON "Note"("clusterId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "ShareLink_tokenHash_key" ON "ShareLink"("tokenHash");

-- CreateIndex
CREATE INDEX "ShareLink_clusterId_idx" ON "ShareLink"("clusterId");

-- CreateIndex
CREATE INDEX "ShareLink_expiresAt_idx" ON "ShareLink"("expiresAt");

-- CreateIndex
CREATE INDEX "Finding_clusterId_resolvedAt_idx" ON "Finding"("clusterId", "resolvedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Scan_clusterId_tickAt_key" ON "Scan"("clusterId", "tickAt");

-- CreateIndex
CREATE INDEX "Snapshot_baseId_idx" ON "Snapshot"("baseId");

-- CreateIndex
CREATE UNIQUE INDEX "Snapshot_clusterId_takenAt_key" ON "Snapshot"("clusterId", "takenAt");

-- AddForeignKey
ALTER TABLE "Snapshot" ADD CONSTRAINT "Snapshot_baseId_fkey" FOREIGN KEY ("baseId") REFERENCES "DocumentBase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Note" ADD CONSTRAINT "Note_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Schedule" ADD CONSTRAINT "Schedule_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ShareLink" ADD CONSTRAINT "ShareLink_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ShareLink" ADD CONSTRAINT "ShareLink_snapshotId_fkey" FOREIGN KEY ("snapshotId") REFERENCES "Snapshot"("id") ON DELETE CASCADE ON UPDATE CASCADE;
