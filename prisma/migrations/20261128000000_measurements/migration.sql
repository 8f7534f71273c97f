-- AlterTable
ALTER TABLE "Cluster" ADD COLUMN     "metricsFound" JSONB;

-- CreateTable
CREATE TABLE "MetricsSource" (
    "clusterId" TEXT NOT NULL,
    "source" JSONB NOT NULL,
    "address" TEXT NOT NULL,
    "sealed" BYTEA,
    "secrets" JSONB NOT NULL,
    "savedAt" TIMESTAMP(3) NOT NULL,
    "backfill" JSONB,

    CONSTRAINT "MetricsSource_pkey" PRIMARY KEY ("clusterId")
);

-- CreateTable
CREATE TABLE "Measurement" (
    "snapshotId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "Measurement_pkey" PRIMARY KEY ("snapshotId")
);

-- CreateTable
CREATE TABLE "MeasuredPoint" (
    "clusterId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "source" TEXT NOT NULL,
    "trafficSource" TEXT,
    "window" INTEGER,
    "parts" JSONB NOT NULL,
    "rosterId" TEXT NOT NULL,
    "columns" INTEGER NOT NULL,
    "width" INTEGER NOT NULL,
    "values" BYTEA NOT NULL,

    CONSTRAINT "MeasuredPoint_pkey" PRIMARY KEY ("clusterId","at")
);

-- CreateTable
CREATE TABLE "NamespaceRoster" (
    "id" TEXT NOT NULL,
    "clusterId" TEXT NOT NULL,
    "names" TEXT[],
    "usedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "NamespaceRoster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Move" (
    "clusterId" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "enrolledAt" TIMESTAMP(3) NOT NULL,
    "final" BOOLEAN NOT NULL,
    "comparison" JSONB NOT NULL,

    CONSTRAINT "Move_pkey" PRIMARY KEY ("clusterId","namespace","enrolledAt")
);

-- CreateIndex
CREATE INDEX "MeasuredPoint_rosterId_idx" ON "MeasuredPoint"("rosterId");

-- CreateIndex
CREATE INDEX "NamespaceRoster_clusterId_idx" ON "NamespaceRoster"("clusterId");

-- AddForeignKey
ALTER TABLE "MetricsSource" ADD CONSTRAINT "MetricsSource_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Measurement" ADD CONSTRAINT "Measurement_snapshotId_fkey" FOREIGN KEY ("snapshotId") REFERENCES "Snapshot"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MeasuredPoint" ADD CONSTRAINT "MeasuredPoint_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MeasuredPoint" ADD CONSTRAINT "MeasuredPoint_rosterId_fkey" FOREIGN KEY ("rosterId") REFERENCES "NamespaceRoster"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NamespaceRoster" ADD CONSTRAINT "NamespaceRoster_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Move" ADD CONSTRAINT "Move_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A namespace's few bytes are cut out of the value, which only an uncompressed one allows.
ALTER TABLE "MeasuredPoint" ALTER COLUMN "values" SET STORAGE EXTERNAL;

-- Clusters of the demo fleet serve their Prometheus as this Service; new ones get it when they are connected.
INSERT INTO "MetricsSource" ("clusterId", "source", "address", "secrets", "savedAt")
SELECT "id",
  '{"kind": "service-proxy", "namespace": "istio-system", "service": "prometheus", "port": "9090", "scheme": "http", "path": ""}',
  'service-proxy http istio-system/prometheus:9090', '[]', now() AT TIME ZONE 'UTC'
FROM "Cluster" WHERE "source"->>'kind' = 'demo';
