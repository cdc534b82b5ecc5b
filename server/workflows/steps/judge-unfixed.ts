import { allowAnswers, answerBefore, grantsOf } from '#core/run/next-step.ts';
import { bugfixParts, judgeUnfixed, testsOf } from '#core/verification/bugfix.ts';
import type { CheckOutcome } from '#core/verification/evidence.ts';
import { recordChecks } from '#core/verification/record-checks.ts';
import { preservedCases } from '#core/verification/suite/preserve.ts';
import { checkPreserved } from '#server/sandbox/checks/check-preserved.ts';
import { runChecks } from '#server/sandbox/checks/run-checks.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { readGround } from '#server/services/checks/read-ground.ts';
import { confirmedPart } from '#server/services/checks/suite-system.ts';
import { diffWorktree } from '#server/workspaces/diff.ts';
import type { Attempt, Done, RunSession } from '../run-session.ts';
import { parkWith } from './ask-person.ts';
import { inThrowawayRoom } from './doubt-tests.ts';
import { groundIn, suiteSeed } from './suite-outcomes.ts';

/**
 * Of a bugfix, runs the tests of the work on the code as it was before: a test of what is expected has to fail there, a test of what stays unchanged has to pass. One that
 * passes unexpectedly does not show the bug: the run stops, and people are asked. `null` for any other spec, and where the tests do as they should.
 */
export async function judgeOnUnfixed(
  session: RunSession,
  { step, signal }: Pick<Attempt, 'step' | 'signal'>,
): Promise<null | { card: Done } | { refusal: string; failing: string[] }> {
  const { house, run, room, memory } = session;
  const { trees, ground } = await readGround(house.db, run.specId);
  const parts = bugfixParts(trees.requirements);
  const command = run.project.checkCommand;
  if (parts.size === 0 || !command) return null;
  const { baseCommit } = await house.db.run.findUniqueOrThrow({ where: { id: run.id }, select: { baseCommit: true } });
  const files = await diffWorktree({ ...room.worktree, baseCommit });
  const report = await inThrowawayRoom(session, { name: 'unfixed', commit: baseCommit }, async (unfixed) => {
    const sandbox = await unfixed.open();
    for (const { path, after } of testsOf(files)) await sandbox.writeFile(path, new TextEncoder().encode(after));
    return runChecks({ sandbox, command, signal });
  });
  const specs = await house.db.spec.count({ where: { projectId: run.projectId, archivedAt: null } });
  const checks = recordChecks(report, {
    requirements: trees.requirements,
    design: trees.design,
    specSlug: run.spec.slug,
    isOnlySpec: specs === 1,
    ground,
    evidenceId: '',
    runId: run.id,
    grade: 'platform',
    commit: baseCommit,
    recordedAt: new Date().toISOString(),
  });
  const { unexpected, changed } = judgeUnfixed(checks, parts);
  if (changed.length > 0)
    return {
      refusal: `These tests say what stays unchanged, and do not pass on the code as it was before your fix: ${changed.join('; ')}. A preservation test holds what the unfixed code does; change the tests, not what they keep.`,
      failing: changed,
    };
  if (unexpected.length === 0) return null;
  const name = `unexpected pass: ${unexpected.join('; ')}`;
  if (grantsOf(memory).some(({ value }) => value === name)) return null;
  const answered = answerBefore(memory, step);
  const told = `These tests are to show the bug, and pass on the code as it was before the fix: ${unexpected.join('; ')}.`;
  if (answered !== null && answered !== allowAnswers.run)
    return { refusal: `${told} A person says: ${answered}. Write a test that fails on the unfixed code.`, failing: unexpected };
  const question = `Unexpected pass in task ${run.taskId}. ${told} Either the bug is not where it was thought to be, or the tests do not reach it. Does the work count all the same?`;
  const card = parkWith(session, { step, question: question.slice(0, 4_000), options: [allowAnswers.run, allowAnswers.refuse] });
  // Named by the tests: allowed once, the same is not asked about again.
  return { card: { ...card, output: { kind: 'asked', about: { capability: 'write', pattern: null, value: name } } } };
}

/**
 * Of a bugfix whose readings and binding say enough, what was observed on the code as it was of inputs that the bug does not concern, held against the code as it is. Nothing for any
 * other spec.
 */
export async function preservedOutcomes(
  session: RunSession,
  { sandbox, signal }: { sandbox: Sandbox; signal: AbortSignal },
): Promise<CheckOutcome[]> {
  const { house, run } = session;
  const ground = await groundIn(house.db, { specId: run.specId, sandbox, signal });
  if (!ground || ground.parts.size === 0) return [];
  const system = confirmedPart({ system: ground.whole, unconfirmed: ground.unconfirmed });
  const { parts, slug } = ground;
  if (preservedCases(system, parts, { seed: suiteSeed, most: 1 }).length === 0) return [];
  const { baseCommit } = await house.db.run.findUniqueOrThrow({ where: { id: run.id }, select: { baseCommit: true } });
  const outcomes = await inThrowawayRoom(session, { name: 'before', commit: baseCommit }, async (before) =>
    checkPreserved({ unfixed: await before.open(), fixed: sandbox, system, parts, slug, seed: suiteSeed, signal }),
  );
  return outcomes ?? [];
}
