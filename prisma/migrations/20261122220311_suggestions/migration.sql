CREATE TYPE "SuggestionStatus" AS ENUM ('open', 'accepted', 'rejected', 'withdrawn');

CREATE TABLE "suggestions" (
    "id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "author_id" TEXT NOT NULL,
    "source" JSONB NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "status" "SuggestionStatus" NOT NULL DEFAULT 'open',
    "hunks" JSONB NOT NULL,
    "inverse" JSONB,
    "decided_by_id" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "suggestions_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "suggestions_document_id_seq_key" ON "suggestions"("document_id", "seq");

CREATE INDEX "suggestions_document_id_status_idx" ON "suggestions"("document_id", "status");

ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;
