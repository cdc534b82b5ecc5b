ALTER TABLE "evidence" ADD COLUMN "runner" TEXT, ADD COLUMN "link" TEXT, ADD COLUMN "submitted_by_id" TEXT;

ALTER TABLE "evidence_checks" ADD COLUMN "refused_because" TEXT;

CREATE TABLE "attestations" (
    "id" UUID NOT NULL,
    "organization_id" TEXT NOT NULL,
    "spec_id" UUID NOT NULL,
    "criterion_id" TEXT NOT NULL,
    "criterion_sha256" CHAR(64) NOT NULL,
    "words" TEXT NOT NULL,
    "link" TEXT,
    "user_id" TEXT NOT NULL,
    "user_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "attestations_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "dispositions" (
    "id" UUID NOT NULL,
    "spec_id" UUID NOT NULL,
    "criterion_id" TEXT NOT NULL,
    "evidence_id" UUID NOT NULL,
    "check_name" TEXT NOT NULL,
    "fault" TEXT NOT NULL,
    "run_id" UUID,
    "thread_id" UUID,
    "user_id" TEXT NOT NULL,
    "user_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dispositions_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "attestations_spec_id_criterion_id_idx" ON "attestations"("spec_id", "criterion_id");
CREATE INDEX "dispositions_spec_id_criterion_id_idx" ON "dispositions"("spec_id", "criterion_id");

ALTER TABLE "attestations" ADD CONSTRAINT "attestations_spec_id_fkey" FOREIGN KEY ("spec_id") REFERENCES "specs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "dispositions" ADD CONSTRAINT "dispositions_spec_id_fkey" FOREIGN KEY ("spec_id") REFERENCES "specs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
