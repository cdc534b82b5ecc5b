import type { Verdict } from '#core/verification/evidence.ts';
import type { Db } from '#server/db/client.ts';

type Held = { name: string; criteria: Record<string, string>; commit: string; at: Date };

/**
 * Adds to each verdict that is broken on today's code where the same check last held of the same sentence, on the default branch or in work that was merged: the code has
 * drifted away from it. Verdicts without such a past stay as they are.
 */
export async function addDrift(db: Db, specId: string, verdicts: ReadonlyMap<string, Verdict>): Promise<Map<string, Verdict>> {
  const broken = [...verdicts].filter(([, { state, isStale }]) => state === 'falsified' && !isStale);
  const names = new Set(broken.flatMap(([, { checks }]) => failing(checks).map(({ name }) => name)));
  const held = names.size === 0 ? [] : await readHeld(db, specId, [...names]);
  return new Map(
    [...verdicts].map(([id, verdict]) => {
      const last = held.find(({ name, criteria, at, commit }) =>
        failing(verdict.checks).some(
          (check) =>
            check.name === name && check.criteria[id] === criteria[id] && at.toISOString() < check.recordedAt && check.commit !== commit,
        ),
      );
      const isDrifted = last && verdict.state === 'falsified' && !verdict.isStale;
      return [id, isDrifted ? { ...verdict, heldOn: { commit: last.commit, at: last.at.toISOString() } } : verdict];
    }),
  );
}

function failing(checks: Verdict['checks']): Verdict['checks'] {
  return checks.filter(({ status, runId }) => status === 'failed' && runId === null);
}

/** The newest pass of each check in each wording, the last first. */
function readHeld(db: Db, specId: string, names: string[]): Promise<Held[]> {
  return db.$queryRaw<Held[]>`
    SELECT DISTINCT ON (c.name, c.criteria) c.name, c.criteria, e.commit, e.created_at AS at
    FROM evidence_checks c JOIN evidence e ON e.id = c.evidence_id LEFT JOIN runs r ON r.id = e.run_id
    WHERE e.spec_id = ${specId}::uuid AND e.failure IS NULL AND c.status = 'passed' AND c.refused_because IS NULL AND c.name = ANY(${names})
      AND (e.run_id IS NULL OR r.merged_commit = e.commit)
    ORDER BY c.name, c.criteria, e.created_at DESC`;
}
