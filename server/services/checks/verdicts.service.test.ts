import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference } from '#core/edits/difference.ts';
import type { CheckOutcome, CheckReport } from '#core/verification/evidence.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { attest, withdrawAttestation } from './attest.ts';
import { disposeFailure } from './dispose-failure.ts';
import { getMatrix, getTrace } from './get-reports.ts';
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
let dataPath = '';
beforeAll(async () => {
  dataPath = mkdtempSync(join(tmpdir(), 'plumbline-verdicts-'));
  team = await openTeam({ dataPath });
});
afterAll(async () => {
  await team.close();
  rmSync(dataPath, { recursive: true, force: true });
});

/** A mirror with one commit for each list of files; the project's head is the first of them. */
async function addCommits({ projectId }: AddedSpec, ...trees: Record<string, string>[]): Promise<string[]> {
  const mirror = mirrorPathOf(dataPath, projectId);
  mkdirSync(mirror, { recursive: true });
  const work = join(dataPath, 'work', projectId);
  const git = (...args: string[]) => {
    const env = { ...process.env, GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };
    return execFileSync('git', ['--git-dir', mirror, '--work-tree', work, ...args], { cwd: work, env, encoding: 'utf8' }).trim();
  };
  mkdirSync(work, { recursive: true });
  execFileSync('git', ['init', '-q', '--bare', mirror]);
  const commits = trees.map((files) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text);
    }
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', 'x');
    return git('rev-parse', 'HEAD');
  });
  await team.house.db.project.update({ where: { id: projectId }, data: { headCommit: commits[0] ?? '' } });
  return commits;
}

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
const commit = '0'.repeat(40);

async function addRun(spec: AddedSpec): Promise<string> {
  const { actor, organizationId, db } = await team.as('owner');
  const { projectId, specId } = spec;
  const common = { organizationId, projectId, specId, taskId: '1', taskTitle: 'Build the door', model: 'scripted', modelLabel: 'Scripted' };
  const run = await db.run.create({
    data: { ...common, branch: 'b', baseCommit: commit, revisions: {}, startedById: actor.userId, status: 'running' },
  });
  return run.id;
}

const record = (spec: AddedSpec, runId: string | null, stepKey: string, report: CheckReport, on = commit) =>
  recordEvidence(team.house, { specId: spec.specId, runId, stepKey, commit: on, report });
const verdictOf = async (spec: AddedSpec, id = '1.1') => (await getVerdicts(await team.as('viewer'), { specId: spec.specId })).criteria[id];

test('without evidence nothing is verified', async () => {
  const spec = await team.addSpec(texts);
  expect(await verdictOf(spec)).toMatchObject({ state: 'unverified' });
});

test('what a run tried on its way counts until it tries again', async () => {
  const spec = await team.addSpec(texts);
  const runId = await addRun(spec);
  await record(
    spec,
    runId,
    'check-1',
    reportOf([outcome(property, 'failed'), outcome('a test of before (Requirements 1.1)', 'failed')]),
    '1'.repeat(40),
  );
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

test('another organization sees no verdicts, and no report', async () => {
  const spec = await team.addSpec(texts);
  const stranger = { ...(await team.as('owner')), organizationId: 'another' };
  await expect(getVerdicts(stranger, { specId: spec.specId })).rejects.toMatchObject({ code: 'not_found' });
  for (const getReport of [getMatrix, getTrace])
    await expect(getReport(stranger, await addressOf(spec))).rejects.toMatchObject({ code: 'not_found' });
});

test('matrix and trace hold what the texts link, with today’s verdicts', async () => {
  const spec = await team.addSpec(texts);
  await record(spec, null, 'check', reportOf([outcome(property, 'passed')]));
  const viewer = await team.as('viewer');
  const { rows } = await getMatrix(viewer, await addressOf(spec));
  expect(rows[0]).toMatchObject({ criterionId: '1.1', propertyIds: ['1'], taskIds: ['1'], verdict: { state: 'holds' } });
  const { graph } = await getTrace(viewer, await addressOf(spec));
  expect(graph.below.get('criterion 1.1')).toEqual(expect.arrayContaining(['property 1', 'task 1']));
  expect(graph.columns.evidence.map(({ text }) => text)).toEqual([property]);
});

async function addressOf({ projectId }: AddedSpec) {
  const { slug } = await team.house.db.project.findUniqueOrThrow({ where: { id: projectId }, select: { slug: true } });
  return { project: slug, spec: 'spec' };
}

test('a verdict goes stale with the code, which is told by its files, and comes back with it; words of the spec are no code', async () => {
  const spec = await team.addSpec(texts);
  const [first = '', second = '', third = ''] = await addCommits(
    spec,
    { 'src/door.ts': '1' },
    { '.kiro/specs/spec/tasks.md': '- [x] 1. Build' },
    { 'src/door.ts': '2' },
  );
  await record(spec, null, 'check', reportOf([outcome(property, 'passed')]), first);
  const moveTo = (headCommit: string) => team.house.db.project.update({ where: { id: spec.projectId }, data: { headCommit } });
  expect(await verdictOf(spec)).toMatchObject({ state: 'holds', isStale: false, grade: 'platform' });
  await moveTo(second);
  expect(await verdictOf(spec)).toMatchObject({ isStale: false });
  await moveTo(third);
  expect(await verdictOf(spec)).toMatchObject({
    isStale: true,
    staleBecause: `The code changed after the check, which ran on ${first.slice(0, 7)}: src/door.ts.`,
  });
  await record(spec, null, 'again', reportOf([outcome(property, 'passed')]), third);
  expect(await verdictOf(spec)).toMatchObject({ state: 'holds', isStale: false });
});

test('a check that gives both on one commit is flaky, named, and not green', async () => {
  const spec = await team.addSpec(texts);
  await record(spec, null, 'one', reportOf([outcome(property, 'failed')]));
  await record(spec, null, 'two', reportOf([outcome(property, 'passed')]));
  expect(await verdictOf(spec)).toMatchObject({ state: 'falsified', isStale: false, flaky: [property] });
});

test('a named person attests; the word expires with the sentence, is theirs to take back, and is no agent’s or key’s to give', async () => {
  const spec = await team.addSpec(texts);
  const reviewer = await team.as('reviewer');
  const said = { specId: spec.specId, criterionId: '1.2', words: 'Watched it for an hour.', link: 'https://example.com/log' };
  const { attestationId } = await attest(reviewer, said);
  expect(await verdictOf(spec, '1.2')).toMatchObject({
    state: 'manual',
    isStale: false,
    grade: 'attested',
    attestations: [{ userName: 'The reviewer', words: said.words, link: said.link }],
  });
  await expect(attest({ ...reviewer, origin: 'key 127.0.0.1' }, said)).rejects.toMatchObject({ code: 'role_too_low' });
  await expect(attest(await team.as('agent'), said)).rejects.toMatchObject({ code: 'role_too_low' });
  await expect(attest(reviewer, { ...said, criterionId: '9.9' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(withdrawAttestation(await team.as('editor'), { attestationId })).rejects.toMatchObject({ code: 'role_too_low' });
  await editDocument(
    team.house,
    spec.documentIds.requirements ?? '',
    (text) => difference(text, text.replace('stay shut', 'stay closed')),
    null,
  );
  expect(await verdictOf(spec, '1.2')).toMatchObject({ state: 'manual', isStale: true, staleBecause: /reworded/ });
  await withdrawAttestation(reviewer, { attestationId });
  await withdrawAttestation(reviewer, { attestationId });
  expect(await verdictOf(spec, '1.2')).toMatchObject({ state: 'unverified', attestations: [] });
});

test('a failure is disposed of in one of three ways, each of which leads somewhere and is recorded', async () => {
  const spec = await team.addSpec(texts);
  const editor = await team.as('editor');
  const { evidenceId } = await record(
    spec,
    null,
    'check',
    reportOf([outcome(property, 'failed'), outcome('fine (Requirements 1.2)', 'passed')]),
  );
  const failure = { specId: spec.specId, criterionId: '1.1', evidenceId, checkName: property };
  const { threadId } = await disposeFailure(editor, { ...failure, fault: 'requirement' });
  const thread = await team.house.db.commentThread.findUniqueOrThrow({ where: { id: threadId ?? '' }, include: { comments: true } });
  expect(thread).toMatchObject({ itemKind: 'criterion', itemId: '1.1', comments: [{ body: expect.stringContaining('[0]') }] });
  await disposeFailure(editor, { ...failure, fault: 'test' });
  // Nobody has approved anything: the gate refuses the run, and nothing is recorded of it.
  await expect(disposeFailure(editor, { ...failure, fault: 'code' })).rejects.toMatchObject({ code: 'gate_closed' });
  await expect(disposeFailure(editor, { ...failure, criterionId: '1.2', fault: 'test' })).rejects.toMatchObject({ code: 'not_found' });
  const passed = { ...failure, criterionId: '1.2', checkName: 'fine (Requirements 1.2)' };
  await expect(disposeFailure(editor, { ...passed, fault: 'test' })).rejects.toMatchObject({ code: 'not_found' });
  const { dispositions } = await getVerdicts(await team.as('viewer'), { specId: spec.specId });
  expect(dispositions).toMatchObject([
    { fault: 'test', userName: 'The editor' },
    { fault: 'requirement', threadId },
  ]);
  expect(await team.house.db.auditEntry.count({ where: { action: 'failure.disposed', projectId: spec.projectId } })).toBe(2);
});
