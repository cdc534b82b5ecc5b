-- The wire carries the payload as it was written.
ALTER TABLE "run_events" ALTER COLUMN "payload" TYPE JSON USING "payload"::text::json;

CREATE TABLE "run_messages" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "heard_in" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_messages_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "run_messages_run_id_created_at_idx" ON "run_messages"("run_id", "created_at");

ALTER TABLE "run_messages" ADD CONSTRAINT "run_messages_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "run_messages" ADD CONSTRAINT "run_messages_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
