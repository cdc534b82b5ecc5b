-- A spec for something small, which a project's policy may let pass without approvals.
ALTER TABLE "specs" ADD COLUMN "is_quick" BOOLEAN NOT NULL DEFAULT false;
