ALTER TABLE "projects" ADD COLUMN "merging" TEXT NOT NULL DEFAULT 'verified';

CREATE TABLE "agent_policies" (
    "project_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "policy" JSONB NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "set_by_id" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_policies_pkey" PRIMARY KEY ("project_id","version")
);

CREATE TABLE "waves" (
    "id" UUID NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" UUID NOT NULL,
    "spec_id" UUID NOT NULL,
    "task_ids" TEXT[],
    "model" TEXT NOT NULL,
    "parallel" INTEGER NOT NULL,
    "started_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "held_back" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "waves_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "runs" ADD COLUMN "merged_commit" TEXT, ADD COLUMN "wave_id" UUID;

CREATE INDEX "waves_spec_id_created_at_idx" ON "waves"("spec_id", "created_at");
CREATE INDEX "runs_wave_id_idx" ON "runs"("wave_id");

ALTER TABLE "agent_policies" ADD CONSTRAINT "agent_policies_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "agent_policies" ADD CONSTRAINT "agent_policies_set_by_id_fkey" FOREIGN KEY ("set_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "waves" ADD CONSTRAINT "waves_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "waves" ADD CONSTRAINT "waves_spec_id_fkey" FOREIGN KEY ("spec_id") REFERENCES "specs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "waves" ADD CONSTRAINT "waves_started_by_id_fkey" FOREIGN KEY ("started_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "runs" ADD CONSTRAINT "runs_wave_id_fkey" FOREIGN KEY ("wave_id") REFERENCES "waves"("id") ON DELETE SET NULL ON UPDATE CASCADE;
