-- The log of a run as viewers get it, in finished pieces: what comes late reads them instead of the events.
CREATE TABLE "run_event_batches" (
    "run_id" UUID NOT NULL,
    "from_seq" INTEGER NOT NULL,
    "to_seq" INTEGER NOT NULL,
    "message" TEXT NOT NULL,

    CONSTRAINT "run_event_batches_pkey" PRIMARY KEY ("run_id", "from_seq")
);
-- Unpacking would cost half of a replay.
ALTER TABLE "run_event_batches" ALTER COLUMN "message" SET STORAGE EXTERNAL;

ALTER TABLE "run_event_batches" ADD CONSTRAINT "run_event_batches_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
