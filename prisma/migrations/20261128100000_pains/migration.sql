-- AlterTable
ALTER TABLE "Snapshot" ADD COLUMN     "pains" JSONB;

-- AlterTable
ALTER TABLE "TrendPoint" ADD COLUMN     "pains" JSONB;
