-- AlterTable
ALTER TABLE "Snapshot" ADD COLUMN     "plannedSaving" BIGINT;
