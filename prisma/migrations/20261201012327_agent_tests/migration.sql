-- Tests that agents wrote of their own accord: they speak for nothing until a person adopts them.
CREATE TABLE "agent_tests" (
    "project_id" UUID NOT NULL,
    "key_sha256" CHAR(64) NOT NULL,
    "file" TEXT,
    "name" TEXT NOT NULL,
    "run_id" UUID,
    "sha256" CHAR(64) NOT NULL,
    "adopted_sha256" CHAR(64),
    "adopted_by_id" TEXT,
    "adopted_by_name" TEXT,
    "adopted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_tests_pkey" PRIMARY KEY ("project_id", "key_sha256"),
    CONSTRAINT "agent_tests_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
