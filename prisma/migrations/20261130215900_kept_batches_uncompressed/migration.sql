-- A kept batch is read whole and sent on: to unpack it took longer than everything else that a replay does.
ALTER TABLE "run_event_batches" ALTER COLUMN "message" SET STORAGE EXTERNAL;
