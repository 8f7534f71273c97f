-- AlterTable
ALTER TABLE "Snapshot" ADD COLUMN     "realisedSaving" BIGINT;

-- CreateTable
CREATE TABLE "SidecarBaseline" (
    "clusterId" TEXT NOT NULL,
    "namespaces" JSONB NOT NULL,

    CONSTRAINT "SidecarBaseline_pkey" PRIMARY KEY ("clusterId")
);

-- AddForeignKey
ALTER TABLE "SidecarBaseline" ADD CONSTRAINT "SidecarBaseline_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
