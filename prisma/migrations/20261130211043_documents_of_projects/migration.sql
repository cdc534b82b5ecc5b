-- A document belongs to a project: to one of its specs, or, guidance to agents, to the project itself.
ALTER TYPE "DocumentKind" ADD VALUE 'steering';

ALTER TABLE "documents" ADD COLUMN "project_id" UUID, ADD COLUMN "source_commit" TEXT;
UPDATE "documents" d SET "project_id" = s."project_id" FROM "specs" s WHERE s."id" = d."spec_id";
-- What was made in the minutes of the import came from the repository.
UPDATE "documents" d SET "source_commit" = p."head_commit" FROM "projects" p
  WHERE p."id" = d."project_id" AND d."created_at" < p."created_at" + interval '2 minutes';
ALTER TABLE "documents" ALTER COLUMN "project_id" SET NOT NULL, ALTER COLUMN "spec_id" DROP NOT NULL;
ALTER TABLE "documents" ADD CONSTRAINT "documents_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "documents_project_id_kind_idx" ON "documents"("project_id", "kind");

-- Steering, and nothing else, lies outside of specs. The new value of the type may not be named before this is committed.
ALTER TABLE "documents" ADD CONSTRAINT "documents_of_specs" CHECK (("kind"::text = 'steering') = ("spec_id" IS NULL));
-- A file of the repository is one document; two specs never share a folder.
CREATE UNIQUE INDEX "documents_steering_path_key" ON "documents"("project_id", "path") WHERE "spec_id" IS NULL;
