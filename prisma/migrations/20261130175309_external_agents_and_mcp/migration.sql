CREATE TABLE "external_agents" (
    "id" UUID NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "folder" TEXT,
    "mode" TEXT,
    "hosts" TEXT[],
    "env_names" TEXT[],
    "encrypted_env" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "external_agents_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "external_agents_organization_id_name_key" ON "external_agents"("organization_id", "name");

ALTER TABLE "external_agents" ADD CONSTRAINT "external_agents_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "mcp_servers" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "transport" TEXT NOT NULL,
    "command" TEXT,
    "url" TEXT,
    "hosts" TEXT[],
    "secret_names" TEXT[],
    "encrypted_secrets" TEXT,
    "tools" JSONB,
    "tools_sha256" CHAR(64),
    "seen_tools" JSONB,
    "closed_reason" TEXT,
    "approved_by_id" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mcp_servers_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "mcp_servers_project_id_slug_key" ON "mcp_servers"("project_id", "slug");

ALTER TABLE "mcp_servers" ADD CONSTRAINT "mcp_servers_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
