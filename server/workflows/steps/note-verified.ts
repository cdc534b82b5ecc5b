import { addStatement, statementOf } from '#core/verification/statement.ts';
import { readGround } from '#server/services/checks/read-ground.ts';
import { readChecksOf } from '#server/services/checks/recorded-checks.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { addNote } from '#server/workspaces/notes.ts';
import type { RunSession } from '../run-session.ts';

/**
 * Writes what was verified into the notes of the merged commit (`refs/notes/plumbline`), as a statement that anybody with the repository can read. Nothing where the run is not
 * merged. Safe to repeat.
 */
export async function noteVerified({ house, run }: Pick<RunSession, 'house' | 'run'>): Promise<void> {
  const { db, dataPath } = house;
  const { mergedCommit: commit } = await db.run.findUniqueOrThrow({ where: { id: run.id }, select: { mergedCommit: true } });
  const evidence =
    commit && (await db.evidence.findFirst({ where: { runId: run.id, commit, failure: null }, orderBy: { createdAt: 'desc' } }));
  if (!commit || !evidence) return;
  const { trace } = await readGround(db, run.specId);
  const statement = statementOf({
    commit,
    repository: run.project.slug,
    spec: run.spec.slug,
    taskId: run.taskId,
    criterionIds: trace.tasks.get(run.taskId)?.criterionIds ?? [],
    // Written by `recordEvidence` and nobody else.
    revisions: evidence.revisions as Record<string, string>,
    checks: await readChecksOf(db, evidence.id),
    evidenceId: evidence.id,
    outputSha256: evidence.outputSha256,
    command: evidence.command,
  });
  await addNote(mirrorPathOf(dataPath, run.projectId), { commit, change: (note) => addStatement(note, statement) });
}
