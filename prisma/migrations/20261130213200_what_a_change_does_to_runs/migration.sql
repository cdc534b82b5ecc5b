-- What a change of a spec does to the runs of its tasks that are under way.
ALTER TABLE "projects" ADD COLUMN "on_change" TEXT NOT NULL DEFAULT 'tell';
