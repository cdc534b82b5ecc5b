-- What a suite established stands on what its criterion was taken to mean, as on the sentence.
ALTER TABLE "evidence_checks" ADD COLUMN "reading_sha256" CHAR(64);
