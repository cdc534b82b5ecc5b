import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { mergeAnswers } from '#core/run/next-step.ts';
import { answerQuestion } from '#server/services/runs/answer-question.ts';
import { getRun } from '#server/services/runs/get-run.ts';
import { mergeRun } from '#server/services/runs/merge-run.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { git } from '#server/workspaces/git.ts';
import { setBranch } from '#server/workspaces/merge.ts';
import { listFiles, mirrorPathOf } from '#server/workspaces/mirror.ts';
import { readNote } from '#server/workspaces/notes.ts';
import { openTestHouse, type TestHouse } from './test-house.ts';
import { startWorker, type Worker } from './worker.ts';

let house: TestHouse;
let worker: Worker;
let mirrorPath: string;

beforeAll(async () => {
  house = await openTestHouse();
  worker = await startWorker({ house: house.ctx, url: house.database.url });
  mirrorPath = mirrorPathOf(house.ctx.dataPath, house.projectId);
});
afterAll(async () => {
  await worker.stop();
  await house.close();
});

const project = () => house.ctx.db.project.findUniqueOrThrow({ where: { id: house.projectId } });

/** Somebody else merges a file meanwhile: gives the new head. */
async function mergeByOthers(file: string, text: string): Promise<string> {
  const { headCommit, defaultBranch } = await project();
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-others-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index'), GIT_AUTHOR_NAME: 'O', GIT_AUTHOR_EMAIL: 'o@example.com' };
    const at = { gitDir: mirrorPath, env: { ...env, GIT_COMMITTER_NAME: 'O', GIT_COMMITTER_EMAIL: 'o@example.com' } };
    await writeFile(join(folder, 'file'), text);
    const blob = await git(['hash-object', '-w', join(folder, 'file')], at);
    await git(['read-tree', headCommit], at);
    await git(['update-index', '--add', '--cacheinfo', `100644,${blob},${file}`], at);
    const commit = await git(['commit-tree', await git(['write-tree'], at), '-p', headCommit, '-m', 'theirs'], at);
    await setBranch(mirrorPath, defaultBranch, commit);
    await house.ctx.db.project.update({ where: { id: house.projectId }, data: { headCommit: commit } });
    return commit;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The next question of a run that waits. */
async function nextQuestion(runId: string, known: number) {
  return vi.waitFor(
    async () => {
      const { questions, status } = await getRun(house.ctx, { runId });
      expect([status, questions.length]).toEqual(['waiting', known + 1]);
      const question = questions.at(-1);
      if (!question) throw new Error('There is a question.');
      return question;
    },
    { timeout: 90_000, interval: 50 },
  );
}

test('work waits for a person’s word, does not go over what others merged, and is merged where it fits', { timeout: 240_000 }, async () => {
  const { db } = house.ctx;
  const { headCommit: before, defaultBranch } = await project();
  await db.project.update({ where: { id: house.projectId }, data: { merging: 'person' } });
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '4.1', model: 'scripted' });
  const give = async (question: { id: string }, answer: string) => answerQuestion(house.ctx, { runId, questionId: question.id, answer });
  const asked = await nextQuestion(runId, 0);
  const theirs = await mergeByOthers('src/shipping.ts', 'export const theirs = 1;\n');
  await give(asked, asked.options[0] ?? '');

  const word = await nextQuestion(runId, 1);
  expect(word.options).toEqual([mergeAnswers.merge, mergeAnswers.leave]);
  expect((await project()).headCommit).toBe(theirs);
  // Without its evidence, and without a word, the service refuses it, whoever calls.
  const { headCommit: own } = await db.run.findUniqueOrThrow({ where: { id: runId } });
  const merge = (approvedBy: string | null, onto = theirs) =>
    db.$transaction((tx) => mergeRun(tx, { runId, commit: own ?? '', onto, approvedBy }));
  await expect(merge(null)).rejects.toMatchObject({ code: 'gate_closed' });
  await expect(merge(house.ctx.actor.userId)).rejects.toMatchObject({ code: 'gate_closed' });
  expect(await merge(house.ctx.actor.userId, before)).toBe('moved');

  await give(word, mergeAnswers.merge);
  const conflict = await nextQuestion(runId, 2);
  expect(conflict.question).toContain('src/shipping.ts');
  expect((await house.eventsOf(runId)).some(({ event }) => event.kind === 'conflicted')).toBe(true);
  expect((await project()).headCommit).toBe(theirs);

  // They take theirs back, and put something else in its place, so that there is something to be put on top of.
  await db.project.update({ where: { id: house.projectId }, data: { headCommit: before } });
  const onto = await mergeByOthers('NOTES.md', 'notes\n');
  await give(conflict, 'Try again');
  await vi.waitFor(async () => expect((await getRun(house.ctx, { runId })).status).toBe('verified'), { timeout: 90_000, interval: 50 });
  const { headCommit } = await project();
  const merged = await db.run.findUniqueOrThrow({ where: { id: runId }, include: { evidence: true } });
  expect(merged.mergedCommit).toBe(headCommit);
  expect(await git(['rev-parse', `${headCommit}^`, `refs/heads/${defaultBranch}`], { gitDir: mirrorPath })).toBe(`${onto}\n${headCommit}`);
  const files = (await listFiles(mirrorPath, headCommit)).map(({ path }) => path);
  expect(files).toEqual(expect.arrayContaining(['NOTES.md', 'src/shipping.ts']));
  expect(merged.evidence.some(({ commit }) => commit === headCommit)).toBe(true);
  expect(await db.auditEntry.count({ where: { action: 'run.merged', subjectId: runId } })).toBe(1);
  // What was verified stands in the repository, for whoever has it.
  const [statement] = (await readNote(mirrorPath, headCommit))
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(statement).toMatchObject({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ digest: { gitCommit: headCommit } }],
    predicate: { result: 'PASSED', failedTests: [] },
  });
});

test('work that does not fit is given back to the agent first, under the same checks, and people are asked only then', {
  timeout: 240_000,
}, async () => {
  await house.ctx.db.project.update({ where: { id: house.projectId }, data: { merging: 'verified' } });
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '5.1', model: 'scripted' });
  await vi.waitFor(async () => expect((await house.eventsOf(runId)).map(({ event }) => event.kind)).toContain('file_changed'), {
    timeout: 90_000,
    interval: 20,
  });
  const changed = (await house.eventsOf(runId)).flatMap(({ event }) => (event.kind === 'file_changed' ? [event.path] : []));
  await mergeByOthers(changed[0] ?? '', 'export const theirs = 1;\n');
  await vi.waitFor(async () => expect(['queued', 'running']).not.toContain((await getRun(house.ctx, { runId })).status), {
    timeout: 180_000,
    interval: 50,
  });
  const events = (await house.eventsOf(runId)).map(({ event }) => event);
  const conflicted = events.findIndex(({ kind }) => kind === 'conflicted');
  const resolved = events.findIndex((event) => event.kind === 'step_finished' && event.step.startsWith('resolve'));
  expect(conflicted).toBeGreaterThan(0);
  expect(resolved).toBeGreaterThan(conflicted);
  expect(events.slice(0, resolved).some(({ kind }) => kind === 'asked')).toBe(false);
  // Both sides stand in the files that the agent gets back, and nothing of theirs is lost on the default branch.
  expect((await getRun(house.ctx, { runId })).status, JSON.stringify(events.slice(-6))).not.toBe('verified');
});
