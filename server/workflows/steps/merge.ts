import { answersToMerge, mergeAnswers, type NextStep } from '#core/run/next-step.ts';
import { refusalsOf } from '#core/verification/refusals.ts';
import { Failure } from '#server/errors.ts';
import { requireGate } from '#server/services/approvals/gate.ts';
import { recheckNow } from '#server/services/checks/recheck.ts';
import { recordEvidence } from '#server/services/checks/record-evidence.ts';
import { mergeRun } from '#server/services/runs/merge-run.ts';
import { git } from '#server/workspaces/git.ts';
import { rebase, restartOnto } from '#server/workspaces/merge.ts';
import { closeWorktree } from '#server/workspaces/worktree.ts';
import { whileLocked } from '../project-lock.ts';
import { roomOf } from '../room.ts';
import type { Attempt, Done, RunSession } from '../run-session.ts';
import { TryAgain } from '../try-again.ts';
import { parkWith } from './ask-person.ts';
import { knownRefusals } from './doubt-tests.ts';
import { type Examination, examine } from './run-checks.ts';

type Merge = Extract<NextStep, { round: number }>;

/**
 * Brings verified work onto the project's default branch: puts it on top of what others have merged, checks the two together in a fresh worktree,
 * and moves the branch if they hold. What does not fit parks the run with a question, and nothing is lost. One at a time in a project.
 */
export function merge(session: RunSession, { round }: Merge) {
  return async (attempt: Attempt): Promise<Done> => {
    const { house, run } = session;
    const ready = await refusal(session, round, attempt.step);
    if (ready) return ready;
    return whileLocked(house.pool, run.projectId, attempt.signal, () => mergeLocked(session, attempt, round));
  };
}

/** What stands between the work and its merge before anything is tried: approvals that hold no more, or a word that the project asks for. */
async function refusal(session: RunSession, round: number, step: string): Promise<Done | null> {
  const { house, run, memory } = session;
  const { merging } = await house.db.project.findUniqueOrThrow({ where: { id: run.projectId }, select: { merging: true } });
  const branch = run.project.defaultBranch;
  if (merging === 'person' && !answersToMerge(memory, round).includes(mergeAnswers.merge)) {
    const question = `The work on task ${run.taskId} is verified. Merge it into ${branch}?`;
    return parkWith(session, { step, question, options: [mergeAnswers.merge, mergeAnswers.leave] });
  }
  const closed = await house.db
    .$transaction((tx) => requireGate(tx, run.specId, 'This run cannot be merged'))
    .then(() => null)
    .catch((cause: unknown) => {
      if (cause instanceof Failure && cause.code === 'gate_closed') return cause.message;
      throw cause;
    });
  if (closed === null) return null;
  return parkWith(session, { step, question: `${closed} Try again when it is approved?`, options: [again, mergeAnswers.leave] });
}

const again = 'Try again';

async function mergeLocked(session: RunSession, attempt: Attempt, round: number): Promise<Done> {
  const { house, run, memory, room } = session;
  const { projectId } = run;
  const { mirrorPath } = room.worktree;
  const { headCommit: own } = await house.db.run.findUniqueOrThrow({ where: { id: run.id }, select: { headCommit: true } });
  const { headCommit: onto, defaultBranch } = await house.db.project.findUniqueOrThrow({ where: { id: projectId } });
  if (own === null) throw new Error('A verified run has no commit.');
  const { commit, conflicts } = await rebase(mirrorPath, { commit: own, onto });
  if (commit === null) return conflict(session, attempt.step, { onto, files: conflicts, failing: [] });
  const checked = await checkMerged(session, attempt, commit);
  if (!checked.isVerified) return conflict(session, attempt.step, { onto, files: [], failing: checked.failing });
  const approvedBy = answersToMerge(memory, round).includes(mergeAnswers.merge) ? await whoAnswered(session) : null;
  return {
    output: { kind: 'merged' },
    after: [{ kind: 'merged', commit, branch: defaultBranch, onto }],
    alongside: async (tx) => {
      const merged = await mergeRun(tx, { runId: run.id, commit, onto, approvedBy }).catch((cause: unknown) => {
        // Something that was so a moment ago is so no more: the step finds out what when it begins again.
        if (cause instanceof Failure) throw new TryAgain(cause.message, 0);
        throw cause;
      });
      if (merged === 'moved') throw new TryAgain('others have merged meanwhile', 0);
      await recheckNow(house.engine, tx, { projectId, cause: commit });
    },
  };
}

async function whoAnswered({ house, run }: RunSession): Promise<string | null> {
  const where = { runId: run.id, answer: mergeAnswers.merge, callId: { startsWith: 'merge' } };
  const answered = await house.db.runQuestion.findFirst({ where, orderBy: { answeredAt: 'desc' }, select: { answeredById: true } });
  return answered?.answeredById ?? null;
}

/** Checks a commit in a worktree of its own, as if nobody had ever worked there, and records what that says of every spec of the project. */
async function checkMerged(session: RunSession, attempt: Attempt, commit: string): Promise<Examination> {
  const { house, run } = session;
  const id = `${run.id}-merge`;
  const branch = `plumbline/merges/${run.id}`;
  const room = roomOf(house, { ...run, id, branch, baseCommit: commit, toolchainPath: run.project.toolchainPath });
  const tidy = async () => {
    await closeWorktree(room.worktree);
    await git(['update-ref', '-d', `refs/heads/${branch}`], { gitDir: room.worktree.mirrorPath });
  };
  // An attempt that was cut off may have left one of another commit.
  await tidy();
  const evidenceKey = `${attempt.step}@${commit.slice(0, 12)}`;
  // The tests are those that were doubted when the work was verified.
  const known = await knownRefusals(house.db, run.id);
  const refusals = async (_: string, { outcomes }: Examination['report']) => new Map([...refusalsOf(outcomes, []), ...known]);
  const checked = await examine(session, attempt, {
    callId: attempt.step,
    room,
    commit: () => Promise.resolve(commit),
    evidenceKey,
    refusals,
  });
  await tidy();
  if (checked.isVerified) await speakForOthers(session, { commit, evidenceKey, report: checked.report });
  return checked;
}

/** The same checks on the same commit speak for the other specs, too: else each merge would make all of their evidence old. */
async function speakForOthers(
  { house, run }: RunSession,
  { commit, evidenceKey, report }: { commit: string; evidenceKey: string; report: Examination['report'] },
): Promise<void> {
  const where = { projectId: run.projectId, archivedAt: null, id: { not: run.specId }, evidence: { some: {} } };
  const others = await house.db.spec.findMany({ where, select: { id: true } });
  for (const { id: specId } of others)
    await recordEvidence(house, { specId, runId: null, stepKey: `${run.id}:${evidenceKey}`, commit, report });
}

/** So often an agent makes its work fit by itself; what still does not is for people to look at. */
const ownResolutions = 2;

/** Gives the work back to the agent under the same checks, or asks: where it has tried, and where the project wants somebody's word for a merge anyway. */
function conflict(session: RunSession, step: string, found: { onto: string; files: string[]; failing: string[] }): Done {
  const { run } = session;
  const resolved = [...session.memory.values()].filter(({ kind }) => kind === 'conflicted').length;
  if (resolved < ownResolutions && run.project.merging === 'verified')
    return { output: { kind: 'conflicted' }, after: [{ kind: 'conflicted', ...found }] };
  const branch = run.project.defaultBranch;
  const what =
    found.files.length > 0
      ? `Others have merged changes of the same places in ${listed(found.files)}.`
      : `Together with what others have merged, these checks fail: ${listed(found.failing)}.`;
  const question = `Task ${run.taskId} is verified on its branch and does not fit to ${branch}. ${what} How should it go on?`;
  return parkWith(session, {
    step,
    question,
    options: [mergeAnswers.resolve, again, mergeAnswers.leave],
    told: [{ kind: 'conflicted', ...found }],
  });
}

function listed(names: readonly string[]): string {
  const first = names.slice(0, 5).map((name) => name.slice(0, 200));
  return names.length > first.length ? `${first.join(', ')} and ${names.length - first.length} more` : first.join(', ');
}

/** Gives the agent its work back on top of what it did not fit to; what it is told is the answer to its `finish`. */
export function resolveConflict(session: RunSession, { round }: Merge) {
  return async (): Promise<Done> => {
    const { house, run, room } = session;
    const { headCommit: own } = await house.db.run.findUniqueOrThrow({ where: { id: run.id }, select: { headCommit: true } });
    const { headCommit: onto, defaultBranch } = await house.db.project.findUniqueOrThrow({ where: { id: run.projectId } });
    if (own === null) throw new Error('A verified run has no commit.');
    const files = await restartOnto(room.worktree, { branch: run.branch, commit: own, onto, keptAs: `${run.id}/${round}` });
    await house.db.run.update({ where: { id: run.id }, data: { baseCommit: onto } });
    const marked = files.length > 0 ? ` These files hold both sides between conflict markers: ${files.join(', ')}.` : '';
    const output = `Your work was verified, and others have merged theirs into ${defaultBranch} meanwhile. The files in front of you are both together.${marked} Make them one, keeping what both tasks ask for, then call run_checks and finish again.`;
    return { output: { kind: 'answer', output, isError: true } };
  };
}
