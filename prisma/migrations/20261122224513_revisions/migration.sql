ALTER TABLE "revisions" ADD COLUMN "reason" TEXT NOT NULL DEFAULT 'quiet', ADD COLUMN "name" TEXT;

CREATE TABLE "document_views" (
    "user_id" TEXT NOT NULL,
    "document_id" UUID NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "document_views_pkey" PRIMARY KEY ("user_id","document_id")
);

CREATE INDEX "document_views_document_id_sha256_idx" ON "document_views"("document_id", "sha256");

ALTER TABLE "document_views" ADD CONSTRAINT "document_views_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "document_views" ADD CONSTRAINT "document_views_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;
