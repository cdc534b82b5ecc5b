-- What criteria mean is a document of the spec: `readings.spec`.
ALTER TYPE "DocumentKind" ADD VALUE 'readings';

-- Who said that a sentence means this, when, and what the sentence was.
CREATE TABLE "reading_confirmations" (
    "id" UUID NOT NULL,
    "spec_id" UUID NOT NULL,
    "criterion" TEXT NOT NULL,
    "sentence_hash" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "rules" TEXT[],
    "user_id" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "taken_back_at" TIMESTAMPTZ(3),

    CONSTRAINT "reading_confirmations_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "reading_confirmations_spec_id_criterion_idx" ON "reading_confirmations"("spec_id", "criterion");
ALTER TABLE "reading_confirmations" ADD CONSTRAINT "reading_confirmations_spec_id_fkey" FOREIGN KEY ("spec_id") REFERENCES "specs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "reading_confirmations" ADD CONSTRAINT "reading_confirmations_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
