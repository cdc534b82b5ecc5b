import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference } from '#core/edits/difference.ts';
import type { CheckOutcome } from '#core/verification/evidence.ts';
import { parseRegressions } from '#core/verification/suite/regressions.ts';
import type { TestStep } from '#core/verification/suite/test-case.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { tellDrift } from '#server/services/notices/tell-drift.ts';
import { openTeam, recordingEngine, type Team } from '#server/testing/team.ts';
import { importMirror, mirrorPathOf } from '#server/workspaces/mirror.ts';
import { inRepository, put } from '#server/workspaces/workspace-fixture.ts';
import { getBinding, saveBinding } from './binding.ts';
import { readCounterexamples, regressionFiles } from './counterexamples.ts';
import { getVerdicts } from './get-verdicts.ts';
import { everyMs, recheckDocument, recheckProject, verdictsNow } from './recheck.ts';
import { recordEvidence } from './record-evidence.ts';
import { findTrial, finishTrial, startTrial } from './trials.ts';

const requirements =
  '# Requirements Document\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n';
const text = '{\n  "adapter": "module",\n  "module": "src/door.mjs",\n  "events": { "ring": { "call": "ring" } }\n}\n';

let team: Team;
let dataPath = '';
const engine = recordingEngine();
let projectId = '';
let specId = '';
let head = '';
beforeAll(async () => {
  dataPath = mkdtempSync(join(tmpdir(), 'plumbline-recheck-'));
  team = await openTeam({ dataPath, engine });
  ({ projectId, specId } = await team.addSpec({ requirements }));
  const source = join(dataPath, 'source');
  put(source, { 'src/door.mjs': 'export function ring(bell) {}\n' });
  inRepository(source, 'init', '--quiet', '--initial-branch=main');
  inRepository(source, 'add', '--all');
  inRepository(source, 'commit', '--quiet', '-m', 'a door');
  ({ headCommit: head } = await importMirror({ source, mirrorPath: mirrorPathOf(dataPath, projectId) }));
  await team.house.db.project.update({ where: { id: projectId }, data: { headCommit: head, checkCommand: 'node --test' } });
});
afterAll(async () => {
  await team.close();
  rmSync(dataPath, { recursive: true, force: true });
});

const outcome = (status: CheckOutcome['status']): CheckOutcome => ({
  name: 'Requirement 1.1: opens',
  file: 'test/door.test.mjs',
  line: 1,
  status,
  cases: null,
  seed: null,
  counterexample: null,
  message: null,
  durationMs: 1,
});
const record = (stepKey: string, commit: string, status: CheckOutcome['status']) =>
  recordEvidence(team.house, {
    specId,
    runId: null,
    stepKey,
    commit,
    report: {
      command: 'node --test',
      exitCode: 0,
      failure: null,
      startedAt: new Date().toISOString(),
      durationMs: 5,
      outputSha256: '0'.repeat(64),
      outputTail: '',
      outcomes: [outcome(status)],
    },
  });
/** What the spec page shows of the one criterion. */
const shownVerdict = async () => (await getVerdicts(await team.as('viewer'), { specId })).criteria['1.1'];
/** An evidence in which suites found these steps to break their criteria. */
async function recordSteps(stepKey: string, commit: string, steps: Record<string, TestStep[]>) {
  const outcomes = Object.entries(steps).map(([name, kept]) => ({ ...outcome('failed'), name, counterexample: JSON.stringify(kept) }));
  const report = {
    command: 'x',
    exitCode: 0,
    failure: null,
    startedAt: new Date().toISOString(),
    durationMs: 5,
    outputSha256: '0'.repeat(64),
    outputTail: '',
    outcomes,
  };
  return recordEvidence(team.house, { specId, runId: null, stepKey, commit, report });
}
/** Later than any text was written in. */
const later = (times: number) => new Date(Date.now() + times * everyMs);

test('only what is stale is run again, once on the same code and texts, and not while somebody writes', async () => {
  await record('first', head, 'passed');
  expect(await recheckProject(team.house, { projectId }, later(1))).toEqual([]);
  const owner = await team.as('owner');
  expect(await getBinding(owner, { specId })).toMatchObject({ commit: head, exports: [{ name: 'ring', parameters: ['bell'] }] });
  engine.started.length = 0;
  const { commit } = await saveBinding(owner, { specId, text, onto: head });
  expect(engine.started).toEqual([`recheck:${projectId}:${commit}`]);
  await expect(saveBinding(owner, { specId, text: `${text}\n`, onto: head })).rejects.toMatchObject({ code: 'revision_changed' });
  await expect(saveBinding(owner, { specId, text: '{', onto: commit })).rejects.toMatchObject({ code: 'invalid' });
  expect(await getBinding(owner, { specId })).toMatchObject({ text, commit, isProposed: false });
  const branch = inRepository(dataPath, '--git-dir', mirrorPathOf(dataPath, projectId), 'log', '--format=%H %an', '-1', 'main');
  expect(branch).toBe(`${commit} ${owner.actor.name}`);

  expect(await recheckProject(team.house, { projectId }, new Date())).toEqual([]);
  engine.started.length = 0;
  expect(await recheckProject(team.house, { projectId }, later(2))).toEqual([specId]);
  expect(engine.started).toEqual([expect.stringContaining(`check:check:stale-${specId}`), expect.stringMatching(/^recheck:/)]);
  // It was run on this very code, and says nothing: it is not run for ever.
  await recordEvidence(team.house, {
    specId,
    runId: null,
    stepKey: 'second',
    commit,
    report: {
      command: 'node --test',
      exitCode: 0,
      failure: null,
      startedAt: new Date().toISOString(),
      durationMs: 5,
      outputSha256: '0'.repeat(64),
      outputTail: '',
      outcomes: [],
    },
  });
  expect(await recheckProject(team.house, { projectId }, later(3))).toEqual([]);
});

test('what held and is broken now waits in the inbox of whoever answers for the spec, once', async () => {
  const { db } = team.house;
  const reviewer = await team.as('reviewer');
  const decided = {
    specId,
    stage: 'requirements',
    decision: 'approved' as const,
    userId: reviewer.actor.userId,
    role: 'reviewer',
    isAuthor: false,
  };
  await db.approval.create({ data: decided });
  const { headCommit } = await db.project.findUniqueOrThrow({ where: { id: projectId } });
  await record('third', headCommit, 'passed');
  const before = await verdictsNow(team.house, specId);
  const { evidenceId } = await record('fourth', headCommit, 'failed');
  const after = await verdictsNow(team.house, specId);
  expect(after.get('1.1')).toMatchObject({ state: 'falsified', flaky: ['Requirement 1.1: opens'] });
  for (let times = 0; times < 2; times += 1) expect(await tellDrift(team.house, { specId, evidenceId, before, after })).toEqual(['1.1']);
  expect(await db.notice.findMany({ where: { userId: reviewer.actor.userId, kind: 'drift' } })).toMatchObject([
    { title: 'In “Spec” criterion 1.1 no longer holds' },
  ]);
});

test('a broken criterion shows where its check last held of the same sentence, and only if that was other code', async () => {
  const { db } = team.house;
  const { headCommit } = await db.project.findUniqueOrThrow({ where: { id: projectId } });
  // It passed and failed on this very code: flaky, and no drift.
  expect(await shownVerdict()).toMatchObject({ state: 'falsified', flaky: ['Requirement 1.1: opens'] });
  const owner = await team.as('owner');
  const { commit } = await saveBinding(owner, { specId, text: text.replace('}\n', '} \n'), onto: headCommit });
  await record('fifth', commit, 'failed');
  expect(await shownVerdict()).toMatchObject({ state: 'falsified', isStale: false, flaky: [], heldOn: { commit: headCommit } });
  await record('sixth', commit, 'passed');
  expect((await shownVerdict())?.heldOn).toBeUndefined();
});

test('a text that has come to rest is held against the evidence at once, one that was never checked is left alone', async () => {
  const { documentIds } = await team.addSpec({ requirements });
  engine.started.length = 0;
  await recheckDocument(team.house, documentIds['requirements'] ?? '');
  expect(engine.started).toEqual([]);
  const document = await team.house.db.document.findFirstOrThrow({ where: { specId, kind: 'requirements' } });
  for (let times = 0; times < 2; times += 1) await recheckDocument(team.house, document.id);
  expect(new Set(engine.started)).toEqual(new Set([`recheck:${specId}:${document.id}@${document.headSeq}`]));
  await editDocument(team.house, document.id, (now) => difference(now, requirements.replace('open', 'swing open')), null);
  engine.started.length = 0;
  // Somebody has just written in it: a look at the whole project lets it rest, the one that its own revision asks for does not.
  expect(await recheckProject(team.house, { projectId })).toEqual([]);
  expect(await recheckProject(team.house, { projectId, specId })).toEqual([specId]);
});

test('steps that broke something are known to every later check, and each replay is kept with its counterexample', async () => {
  const ring = (times: number): TestStep[] => Array.from({ length: times }, () => ({ event: 'ring', inputs: { bell: true } }));
  await recordSteps('seventh', head, { 'Suite (criterion 1.1)': ring(1) });
  const { evidenceId } = await recordSteps('eighth', head, { 'Suite (criterion 1.1)': ring(2), 'Suite (criterion 1.2)': ring(1) });
  expect(await readCounterexamples(team.house.db, specId)).toEqual([ring(2), ring(1)]);
  const files = await regressionFiles(team.house.db, { specId, slug: 'door', there: [] });
  expect(files.map(({ text }) => parseRegressions(text)[0])).toMatchObject([
    { steps: ring(1), criteria: ['1.1'] },
    { steps: ring(2), criteria: ['1.1'] },
  ]);
  expect(await regressionFiles(team.house.db, { specId, slug: 'door', there: files.map(({ text }) => text) })).toEqual([]);
  const owner = await team.as('owner');
  const replayOf = async (checkName: string) => {
    const asked = { evidenceId, checkName };
    const { trialId } = await startTrial(owner, { specId, input: { kind: 'replay', ...asked, criterionId: '1.1' } });
    return { trialId, find: () => findTrial(owner, { specId, kind: 'replay', of: asked }) };
  };
  const one = await replayOf('Suite (criterion 1.1)');
  const other = await replayOf('Suite (criterion 1.2)');
  const given = { kind: 'replay' as const, failure: null, commit: head, steps: [], runs: 3, same: 3 };
  await finishTrial(team.house.db, one.trialId, { ...given, isBroken: true });
  await finishTrial(team.house.db, other.trialId, { ...given, isBroken: false });
  expect((await one.find())?.result).toMatchObject({ isBroken: true });
  expect((await other.find())?.result).toMatchObject({ isBroken: false });
});
