import { setTaskState } from '#core/edits/set-task-state.ts';
import { formatOf } from '#core/formats/find-specs.ts';
import type { NextStep } from '#core/run/next-step.ts';
import { outlastDatabase } from '#server/events/database-away.ts';
import { readRegressionTexts } from '#server/sandbox/checks/kept-regressions.ts';
import { PathRefused } from '#server/sandbox/sandbox.ts';
import { regressionFiles } from '#server/services/checks/counterexamples.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { commitWorktree } from '#server/workspaces/commit.ts';
import { setBranch } from '#server/workspaces/merge.ts';
import { closeWorktree, isReady } from '#server/workspaces/worktree.ts';
import { finishRun } from '../finish-run.ts';
import type { Attempt, Done, RunSession } from '../run-session.ts';
import { noteVerified } from './note-verified.ts';
import { briefOf } from './prepare.ts';
import { runHooks } from './run-hooks.ts';

const author = { name: 'Plumbline agent', email: 'agent@plumbline.invalid' };

/** Commits what was verified to the run's branch, with trailers that lead back to where it comes from. */
export function commitVerified(session: RunSession) {
  return async ({ emit }: Attempt): Promise<Done> => {
    const { run, room, house } = session;
    await keepCounterexamples(session);
    const { commit, files } = await commitWorktree({ ...room.worktree, author, message: messageOf(session, run.taskTitle) });
    await house.db.run.update({ where: { id: run.id }, data: { headCommit: commit } });
    emit({ kind: 'committed', commit, branch: run.branch, files });
    return { output: { kind: 'committed' } };
  };
}

/**
 * Makes the mirror's branch stand where the project's does, and marks the task as done in the live document: one character, or one word of task-master, wherever people are
 * typing meanwhile.
 */
export function markDone({ house, run, room }: RunSession) {
  return async (): Promise<Done> => {
    // Under the row's lock, so that a later merge's branch is not put back to an earlier one.
    await house.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM projects WHERE id = ${run.projectId}::uuid FOR NO KEY UPDATE`;
      const { defaultBranch, headCommit } = await tx.project.findUniqueOrThrow({ where: { id: run.projectId } });
      await setBranch(room.worktree.mirrorPath, defaultBranch, headCommit);
    });
    await noteVerified({ house, run });
    const document = await house.db.document.findFirst({ where: { specId: run.specId, kind: 'tasks' }, select: { id: true, path: true } });
    if (document) await editDocument(house, document.id, (text) => setTaskState(text, run.taskId, 'done', formatOf(document.path)), null);
    return { output: { kind: 'ready' } };
  };
}

/**
 * Ends the run: what is not committed yet goes to its branch as work in progress, the worktree is removed, and `finished`
 * is the last that its log says. Whatever of that fails, the run ends.
 */
export function close(session: RunSession, { outcome, reason }: Extract<NextStep, { kind: 'close' }>) {
  return async (attempt: Attempt): Promise<Done> => {
    const { emit } = attempt;
    await tellEnd(session, attempt, outcome);
    const kept = await keepWork(session);
    if (kept) emit({ kind: 'committed', branch: session.run.branch, ...kept });
    return {
      output: { kind: 'closed' },
      after: [{ kind: 'finished', outcome, reason }],
      alongside: (tx) => finishRun(session.house, tx, { runId: session.run.id, outcome }),
    };
  };
}

/**
 * Adds what has broken the spec to the counterexamples that the repository keeps of it, so that whoever has the branch replays it first. Where they cannot be written, such as
 * through a link, nothing is: the workbench knows them, too.
 */
async function keepCounterexamples({ run, room, house }: RunSession): Promise<void> {
  const sandbox = await room.open();
  const { specId } = run;
  const { slug } = run.spec;
  try {
    const files = await regressionFiles(house.db, { specId, slug, there: await readRegressionTexts(sandbox, slug) });
    for (const { path, text } of files) await sandbox.writeFile(path, new TextEncoder().encode(text));
  } catch (cause) {
    if (!(cause instanceof PathRefused)) throw cause;
  }
}

/** The hooks that wait for the end of a task, and of an agent. Whatever they do, the run ends. */
async function tellEnd(session: RunSession, attempt: Attempt, outcome: string): Promise<void> {
  const { room, run, memory } = session;
  if (!memory.has('prepare') || !(await isReady(room.worktree))) return;
  const prepared = memory.get('prepare');
  if (prepared?.kind !== 'ready' || !('brief' in prepared)) return;
  const ground = { room, hooks: briefOf(session).hooks ?? [] };
  for (const kind of outcome === 'verified' ? (['stop', 'after-task'] as const) : (['stop'] as const)) {
    await runHooks(ground, attempt, { kind }, { task_id: run.taskId, outcome }).catch((cause: unknown) =>
      console.error(`A hook of run ${run.id} could not be run`, cause),
    );
  }
}

/** Commits what is in the worktree, if there is anything, and removes it. Safe to repeat. */
export async function keepWork(session: RunSession): Promise<{ commit: string; files: number } | null> {
  const { run, room, house } = session;
  if (!(await isReady(room.worktree))) return null;
  const message = messageOf(session, `Work in progress: ${run.taskTitle}`);
  await outlastDatabase(() => keepCounterexamples(session), session.stopping).catch((cause: unknown) =>
    console.error(`The counterexamples of run ${run.id} could not be written`, cause),
  );
  const kept = await commitWorktree({ ...room.worktree, author, message }).catch((cause: unknown) => {
    console.error(`The work of run ${run.id} could not be committed`, cause);
    return null;
  });
  if (kept)
    await outlastDatabase(() => house.db.run.update({ where: { id: run.id }, data: { headCommit: kept.commit } }), session.stopping);
  // What could not be committed stays where it is.
  if (kept)
    await closeWorktree(room.worktree).catch((cause: unknown) =>
      console.error(`The worktree of run ${run.id} could not be removed`, cause),
    );
  return kept && kept.files > 0 ? kept : null;
}

function messageOf({ run, criterionIds }: RunSession, title: string): string {
  const subject = `${title.replace(/\s+/g, ' ').trim()}`.slice(0, 100);
  const criteria = criterionIds.length > 0 ? [`Criteria: ${criterionIds.join(', ')}`] : [];
  return [subject, '', `Spec: ${run.spec.slug}`, `Task: ${run.taskId}`, ...criteria, `Run: ${run.id}`].join('\n');
}
