import type { RecordedCheck } from '#core/verification/evidence.ts';
import type { Db, Tx } from '#server/db/client.ts';
import type { EvidenceCheck } from '#server/db/generated/client.ts';

type Row = EvidenceCheck & { runId: string | null; commit: string; recordedAt: Date };

/**
 * The records of a spec that verdicts can follow from: of each run, and of the checks of the default branch, the last
 * execution that gave a result, since what a run tried on its way is not what it left; and of these, of each check, the
 * newest in each wording of what it speaks for. A cancelled run's branch is nobody's plan any more. What speaks for no
 * criterion is left out.
 */
export async function readSpeakingChecks(db: Db | Tx, specId: string): Promise<RecordedCheck[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT evidence_id AS "evidenceId", name, file, line, status::text AS status, cases, seed, counterexample, message, duration_ms AS "durationMs",
      property_id AS "propertyId", property_sha256 AS "propertySha256", criteria, "runId", commit, "recordedAt"
    FROM (
      SELECT c.*, e.run_id AS "runId", e.commit, e.created_at AS "recordedAt",
        rank() OVER (PARTITION BY c.file, c.name, c.criteria, c.property_sha256 ORDER BY e.created_at DESC, e.id DESC) AS age
      FROM (
        SELECT DISTINCT ON (found.run_id) found.* FROM evidence found LEFT JOIN runs r ON r.id = found.run_id
        WHERE found.spec_id = ${specId}::uuid AND found.failure IS NULL AND r.status IS DISTINCT FROM 'cancelled'
        ORDER BY found.run_id, found.created_at DESC, found.id DESC
      ) e JOIN evidence_checks c ON c.evidence_id = e.id
      WHERE c.criteria <> '{}'::jsonb
    ) AS ranked
    WHERE age = 1`;
  return rows.map(toRecordedCheck);
}

/** The records of one evidence, in the order in which they were reported. */
export async function readChecksOf(db: Db | Tx, evidenceId: string): Promise<RecordedCheck[]> {
  const evidence = await db.evidence.findUniqueOrThrow({
    where: { id: evidenceId },
    include: { checks: { orderBy: { position: 'asc' } } },
  });
  const { runId, commit, createdAt } = evidence;
  return evidence.checks.map((check) => toRecordedCheck({ ...check, runId, commit, recordedAt: createdAt }));
}

function toRecordedCheck(row: Row): RecordedCheck {
  const { evidenceId, runId, commit, recordedAt, name, file, line, status, cases, seed, counterexample, message, durationMs } = row;
  return {
    evidenceId,
    runId,
    commit,
    recordedAt: recordedAt.toISOString(),
    name,
    file,
    line,
    status,
    cases,
    seed,
    counterexample,
    message,
    durationMs,
    propertyId: row.propertyId,
    propertySha256: row.propertySha256,
    // Written by `recordEvidence` and nobody else.
    criteria: row.criteria as Record<string, string>,
  };
}
