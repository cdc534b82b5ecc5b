import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Role } from '#core/access/access.ts';
import { difference } from '#core/edits/difference.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { requireGate } from '#server/services/approvals/gate.ts';
import { listComments } from '#server/services/comments/list-comments.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { getImpact } from '#server/services/impact/get-impact.ts';
import { getRunDrift } from '#server/services/impact/get-run-drift.ts';
import { listNotices } from '#server/services/notices/list-notices.ts';
import { configureProject } from '#server/services/projects/configure-project.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { tellRunOfChange } from '#server/services/runs/tell-run-of-change.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { askDecision, delegate } from './ask-decision.ts';
import { getReview } from './get-review.ts';
import { listWaiting } from './list-waiting.ts';
import { decideMany, submitReview } from './submit-review.ts';
import { undoDecisions } from './undo-decision.ts';

const texts = {
  requirements:
    '# Requirements Document\n\n## Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n2. THE Door SHALL be red.\n',
  design: '# Design Document\n\n### Property 1: P\n\n*For any* bell.\n\n**Validates: Requirements 1.1**\n',
  tasks: '# Implementation Plan\n\n- [ ] 1. Build the door\n  - _Requirements: 1.1_\n- [ ] 2. Paint it\n  - _Requirements: 1.2_\n',
};

let team: Team;
let spec: AddedSpec;
beforeAll(async () => {
  team = await openTeam();
  for (const role of ['owner', 'admin', 'editor', 'reviewer'] as const) await team.as(role);
});
afterAll(() => team.close());
beforeEach(async () => {
  spec = await team.addSpec(texts);
  await team.house.db.project.update({ where: { id: spec.projectId }, data: { checkCommand: 'true' } });
  await team.house.db.notice.deleteMany();
});

async function read(stage: string) {
  const documentId = spec.documentIds[stage] ?? '';
  const { sha256 } = await readDocument(team.house.db, documentId);
  return { specId: spec.specId, stage, revisions: { [documentId]: sha256 } };
}
const approve = async (role: Role, stage: string) =>
  (await submitReview(await team.as(role), { ...(await read(stage)), decision: 'approved' })).id;
const undo = async (role: Role, ...approvalIds: string[]) =>
  (await undoDecisions(await team.as(role), { approvalIds })).map(({ refusedBecause }) => refusedBecause);
const gate = () => team.house.db.$transaction((tx) => requireGate(tx, spec.specId));
const inbox = async (role: Role) => (await listNotices(await team.as(role), { show: 'open', limit: 50 })).map(({ title }) => title);
const reword = async (kind: string, from: string, to: string) =>
  editDocument(
    team.house,
    spec.documentIds[kind] ?? '',
    (text) => difference(text, text.replace(from, to)),
    (await team.as('editor')).actor.userId,
  );

test('a review is sent whole: its comments with its decision, or neither', async () => {
  const reviewer = await team.as('reviewer');
  const documentId = spec.documentIds['requirements'] ?? '';
  const comment = (quote: string) => ({
    documentId,
    threadId: randomUUID(),
    commentId: randomUUID(),
    body: 'Why?',
    place: { kind: 'quote' as const, quote },
  });
  const decision = { ...(await read('requirements')), decision: 'changes_requested' as const };
  await expect(submitReview(reviewer, { ...decision, comments: [comment('be red')] })).rejects.toMatchObject({ code: 'invalid' });
  expect(await listComments(reviewer, { specId: spec.specId })).toEqual([]);
  const sent = await submitReview(reviewer, { ...decision, summary: 'Say which red.', comments: [comment('be red'), comment('bell')] });
  expect(sent).toMatchObject({ state: 'changes_requested', comments: 2 });
  expect((await listComments(reviewer, { specId: spec.specId })).map(({ quote }) => quote)).toEqual(['be red', 'bell']);
  const { threadId } = comment('bell');
  const elsewhere = { ...(await read('requirements')), decision: 'approved' as const, specId: (await team.addSpec(texts)).specId };
  await expect(submitReview(reviewer, { ...elsewhere, comments: [{ ...comment('bell'), threadId }] })).rejects.toMatchObject({
    code: 'invalid',
  });
});

test('a decision is taken back at once: the gate shuts again, and who was asked is asked again', async () => {
  await askDecision(await team.as('editor'), { specId: spec.specId, stage: 'requirements', words: '' });
  const id = await approve('reviewer', 'requirements');
  expect(await inbox('reviewer')).toEqual([]);
  expect(await inbox('owner')).toEqual(['Your approval is wanted: design of “Spec”']);
  expect(await undo('owner', id)).toEqual(['Only whoever decided takes it back.']);
  expect(await undo('reviewer', id)).toEqual([null]);
  expect(await inbox('reviewer')).toEqual(['Your approval is wanted: requirements of “Spec”']);
  expect(await inbox('owner')).toEqual(['Your approval is wanted: requirements of “Spec”']);
  await expect(gate()).rejects.toMatchObject({ message: /Requirements wait for an approval/ });
  expect(await undo('reviewer', id)).toEqual(['This decision was taken back already.']);
});

test('nothing is taken back from under what was built on it, nor after its time', async () => {
  const first = await approve('owner', 'requirements');
  const second = await approve('owner', 'design');
  expect(await undo('owner', first)).toEqual([expect.stringContaining('later stage')]);
  expect(await undo('owner', first, second)).toEqual([null, null]);
  for (const stage of ['requirements', 'design']) await approve('owner', stage);
  const last = await approve('owner', 'tasks');
  await startRun(await team.as('editor'), { specId: spec.specId, taskId: '1', model: 'scripted' });
  expect(await undo('owner', last)).toEqual([expect.stringContaining('Work was started')]);
  await expect(gate()).resolves.toBeDefined();
  spec = await team.addSpec(texts);
  const old = await approve('owner', 'requirements');
  await team.house.db.approval.update({ where: { id: old }, data: { createdAt: new Date(Date.now() - 31_000) } });
  expect(await undo('owner', old)).toEqual([expect.stringContaining('30 seconds')]);
  const stranger = { ...(await team.as('owner')), organizationId: 'another' };
  expect((await undoDecisions(stranger, { approvalIds: [old] }))[0]?.refusedBecause).toContain('no such decision');
});

test('undoing and starting at once: a run that starts has its approvals, one that is too late does not start', async () => {
  for (let round = 0; round < 6; round += 1) {
    spec = await team.addSpec(texts);
    await team.house.db.project.update({ where: { id: spec.projectId }, data: { checkCommand: 'true' } });
    for (const stage of ['requirements', 'design']) await approve('owner', stage);
    const last = await approve('owner', 'tasks');
    const [started, undone] = await Promise.allSettled([
      startRun(await team.as('editor'), { specId: spec.specId, taskId: '1', model: 'scripted' }),
      undo('owner', last),
    ]);
    const isUndone = undone.status === 'fulfilled' && undone.value[0] === null;
    expect(isUndone).toBe(started.status === 'rejected');
  }
});

test('since my last approval: what changed, and whether in substance; and what the edit makes stale', async () => {
  for (const stage of ['requirements', 'design', 'tasks']) await approve('owner', stage);
  const owner = await team.as('owner');
  const { runId } = await startRun(await team.as('editor'), { specId: spec.specId, taskId: '1', model: 'scripted' });
  expect(await getReview(owner, { specId: spec.specId, stage: 'requirements' })).toMatchObject({ since: { documents: [], changes: [] } });
  expect(await getRunDrift(owner, { runId })).toEqual({ changed: [] });
  await reword('requirements', '# Requirements Document', '# Requirements Document\n\nOf a door.');
  expect(await getReview(owner, { specId: spec.specId, stage: 'requirements' })).toMatchObject({
    since: { documents: [{ change: 'cosmetic' }], changes: [] },
  });
  await reword('requirements', 'SHALL open', 'SHALL shut');
  expect(await getReview(owner, { specId: spec.specId, stage: 'requirements' })).toMatchObject({
    since: { documents: [{ change: 'substantive' }], changes: [{ kind: 'criterion', id: '1.1', change: 'changed' }] },
  });
  expect((await getReview(await team.as('reviewer'), { specId: spec.specId, stage: 'requirements' })).since).toBeNull();
  const cause = [{ kind: 'criterion', id: '1.1' }];
  const of = (criterion: string, sentence: string) => ({
    ...{ specId: spec.specId, criterion, sentence, sentenceHash: sentenceHash(sentence) },
    ...{ rules: [], userId: owner.actor.userId },
  });
  await team.house.db.readingConfirmation.createMany({
    data: [of('1.1', 'WHEN the bell rings, THE Door SHALL open.'), of('1.2', 'THE Door SHALL be red.')],
  });
  expect(await getImpact(owner, { specId: spec.specId })).toMatchObject({
    documents: [{ stage: 'requirements', authors: ['The editor'] }, { change: 'none' }, { change: 'none' }],
    properties: [{ id: '1', causes: cause }],
    readings: [{ id: '1.1', causes: cause }],
    tasks: [{ id: '1', causes: cause }],
    runs: [{ id: runId, causes: cause, taskTitle: 'Build the door' }],
    approvals: [{ stage: 'requirements' }],
  });
  expect(await getRunDrift(owner, { runId })).toMatchObject({ changed: [{ stage: 'requirements', change: 'substantive' }] });
});

test('the agent of a run hears of a changed spec once it has come to rest, and waits for a person where the project says so', async () => {
  for (const stage of ['requirements', 'design', 'tasks']) await approve('owner', stage);
  const { runId } = await startRun(await team.as('editor'), { specId: spec.specId, taskId: '1', model: 'scripted' });
  const { db } = team.house;
  await db.run.update({ where: { id: runId }, data: { status: 'running' } });
  const tell = (laterMs: number) =>
    tellRunOfChange(team.house, { runId, organizationId: team.organizationId }, new Date(Date.now() + laterMs));
  const told = () => db.runMessage.findMany({ where: { runId }, orderBy: { createdAt: 'asc' }, include: { author: true } });
  expect(await tell(60_000)).toBe(false);
  await reword('requirements', 'SHALL open', 'SHALL shut');
  expect(await tell(0)).toBe(false);
  expect(await Promise.all([tell(60_000), tell(60_000)])).toContain(true);
  expect(await tell(60_000)).toBe(false);
  const [message, ...more] = await told();
  expect(more).toEqual([]);
  expect(message?.author.name).toBe('The editor');
  expect(message?.text).toContain('Criterion 1.1 now says: WHEN the bell rings, THE Door SHALL shut.');
  expect((await db.run.findUniqueOrThrow({ where: { id: runId } })).pauseRequestedAt).toBeNull();

  const { slug: project } = await db.project.findUniqueOrThrow({ where: { id: spec.projectId } });
  await configureProject(await team.as('owner'), { project, checkCommand: 'true', onChange: 'pause' });
  await reword('requirements', '\n2. THE Door SHALL be red.', '');
  expect(await tell(60_000)).toBe(true);
  expect((await told()).at(-1)?.text).toContain('Criterion 1.2 is gone.');
  expect((await db.run.findUniqueOrThrow({ where: { id: runId } })).pauseRequestedAt).not.toBeNull();
  expect(await inbox('editor')).toContainEqual(expect.stringContaining('its run is paused'));
});

test('those whose decision is wanted are asked once, then reminded once an hour; handing on moves it', async () => {
  const editor = await team.as('editor');
  const asked = { specId: spec.specId, stage: 'requirements', words: '' };
  expect(await askDecision(editor, asked)).toEqual({ kind: 'asked', people: 3 });
  expect(await askDecision(editor, asked)).toEqual({ kind: 'reminded', people: 3 });
  expect(await askDecision(editor, asked)).toEqual({ kind: 'reminded', people: 0 });
  const reviewer = await team.as('reviewer');
  await delegate(reviewer, { ...asked, userId: (await team.as('admin')).actor.userId });
  expect(await inbox('reviewer')).toEqual([]);
  expect(await inbox('admin')).toHaveLength(3);
  const viewer = await team.as('viewer');
  await expect(delegate(reviewer, { ...asked, userId: viewer.actor.userId })).rejects.toMatchObject({ code: 'invalid' });
});

test('several texts are decided on in one go, each on the revision that was shown', async () => {
  const first = spec;
  const second = await team.addSpec(texts);
  for (const one of [first, second]) await askDecision(await team.as('editor'), { specId: one.specId, stage: 'requirements', words: '' });
  const reviewer = await team.as('reviewer');
  const notices = await listNotices(reviewer, { show: 'open', limit: 50 });
  const waiting = await listWaiting(reviewer, { noticeIds: notices.map(({ id }) => id) });
  expect(waiting.map(({ since, blocker }) => [since, blocker])).toEqual([
    ['never', null],
    ['never', null],
  ]);
  await reword('requirements', 'red', 'blue');
  const results = await decideMany(reviewer, { decision: 'approved', summary: '', items: waiting });
  const result = (specId: string) => results.find((one) => one.specId === specId);
  expect(result(first.specId)?.refusedBecause).toContain('changed since you read it');
  expect(result(second.specId)?.refusedBecause).toBeNull();
  expect(await undo('reviewer', result(second.specId)?.approvalId ?? '')).toEqual([null]);
});
