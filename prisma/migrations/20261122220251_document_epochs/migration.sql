-- AlterTable
ALTER TABLE "documents" ADD COLUMN "epoch" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "document_epochs" (
    "document_id" UUID NOT NULL,
    "epoch" INTEGER NOT NULL,
    "state" BYTEA NOT NULL,
    "holdings" BYTEA NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "document_epochs_pkey" PRIMARY KEY ("document_id","epoch")
);

-- CreateTable
CREATE TABLE "document_refusals" (
    "document_id" UUID NOT NULL,
    "user_id" TEXT NOT NULL,
    "code" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "first_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "document_refusals_pkey" PRIMARY KEY ("document_id","user_id","code")
);

-- AddForeignKey
ALTER TABLE "document_epochs" ADD CONSTRAINT "document_epochs_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_refusals" ADD CONSTRAINT "document_refusals_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_refusals" ADD CONSTRAINT "document_refusals_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
