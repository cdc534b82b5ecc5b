-- A decision is on a stage and names the revision of every document that the stage covers.
CREATE TABLE "approval_documents" (
    "approval_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "bound_sha256" CHAR(64) NOT NULL,

    CONSTRAINT "approval_documents_pkey" PRIMARY KEY ("approval_id","document_id")
);

INSERT INTO "approval_documents" ("approval_id", "document_id", "sha256", "bound_sha256")
SELECT "id", "document_id", "sha256", "bound_sha256" FROM "approvals";

ALTER TABLE "approvals" ADD COLUMN "role" TEXT, ADD COLUMN "is_author" BOOLEAN, ADD COLUMN "renews_id" UUID;

-- Of earlier decisions the role is not known: the one that the person has today stands in for it, and authors counted.
UPDATE "approvals" a SET "is_author" = false, "role" = coalesce(
    (SELECT m."role" FROM "members" m
     JOIN "projects" p ON p."organization_id" = m."organization_id"
     JOIN "specs" s ON s."project_id" = p."id"
     WHERE s."id" = a."spec_id" AND m."user_id" = a."user_id"),
    'editor');

ALTER TABLE "approvals" ALTER COLUMN "role" SET NOT NULL, ALTER COLUMN "is_author" SET NOT NULL;
ALTER TABLE "approvals" ALTER COLUMN "stage" TYPE TEXT USING "stage"::text;
ALTER TABLE "approvals" DROP CONSTRAINT "approvals_document_id_fkey";
ALTER TABLE "approvals" DROP COLUMN "document_id", DROP COLUMN "sha256", DROP COLUMN "bound_sha256";
DROP TYPE "Stage";

CREATE TABLE "policy_versions" (
    "project_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "policy" JSONB NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "proposed_by_id" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "is_accepted" BOOLEAN,
    "decided_by_id" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "policy_versions_pkey" PRIMARY KEY ("project_id","version")
);

CREATE TABLE "audit_entries" (
    "organization_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "principal_id" TEXT,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_name" TEXT NOT NULL,
    "project_id" UUID,
    "before" JSON,
    "after" JSON,
    "origin" TEXT NOT NULL,
    "previous_hash" CHAR(64) NOT NULL,
    "hash" CHAR(64) NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("organization_id","seq")
);

CREATE TABLE "audit_heads" (
    "organization_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" CHAR(64) NOT NULL,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("organization_id")
);

CREATE INDEX "approval_documents_document_id_sha256_idx" ON "approval_documents"("document_id", "sha256");
CREATE INDEX "audit_entries_organization_id_action_seq_idx" ON "audit_entries"("organization_id", "action", "seq");
CREATE INDEX "audit_entries_organization_id_actor_id_seq_idx" ON "audit_entries"("organization_id", "actor_id", "seq");
CREATE INDEX "audit_entries_organization_id_subject_id_seq_idx" ON "audit_entries"("organization_id", "subject_id", "seq");

ALTER TABLE "approvals" ADD CONSTRAINT "approvals_renews_id_fkey" FOREIGN KEY ("renews_id") REFERENCES "approvals"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "approval_documents" ADD CONSTRAINT "approval_documents_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approvals"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "approval_documents" ADD CONSTRAINT "approval_documents_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "policy_versions" ADD CONSTRAINT "policy_versions_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "policy_versions" ADD CONSTRAINT "policy_versions_proposed_by_id_fkey" FOREIGN KEY ("proposed_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "policy_versions" ADD CONSTRAINT "policy_versions_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What is written stays as it was written, whoever asks: also the role that owns the table has to take this away first, and the chain shows it.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit is append-only.' USING ERRCODE = 'insufficient_privilege';
END;
$$;
CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_entries_stay_whole BEFORE TRUNCATE ON "audit_entries" FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
