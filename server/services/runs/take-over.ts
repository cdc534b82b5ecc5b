import { z } from 'zod';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { appendEventsInTx } from '#server/events/append-events.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { commitFiles } from '#server/workspaces/commit-files.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { isReady, worktreePathOf } from '#server/workspaces/worktree.ts';
import { isOver, lockRun } from './run-status.ts';

const text = z
  .string()
  .max(1024 * 1024)
  .nullable();

export const takeOverInput = z.object({
  runId: z.uuid(),
  /** Each as it was found and as it is left; null where there is no such file. */
  edits: z
    .array(z.object({ path: z.string().min(1).max(1_000), before: text, after: text }))
    .min(1)
    .max(50),
  /** What was done, for the commit and for the agent. */
  message: z.string().trim().min(1).max(2_000),
});

/**
 * Takes the work of a paused run over: commits a person's edits to the run's branch, with what the agent had not committed yet, as that person. The agent
 * hears of it when the run is resumed. `invalid` while the run works, before it has a workspace, and where a file has changed since it was read.
 */
export async function takeOver(ctx: Ctx, { runId, edits, message }: z.infer<typeof takeOverInput>): Promise<{ commit: string }> {
  const { db, dataPath, organizationId, actor } = ctx;
  const { email } = await db.user.findUniqueOrThrow({ where: { id: actor.userId }, select: { email: true } });
  return db.$transaction(
    async (tx) => {
      // Locked, so that nobody resumes the run while its files change.
      const run = await lockRun(tx, { runId, organizationId });
      if (isOver(run)) throw new Failure('run_finished', 'This run is over: its work is on its branch.');
      if (run.status !== 'paused') throw new Failure('invalid', 'Pause the run first: two would write the same files.');
      const worktree = { mirrorPath: mirrorPathOf(dataPath, run.projectId), worktreePath: worktreePathOf(dataPath, runId) };
      if (!(await isReady(worktree))) throw new Failure('invalid', 'This run has no workspace yet.');
      const paths = edits.map(({ path }) => path);
      const { slug } = await tx.spec.findUniqueOrThrow({ where: { id: run.specId }, select: { slug: true } });
      const body = `${message}\n\nSpec: ${slug}\nTask: ${run.taskId}\nRun: ${runId}\n`;
      const { commit } = await commitFiles({ ...worktree, edits, message: body, author: { name: actor.name, email } });
      await tx.run.update({ where: { id: runId }, data: { headCommit: commit } });
      const messageId = uuidv7();
      const told = `I have taken over for a moment and changed ${paths.join(', ')}: ${message} Read them again before you go on.`;
      await tx.runMessage.create({ data: { id: messageId, runId, text: told, authorId: actor.userId } });
      await appendEventsInTx(tx, runId, [
        { key: `committed:${commit}`, event: { kind: 'committed', commit, branch: run.branch, files: paths.length } },
        { key: `steered:${messageId}`, event: { kind: 'steered', messageId, text: told, by: actor.name } },
      ]);
      await recordAudit(tx, ctx, {
        action: 'run.taken_over',
        subject: { kind: 'run', id: runId, name: run.taskTitle },
        projectId: run.projectId,
        after: { commit, paths },
      });
      return { commit };
    },
    { timeout: 60_000, maxWait: 10_000 },
  );
}
