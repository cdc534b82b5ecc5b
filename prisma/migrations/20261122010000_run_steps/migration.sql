-- CreateTable
CREATE TABLE "run_steps" (
    "run_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "segment" INTEGER NOT NULL,
    "output" JSON NOT NULL,
    "finished_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_steps_pkey" PRIMARY KEY ("run_id","step")
);

-- AddForeignKey
ALTER TABLE "run_steps" ADD CONSTRAINT "run_steps_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
