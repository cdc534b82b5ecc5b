-- What a member is in one project, where that differs from the organization.
CREATE TABLE "project_roles" (
    "member_id" TEXT NOT NULL,
    "project_id" UUID NOT NULL,
    "role" TEXT NOT NULL,

    CONSTRAINT "project_roles_pkey" PRIMARY KEY ("member_id","project_id")
);

CREATE INDEX "project_roles_project_id_idx" ON "project_roles"("project_id");

ALTER TABLE "project_roles" ADD CONSTRAINT "project_roles_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "project_roles" ADD CONSTRAINT "project_roles_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Whoever remembers who may do what is told of these, too.
CREATE TRIGGER project_roles_access AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "project_roles" FOR EACH STATEMENT EXECUTE FUNCTION notify_access_change();
