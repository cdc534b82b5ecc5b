-- AlterTable
ALTER TABLE "projects" ADD COLUMN "has_clarifications" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "findings" (
    "spec_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "grade" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "criteria" TEXT[],
    "title" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "worded" JSONB,
    "assignee_id" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "findings_pkey" PRIMARY KEY ("spec_id","id")
);

-- CreateTable
CREATE TABLE "question_answers" (
    "id" UUID NOT NULL,
    "spec_id" UUID NOT NULL,
    "finding_id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "criteria" TEXT[],
    "question" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "suggestion_id" UUID,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "question_answers_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "question_answers_spec_id_finding_id_idx" ON "question_answers"("spec_id", "finding_id");

-- AddForeignKey
ALTER TABLE "findings" ADD CONSTRAINT "findings_spec_id_fkey" FOREIGN KEY ("spec_id") REFERENCES "specs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "question_answers" ADD CONSTRAINT "question_answers_spec_id_fkey" FOREIGN KEY ("spec_id") REFERENCES "specs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "question_answers" ADD CONSTRAINT "question_answers_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
