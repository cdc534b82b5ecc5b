import type { EvidenceGrade, RecordedCheck } from '#core/verification/evidence.ts';
import { checkKey } from '#core/verification/refusals.ts';
import type { Db, Tx } from '#server/db/client.ts';
import type { EvidenceCheck } from '#server/db/generated/client.ts';
import { readOwnTests } from './own-tests.ts';

type Row = EvidenceCheck & { runId: string | null; grade: EvidenceGrade; commit: string; recordedAt: Date };

/**
 * The records of a spec that verdicts can follow from: of each run, of the checks of the default branch, and of each command
 * of a build elsewhere, the last execution that gave a result, since what a run tried on its way is not what it left,
 * with every other one on the same commit, since a check that gives both is flaky; and of these, of each check, the newest
 * of each status in each wording of what it speaks for. A cancelled run's branch is nobody's plan any more. What speaks
 * for no criterion is left out.
 */
export async function readSpeakingChecks(db: Db | Tx, specId: string): Promise<RecordedCheck[]> {
  const rows = await db.$queryRaw<Row[]>`
    WITH last AS (
      SELECT DISTINCT ON (found.run_id, found.grade, CASE WHEN found.grade = 'ci' THEN found.command END) found.*
      FROM evidence found LEFT JOIN runs r ON r.id = found.run_id
      WHERE found.spec_id = ${specId}::uuid AND found.failure IS NULL AND r.status IS DISTINCT FROM 'cancelled'
      ORDER BY found.run_id, found.grade, CASE WHEN found.grade = 'ci' THEN found.command END, found.created_at DESC, found.id DESC
    )
    SELECT evidence_id AS "evidenceId", name, file, line, status::text AS status, cases, seed, counterexample, message, duration_ms AS "durationMs",
      property_id AS "propertyId", property_sha256 AS "propertySha256", reading_sha256 AS "readingSha256", criteria, refused_because AS "refusedBecause", "runId", grade, commit, "recordedAt"
    FROM (
      SELECT c.*, e.run_id AS "runId", e.grade::text AS grade, e.commit, e.created_at AS "recordedAt",
        rank() OVER (
          PARTITION BY c.file, c.name, c.criteria, c.property_sha256, c.reading_sha256, c.status, e.commit ORDER BY e.created_at DESC, e.id DESC
        ) AS age
      FROM evidence e JOIN evidence_checks c ON c.evidence_id = e.id
      WHERE e.spec_id = ${specId}::uuid AND e.failure IS NULL AND c.criteria <> '{}'::jsonb AND EXISTS (
        SELECT FROM last WHERE last.commit = e.commit AND last.grade = e.grade AND last.run_id IS NOT DISTINCT FROM e.run_id
      )
    ) AS ranked
    WHERE age = 1`;
  return withOwn(db, specId, rows.map(toRecordedCheck));
}

/** The same records, each test of an agent's own with what is known of it today. */
export async function withOwn(db: Db | Tx, specId: string, checks: readonly RecordedCheck[]): Promise<RecordedCheck[]> {
  const tests = await readOwnTests(db, specId);
  return checks.map((check) => {
    const own = tests.get(checkKey(check));
    return own ? { ...check, own } : check;
  });
}

/** The records of one evidence, in the order in which they were reported. */
export async function readChecksOf(db: Db | Tx, evidenceId: string): Promise<RecordedCheck[]> {
  const evidence = await db.evidence.findUniqueOrThrow({
    where: { id: evidenceId },
    include: { checks: { orderBy: { position: 'asc' } } },
  });
  const { specId, runId, commit, createdAt, grade } = evidence;
  const checks = evidence.checks.map((check) => toRecordedCheck({ ...check, runId, commit, grade, recordedAt: createdAt }));
  return withOwn(db, specId, checks);
}

function toRecordedCheck(row: Row): RecordedCheck {
  const { evidenceId, runId, grade, commit, recordedAt, name, file, line, status, cases, seed, counterexample, message, durationMs } = row;
  return {
    evidenceId,
    runId,
    grade,
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
    readingSha256: row.readingSha256,
    // Written by `recordEvidence` and nobody else.
    criteria: row.criteria as Record<string, string>,
    refusedBecause: row.refusedBecause,
  };
}
