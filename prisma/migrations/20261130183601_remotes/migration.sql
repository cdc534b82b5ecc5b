-- Where a project's branches are pushed to and fetched from.
CREATE TABLE "project_remotes" (
    "project_id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "forge" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "encrypted_token" TEXT,
    "encrypted_hook_secret" TEXT NOT NULL,
    "connected_by_id" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "project_remotes_pkey" PRIMARY KEY ("project_id")
);
ALTER TABLE "project_remotes" ADD CONSTRAINT "project_remotes_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What of a run was pushed, and the pull request that was opened for it.
CREATE TABLE "publications" (
    "run_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "commit" TEXT NOT NULL,
    "pushed_at" TIMESTAMPTZ(3) NOT NULL,
    "number" INTEGER,
    "url" TEXT,
    "state" TEXT,
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "publications_pkey" PRIMARY KEY ("run_id")
);
CREATE INDEX "publications_project_id_state_idx" ON "publications"("project_id", "state");
ALTER TABLE "publications" ADD CONSTRAINT "publications_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
