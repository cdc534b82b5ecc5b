-- Pictures pasted into a spec: a file beside its documents, named by what it holds.
CREATE TABLE "spec_images" (
    "spec_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "added_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "spec_images_pkey" PRIMARY KEY ("spec_id","name")
);

ALTER TABLE "spec_images" ADD CONSTRAINT "spec_images_spec_id_fkey" FOREIGN KEY ("spec_id") REFERENCES "specs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
