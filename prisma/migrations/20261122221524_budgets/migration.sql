CREATE TABLE "model_prices" (
    "organization_id" TEXT NOT NULL,
    "provider" "ModelProvider" NOT NULL,
    "model" TEXT NOT NULL,
    "input_per_million" DOUBLE PRECISION NOT NULL,
    "output_per_million" DOUBLE PRECISION NOT NULL,
    "cached_per_million" DOUBLE PRECISION NOT NULL,
    "read_on" DATE NOT NULL,

    CONSTRAINT "model_prices_pkey" PRIMARY KEY ("organization_id","provider","model")
);

CREATE TABLE "budgets" (
    "id" UUID NOT NULL,
    "organization_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "subject_id" TEXT,
    "period" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "limit" BIGINT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "budgets_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ledger_lines" (
    "run_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" UUID NOT NULL,
    "spec_id" UUID NOT NULL,
    "user_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "input" INTEGER NOT NULL,
    "output" INTEGER NOT NULL,
    "cached" INTEGER NOT NULL,
    "cost" BIGINT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_lines_pkey" PRIMARY KEY ("run_id","step")
);

CREATE TABLE "budget_holds" (
    "run_id" UUID NOT NULL,
    "organization_id" TEXT NOT NULL,
    "cost" BIGINT,
    "tokens" BIGINT NOT NULL,

    CONSTRAINT "budget_holds_pkey" PRIMARY KEY ("run_id")
);

CREATE INDEX "budgets_organization_id_idx" ON "budgets"("organization_id");
CREATE INDEX "ledger_lines_organization_id_at_idx" ON "ledger_lines"("organization_id", "at");
CREATE INDEX "ledger_lines_spec_id_idx" ON "ledger_lines"("spec_id");
CREATE INDEX "ledger_lines_project_id_at_idx" ON "ledger_lines"("project_id", "at");
CREATE INDEX "budget_holds_organization_id_idx" ON "budget_holds"("organization_id");

ALTER TABLE "model_prices" ADD CONSTRAINT "model_prices_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ledger_lines" ADD CONSTRAINT "ledger_lines_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "budget_holds" ADD CONSTRAINT "budget_holds_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
