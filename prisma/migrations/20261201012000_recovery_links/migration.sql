-- Links that were mailed to whoever forgot their password. Only their hashes are kept; each works once.
CREATE TABLE "recovery_links" (
    "token_sha256" CHAR(64) NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "recovery_links_pkey" PRIMARY KEY ("token_sha256")
);
CREATE INDEX "recovery_links_user_id_idx" ON "recovery_links"("user_id");
ALTER TABLE "recovery_links" ADD CONSTRAINT "recovery_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
