import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { allowAnswers, answerStep } from '#core/run/next-step.ts';
import { runChecks } from '#server/sandbox/checks/run-checks.ts';
import { createDocument } from '#server/services/documents/create-document.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { snapshotTree } from '#server/workspaces/commit.ts';
import { importMirror, mirrorPathOf } from '#server/workspaces/mirror.ts';
import { inRepository, put } from '#server/workspaces/workspace-fixture.ts';
import { roomOf } from '../room.ts';
import type { RunSession } from '../run-session.ts';
import { doubtTests } from './doubt-tests.ts';
import { judgeOnUnfixed, preservedOutcomes } from './judge-unfixed.ts';

const bugfix = `# Bugfix Requirements Document

## Bug Analysis

### Current Behavior (Defect)

1.1 WHEN 10 units are ordered THEN the system grants no discount

### Expected Behavior (Correct)

2.1 WHEN 10 units are ordered THEN the system SHALL grant 5 percent

### Unchanged Behavior (Regression Prevention)

3.1 WHEN fewer than 10 units are ordered THEN the system SHALL CONTINUE TO grant no discount
`;
const code = (limit: string) => `export const discount = (units) => (units ${limit} 10 ? 5 : 0);\n`;
const tests = (explored: string, kept: string) =>
  `import { test } from 'node:test';\nimport assert from 'node:assert/strict';\nimport { discount } from '../src/discount.mjs';\n` +
  `test('Requirement 2.1: ten units', () => ${explored});\ntest('Requirement 3.1: fewer', () => ${kept});\n`;
const right = tests('assert.equal(discount(10), 5)', 'assert.equal(discount(9), 0)');

let team: Team;
let dataPath = '';
let session: RunSession;
beforeAll(async () => {
  dataPath = mkdtempSync(join(tmpdir(), 'plumbline-unfixed-'));
  team = await openTeam({ dataPath });
  const { db } = team.house;
  const { projectId, specId } = await team.addSpec({ bugfix });
  const source = join(dataPath, 'source');
  put(source, { 'package.json': '{ "type": "module" }\n', 'src/discount.mjs': code('>') });
  inRepository(source, 'init', '--quiet', '--initial-branch=main');
  inRepository(source, 'add', '--all');
  inRepository(source, 'commit', '--quiet', '-m', 'as it was');
  const { headCommit } = await importMirror({ source, mirrorPath: mirrorPathOf(dataPath, projectId) });
  await db.project.update({ where: { id: projectId }, data: { headCommit, checkCommand: 'node --test "test/*.test.mjs"' } });
  const { actor, organizationId } = await team.as('owner');
  const names = { taskId: '1', taskTitle: 'Fix it', model: 'scripted', modelLabel: 'Scripted', branch: 'fix' };
  const run = await db.run.create({
    data: { organizationId, projectId, specId, ...names, baseCommit: headCommit, revisions: {}, startedById: actor.userId },
    include: { spec: true, project: true },
  });
  // What these two look at of a session.
  session = {
    house: team.house,
    run,
    memory: new Map(),
    room: roomOf(team.house, { ...run, toolchainPath: null }),
  } as unknown as RunSession;
  await session.room.open();
});
afterAll(async () => {
  await team.close();
  rmSync(dataPath, { recursive: true, force: true });
});

const attempt = { step: 'verify-1-0', signal: new AbortController().signal };
const write = (text: string) => put(session.room.worktree.worktreePath, { 'src/discount.mjs': code('>='), 'test/discount.test.mjs': text });

test('a fix whose tests fail without it, and whose others pass without it, goes on', async () => {
  write(right);
  expect(await judgeOnUnfixed(session, attempt)).toBeNull();
});

test('an unexpected pass stops the run and asks, and counts once a person has said so', async () => {
  write(tests('assert.equal(discount(11), 5)', 'assert.equal(discount(9), 0)'));
  const asked = await judgeOnUnfixed(session, attempt);
  expect(asked).toMatchObject({
    card: { output: { kind: 'asked' }, after: [{ kind: 'asked', question: expect.stringContaining('Unexpected pass') }] },
  });
  if (!asked || !('card' in asked)) throw new Error('It asks.');
  const answered = (answer: string) => {
    const memory = new Map<string, unknown>([
      [attempt.step, asked.card.output],
      [answerStep(attempt.step), { kind: 'answer', output: answer, isError: false }],
    ]);
    return judgeOnUnfixed({ ...session, memory: memory as RunSession['memory'] }, { ...attempt, step: `${attempt.step}.1` });
  };
  expect(await answered(allowAnswers.refuse)).toMatchObject({ refusal: expect.stringContaining('fails on the unfixed code') });
  expect(await answered(allowAnswers.run)).toBeNull();
});

test('a preservation test that says what was not so is given back', async () => {
  write(tests('assert.equal(discount(10), 5)', 'assert.equal(discount(10), 5)'));
  expect(await judgeOnUnfixed(session, attempt)).toMatchObject({ failing: ['Requirement 3.1: fewer'] });
});

test('what the bug does not concern has to be as it was, once readings and a binding say what that is', async () => {
  const { db } = team.house;
  const readings = `in units : int 0..100
out percent : int 0..20
event order
1.1: when order if units = 10 then percent = 0
2.1: when order if units = 10 then percent = 5
3.1: when order if units < 10 then percent = 0
`;
  const binding = {
    adapter: 'module',
    module: 'src/discount.mjs',
    events: { order: { call: 'discount', arguments: ['$units'], outputs: { percent: 'result' } } },
  };
  const preserved = async (fixed: string) => {
    put(session.room.worktree.worktreePath, { 'src/discount.mjs': fixed, '.plumbline/bindings/spec.json': JSON.stringify(binding) });
    return preservedOutcomes(session, { sandbox: await session.room.open(), signal: attempt.signal });
  };
  expect(await preserved(code('>='))).toEqual([]);
  const { specId } = session.run;
  const sentences = new Map(
    parseRequirements(bugfix).tree.requirements.flatMap(({ criteria }) =>
      criteria.map(({ id, text }) => [id, sentenceHash(text)] as const),
    ),
  );
  const confirmed = readings.replaceAll(/^(\d\.\d):/gm, (_, id: string) => `${id} #${sentences.get(id)} confirmed:`);
  await createDocument(db, {
    specId,
    projectId: session.run.projectId,
    kind: 'readings',
    path: '.kiro/specs/spec/readings.spec',
    bytes: new TextEncoder().encode(confirmed),
  });
  expect((await preserved(code('>='))).map(({ name, status }) => [name.split(' > ').at(-1), status])).toEqual(
    expect.arrayContaining([['Preservation of what was observed (criterion 3.1)', 'passed']]),
  );
  const broken = (await preserved('export const discount = (units) => (units >= 9 ? 5 : 0);\n')).filter(
    ({ status }) => status === 'failed',
  );
  expect(broken).toMatchObject([
    { name: expect.stringContaining('criterion 3.1'), message: expect.stringContaining('something else than before') },
  ]);
});

test('a test of the agent that looks at no code is refused', async () => {
  write(tests('assert.equal(discount(10), 5)', 'assert.ok(true)'));
  const { room, run } = session;
  const report = await runChecks({ sandbox: await room.open(), command: run.project.checkCommand ?? '' });
  const refused = await doubtTests(session, { commit: await snapshotTree(room.worktree), report, signal: attempt.signal });
  expect([...refused.keys()]).toEqual([expect.stringContaining('Requirement 3.1: fewer')]);
});
