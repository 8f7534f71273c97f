-- CreateTable
CREATE TABLE "Cluster" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "source" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Credential" (
    "clusterId" TEXT NOT NULL,
    "server" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "Credential_pkey" PRIMARY KEY ("clusterId")
);

-- CreateTable
CREATE TABLE "Import" (
    "id" TEXT NOT NULL,
    "clusterId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "preview" JSONB NOT NULL,
    "records" BYTEA NOT NULL,
    "recordsVersion" INTEGER NOT NULL,

    CONSTRAINT "Import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Scan" (
    "id" TEXT NOT NULL,
    "clusterId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "finishedAt" TIMESTAMP(3),
    "message" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "heartbeatAt" TIMESTAMP(3) NOT NULL,
    "progress" JSONB,

    CONSTRAINT "Scan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Snapshot" (
    "id" TEXT NOT NULL,
    "clusterId" TEXT NOT NULL,
    "scanId" TEXT NOT NULL,
    "takenAt" TIMESTAMP(3) NOT NULL,
    "documentVersion" INTEGER NOT NULL,
    "document" BYTEA NOT NULL,
    "documentBytes" INTEGER NOT NULL,
    "input" TEXT NOT NULL,
    "istioVersion" TEXT,
    "kubernetesVersion" TEXT,
    "platform" TEXT,
    "catalogue" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "advice" TEXT NOT NULL,
    "phases" JSONB NOT NULL,
    "verdicts" JSONB NOT NULL,
    "namespaceCount" INTEGER NOT NULL,
    "judged" INTEGER NOT NULL,
    "blockers" INTEGER NOT NULL,
    "warnings" INTEGER NOT NULL,
    "infos" INTEGER NOT NULL,
    "namespacesWithBlockers" INTEGER NOT NULL,
    "needWaypoint" INTEGER NOT NULL,
    "sidecarPods" INTEGER NOT NULL,
    "ambientPods" INTEGER NOT NULL,
    "plainPods" INTEGER NOT NULL,
    "kindsAsked" INTEGER NOT NULL,
    "kindsRead" INTEGER NOT NULL,
    "undeterminedChecks" INTEGER NOT NULL,
    "sidecarMemoryRequested" BIGINT,

    CONSTRAINT "Snapshot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SnapshotNamespace" (
    "snapshotId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "phase" TEXT,
    "verdict" TEXT,
    "need" TEXT NOT NULL,
    "sidecarPods" INTEGER,
    "ambientPods" INTEGER,
    "pendingPods" INTEGER,
    "stuckPods" INTEGER,
    "livePods" INTEGER,
    "blockers" INTEGER NOT NULL,
    "warnings" INTEGER NOT NULL,
    "infos" INTEGER NOT NULL,
    "hard" INTEGER NOT NULL,

    CONSTRAINT "SnapshotNamespace_pkey" PRIMARY KEY ("snapshotId","name")
);

-- CreateTable
CREATE TABLE "Finding" (
    "clusterId" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "check" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "security" BOOLEAN NOT NULL,
    "namespace" TEXT,
    "objectGroup" TEXT NOT NULL,
    "objectKind" TEXT NOT NULL,
    "objectNamespace" TEXT,
    "objectName" TEXT NOT NULL,
    "problem" TEXT NOT NULL,
    "firstSeen" TIMESTAMP(3) NOT NULL,
    "lastSeen" TIMESTAMP(3) NOT NULL,
    "resolvedAt" TIMESTAMP(3),
    "firstSnapshotId" TEXT NOT NULL,
    "lastSnapshotId" TEXT NOT NULL,

    CONSTRAINT "Finding_pkey" PRIMARY KEY ("clusterId","fingerprint")
);

-- CreateIndex
CREATE INDEX "Import_clusterId_idx" ON "Import"("clusterId");

-- CreateIndex
CREATE INDEX "Import_createdAt_idx" ON "Import"("createdAt");

-- CreateIndex
CREATE INDEX "Scan_clusterId_startedAt_idx" ON "Scan"("clusterId", "startedAt" DESC);

-- CreateIndex
CREATE INDEX "Scan_status_idx" ON "Scan"("status");

-- CreateIndex
CREATE UNIQUE INDEX "Snapshot_scanId_key" ON "Snapshot"("scanId");

-- CreateIndex
CREATE INDEX "Snapshot_clusterId_takenAt_idx" ON "Snapshot"("clusterId", "takenAt" DESC);

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Import" ADD CONSTRAINT "Import_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Scan" ADD CONSTRAINT "Scan_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Snapshot" ADD CONSTRAINT "Snapshot_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Snapshot" ADD CONSTRAINT "Snapshot_scanId_fkey" FOREIGN KEY ("scanId") REFERENCES "Scan"("id") ON DELETE CASCADE ON UPDATE CASCADE;
