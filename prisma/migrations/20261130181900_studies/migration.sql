-- A run may ask models about a spec instead of working on a task of it: critics, or readers of its criteria.
ALTER TYPE "RunStatus" ADD VALUE 'done';
ALTER TABLE "runs" ADD COLUMN "study" JSONB;
