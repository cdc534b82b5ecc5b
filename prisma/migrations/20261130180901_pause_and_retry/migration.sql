-- A person may pause a run; it holds nothing while it is paused.
ALTER TYPE "RunStatus" ADD VALUE 'paused' AFTER 'waiting';
ALTER TABLE "runs" ADD COLUMN "pause_requested_at" TIMESTAMPTZ(3);

-- A run that begins where another one stood: which, before which turn of its model, and with which files.
ALTER TABLE "runs" ADD COLUMN "retried_from_id" UUID;
ALTER TABLE "runs" ADD COLUMN "retried_turn" INTEGER;
ALTER TABLE "runs" ADD COLUMN "retried_tree" TEXT;
ALTER TABLE "runs" ADD CONSTRAINT "runs_retried_from_id_fkey" FOREIGN KEY ("retried_from_id") REFERENCES "runs"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "runs_retried_from_id_idx" ON "runs"("retried_from_id");

-- Which order of steps a worker knows.
ALTER TABLE "workers" ADD COLUMN "version" TEXT NOT NULL DEFAULT '';
