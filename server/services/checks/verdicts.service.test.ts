import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference } from '#core/edits/difference.ts';
import type { CheckOutcome, CheckReport } from '#core/verification/evidence.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { getVerdicts } from './get-verdicts.ts';
import { recordEvidence } from './record-evidence.ts';

const texts = {
  requirements:
    '# Requirements Document\n\n## Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n2. WHEN nobody rings, THE Door SHALL stay shut.\n',
  design:
    '# Design Document\n\n## Correctness Properties\n\n### Property 1: Opens\n\n*For any* ring, the door opens.\n\n**Validates: Requirements 1.1**\n',
  tasks: '# Implementation Plan\n\n## Tasks\n\n- [ ] 1. Build the door\n  - _Requirements: 1.1_\n',
};

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

const outcome = (name: string, status: CheckOutcome['status']): CheckOutcome => ({
  name,
  file: 'test/door.test.ts',
  line: 1,
  status,
  cases: 100,
  seed: '42',
  counterexample: status === 'failed' ? '[0]' : null,
  message: null,
  durationMs: 1,
});

const reportOf = (outcomes: CheckOutcome[], failure: string | null = null): CheckReport => ({
  command: 'npm test',
  exitCode: failure === null ? 0 : null,
  failure,
  startedAt: new Date().toISOString(),
  durationMs: 5,
  outputSha256: '0'.repeat(64),
  outputTail: '',
  outcomes,
});

const property = 'Feature: spec, Property 1: Opens';
const commit = 'a'.repeat(40);

async function addRun(spec: AddedSpec): Promise<string> {
  const { actor, organizationId, db } = await team.as('owner');
  const { projectId, specId } = spec;
  const common = { organizationId, projectId, specId, taskId: '1', taskTitle: 'Build the door', model: 'scripted', modelLabel: 'Scripted' };
  const run = await db.run.create({
    data: { ...common, branch: 'b', baseCommit: commit, revisions: {}, startedById: actor.userId, status: 'running' },
  });
  return run.id;
}

const record = (spec: AddedSpec, runId: string | null, stepKey: string, report: CheckReport) =>
  recordEvidence(team.house, { specId: spec.specId, runId, stepKey, commit, report });
const verdictOf = async (spec: AddedSpec, id = '1.1') => (await getVerdicts(await team.as('viewer'), { specId: spec.specId })).criteria[id];

test('without evidence nothing is verified', async () => {
  const spec = await team.addSpec(texts);
  expect(await verdictOf(spec)).toMatchObject({ state: 'unverified' });
});

test('what a run tried on its way counts until it tries again', async () => {
  const spec = await team.addSpec(texts);
  const runId = await addRun(spec);
  await record(spec, runId, 'check-1', reportOf([outcome(property, 'failed'), outcome('a test of before (Requirements 1.1)', 'failed')]));
  expect(await verdictOf(spec)).toMatchObject({ state: 'falsified' });
  await record(spec, runId, 'check-2', reportOf([outcome(property, 'passed')]));
  expect(await verdictOf(spec)).toMatchObject({ state: 'holds', isStale: false, cases: 100 });
  const { tasks } = await getVerdicts(await team.as('viewer'), { specId: spec.specId });
  expect(tasks['1']).toMatchObject({ runId });
});

test('a step that is repeated records nothing twice', async () => {
  const spec = await team.addSpec(texts);
  const runId = await addRun(spec);
  const first = await record(spec, runId, 'check-1', reportOf([outcome(property, 'passed')]));
  const again = await record(spec, runId, 'check-1', reportOf([outcome(property, 'failed')]));
  expect(again.evidenceId).toBe(first.evidenceId);
  expect(await verdictOf(spec)).toMatchObject({ state: 'holds' });
});

test('an execution without a result changes no verdict', async () => {
  const spec = await team.addSpec(texts);
  const runId = await addRun(spec);
  await record(spec, runId, 'check-1', reportOf([outcome(property, 'passed')]));
  await record(spec, runId, 'check-2', reportOf([], 'The command took longer than it may.'));
  expect(await verdictOf(spec)).toMatchObject({ state: 'holds' });
});

test('what a cancelled run found is gone with it', async () => {
  const spec = await team.addSpec(texts);
  const runId = await addRun(spec);
  await record(spec, runId, 'check-1', reportOf([outcome(property, 'failed')]));
  await team.house.db.run.update({ where: { id: runId }, data: { status: 'cancelled' } });
  expect(await verdictOf(spec)).toMatchObject({ state: 'unverified' });
});

test('a verdict goes stale with its sentence and with its property, and says which', async () => {
  const spec = await team.addSpec(texts);
  await record(spec, null, 'check', reportOf([outcome(property, 'passed')]));
  const change = (kind: string, from: string, to: string) =>
    editDocument(team.house, spec.documentIds[kind] ?? '', (text) => difference(text, text.replace(from, to)), null);
  await change('requirements', 'SHALL open', 'SHALL open wide');
  expect(await verdictOf(spec)).toMatchObject({ state: 'holds', isStale: true, staleBecause: /criterion|sentence/i });
  await change('requirements', 'SHALL open wide', 'SHALL open');
  expect(await verdictOf(spec)).toMatchObject({ state: 'holds', isStale: false });
  await change('design', 'the door opens', 'the door opens at once');
  expect(await verdictOf(spec)).toMatchObject({ isStale: true, staleBecause: /property/i });
});

test('another organization sees no verdicts', async () => {
  const spec = await team.addSpec(texts);
  const stranger = { ...(await team.as('owner')), organizationId: 'another' };
  await expect(getVerdicts(stranger, { specId: spec.specId })).rejects.toMatchObject({ code: 'not_found' });
});
