import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference } from '#core/edits/difference.ts';
import { setTaskState } from '#core/edits/set-task-state.ts';
import { type ApprovalPolicy, defaultPolicy } from '#core/pipeline/approval-policy.ts';
import { admit } from '#server/auth/admit.ts';
import { findMembership } from '#server/auth/identify.ts';
import { Failure } from '#server/errors.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { setProjectRole } from '#server/services/members/project-roles.ts';
import { createTeam, removeTeam, setTeamMembers } from '#server/services/members/teams.ts';
import { askDecision } from '#server/services/reviews/ask-decision.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { decide } from './decide.ts';
import { requireGate } from './gate.ts';

const texts = {
  requirements:
    '# Requirements Document\n\n## Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n',
  design: '# Design Document\n\n## Overview\n\nA door.\n',
  tasks: '# Implementation Plan\n\n## Tasks\n\n- [ ] 1. Build the door\n  - _Requirements: 1.1_\n',
};

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

async function approve(spec: AddedSpec, kind: string) {
  return decide(await team.as('reviewer'), { ...(await read(spec, kind)), decision: 'approved' });
}

/** What somebody who has just read a document would send with a decision. */
async function read(spec: AddedSpec, kind: string) {
  const documentId = spec.documentIds[kind] ?? '';
  const { sha256 } = await readDocument(team.house.db, documentId);
  return { specId: spec.specId, stage: kind, revisions: { [documentId]: sha256 } };
}

const gate = (specId: string) => team.house.db.$transaction((tx) => requireGate(tx, specId));
const replace = (spec: AddedSpec, kind: string, change: (text: string) => string) =>
  editDocument(team.house, spec.documentIds[kind] ?? '', (text) => difference(text, change(text)), null);

test('nothing starts before requirements, design and tasks are approved, in that order', async () => {
  const spec = await team.addSpec(texts);
  await expect(gate(spec.specId)).rejects.toMatchObject({ code: 'gate_closed', message: /Requirements wait for an approval/ });
  await expect(approve(spec, 'tasks')).rejects.toMatchObject({ code: 'gate_closed', message: /in order/ });
  await approve(spec, 'requirements');
  await approve(spec, 'design');
  await expect(gate(spec.specId)).rejects.toMatchObject({ code: 'gate_closed', message: /Tasks/ });
  await approve(spec, 'tasks');
  const { revisions } = await gate(spec.specId);
  expect(Object.keys(revisions).sort()).toEqual(['design', 'requirements', 'tasks']);
});

test('one changed character closes the gate, and taking it back opens it', async () => {
  const spec = await team.addSpec(texts);
  for (const kind of ['requirements', 'design', 'tasks']) await approve(spec, kind);
  await replace(spec, 'requirements', (text) => text.replace('open.', 'open!'));
  await expect(gate(spec.specId)).rejects.toMatchObject({ code: 'gate_closed', message: /changed after they were approved/ });
  await replace(spec, 'requirements', (text) => text.replace('open!', 'open.'));
  await expect(gate(spec.specId)).resolves.toBeDefined();
});

test('a ticked task leaves the approval of the tasks as it was, a renamed one does not', async () => {
  const spec = await team.addSpec(texts);
  for (const kind of ['requirements', 'design', 'tasks']) await approve(spec, kind);
  await editDocument(team.house, spec.documentIds['tasks'] ?? '', (text) => setTaskState(text, '1', 'done'), null);
  await expect(gate(spec.specId)).resolves.toBeDefined();
  await replace(spec, 'tasks', (text) => text.replace('Build the door', 'Build two doors'));
  await expect(gate(spec.specId)).rejects.toBeInstanceOf(Failure);
});

test('a decision on a text that has changed since it was read is not recorded', async () => {
  const spec = await team.addSpec(texts);
  const seen = await read(spec, 'requirements');
  await replace(spec, 'requirements', (text) => `${text}\n`);
  const decided = decide(await team.as('owner'), { ...seen, decision: 'approved' });
  await expect(decided).rejects.toMatchObject({ code: 'revision_changed' });
  expect(await team.house.db.approval.count({ where: { specId: spec.specId } })).toBe(0);
});

test('an approval keeps the revision that it names', async () => {
  const spec = await team.addSpec(texts);
  const seen = await read(spec, 'requirements');
  await approve(spec, 'requirements');
  const [sha256] = Object.values(seen.revisions);
  await replace(spec, 'requirements', () => 'nothing is left');
  const revision = await team.house.db.revision.findFirst({ where: { documentId: spec.documentIds['requirements'] ?? '', sha256 } });
  expect(new TextDecoder().decode(revision?.bytes)).toBe(texts.requirements);
});

test('edits and starts at once: whatever starts, starts from a text that was approved', async () => {
  for (let round = 0; round < 10; round += 1) {
    const spec = await team.addSpec(texts);
    for (const kind of ['requirements', 'design', 'tasks']) await approve(spec, kind);
    const approved = await readDocument(team.house.db, spec.documentIds['requirements'] ?? '');
    const [started] = await Promise.allSettled([gate(spec.specId), replace(spec, 'requirements', (text) => `${text}late\n`)]);
    if (started.status === 'fulfilled') expect(started.value.revisions['requirements']).toBe(approved.sha256);
    else expect(started.reason).toMatchObject({ code: 'gate_closed' });
  }
});

test('somebody of another organization cannot decide', async () => {
  const spec = await team.addSpec(texts);
  const seen = await read(spec, 'requirements');
  const stranger = { ...(await team.as('owner')), organizationId: 'another' };
  await expect(decide(stranger, { ...seen, decision: 'approved' })).rejects.toMatchObject({ code: 'not_found' });
});

test('a request for changes says what should change', async () => {
  const spec = await team.addSpec(texts);
  const seen = await read(spec, 'requirements');
  const reviewer = await team.as('reviewer');
  await expect(decide(reviewer, { ...seen, decision: 'changes_requested' })).rejects.toMatchObject({
    code: 'invalid',
  });
  await decide(reviewer, { ...seen, decision: 'changes_requested', summary: 'Name the door.' });
  await expect(gate(spec.specId)).rejects.toMatchObject({ message: /Changes to the requirements were requested/ });
});

async function usePolicy(spec: AddedSpec, change: Partial<ApprovalPolicy['stages'][number]>) {
  const [first, ...rest] = defaultPolicy.stages;
  const policy = { ...defaultPolicy, stages: first ? [{ ...first, ...change }, ...rest] : [] };
  const { actor } = await team.as('owner');
  const decided = { decidedById: actor.userId, decidedAt: new Date(), isAccepted: true };
  await team.house.db.policyVersion.create({
    data: { projectId: spec.projectId, version: 1, policy: JSON.parse(JSON.stringify(policy)), proposedById: actor.userId, ...decided },
  });
}

test('four eyes: two people approve, and whoever wrote the text is not one of them', async () => {
  const spec = await team.addSpec(texts);
  await usePolicy(spec, { approvals: 2, excludesAuthors: true });
  const [editor, owner, admin] = [await team.as('editor'), await team.as('owner'), await team.as('admin')];
  await editDocument(
    team.house,
    spec.documentIds['requirements'] ?? '',
    (text) => difference(text, `${text}\nmore\n`),
    editor.actor.userId,
  );
  const decision = 'approved' as const;
  await expect(decide(editor, { ...(await read(spec, 'requirements')), decision })).rejects.toMatchObject({ code: 'author_excluded' });
  expect(await decide(owner, { ...(await read(spec, 'requirements')), decision })).toMatchObject({ state: 'draft' });
  await expect(gate(spec.specId)).rejects.toMatchObject({ message: /wait for 1 of 2 approvals/ });
  expect(await decide(owner, { ...(await read(spec, 'requirements')), decision })).toMatchObject({ state: 'draft' });
  expect(await decide(admin, { ...(await read(spec, 'requirements')), decision })).toMatchObject({ state: 'approved' });
});

test('a cosmetic change is renewed with one decision, one of substance is not', async () => {
  const spec = await team.addSpec(texts);
  await usePolicy(spec, { approvals: 2 });
  const decision = 'approved' as const;
  for (const role of ['owner', 'admin'] as const) await decide(await team.as(role), { ...(await read(spec, 'requirements')), decision });
  await replace(spec, 'requirements', (text) => text.replace('# Requirements Document', '# Requirements Document\n\nOf a door.'));
  const reviewer = await team.as('reviewer');
  expect(await decide(reviewer, { ...(await read(spec, 'requirements')), decision, isRenewal: true })).toMatchObject({ state: 'approved' });
  await replace(spec, 'requirements', (text) => text.replace('SHALL open', 'SHALL shut'));
  const renewed = decide(reviewer, { ...(await read(spec, 'requirements')), decision, isRenewal: true });
  await expect(renewed).rejects.toMatchObject({ code: 'not_cosmetic' });
});

test('one of a team: only who is in it when they decide counts, and what is missing is said by its name', async () => {
  const spec = await team.addSpec(texts);
  const [editor, owner, admin] = [await team.as('editor'), await team.as('owner'), await team.as('admin')];
  const { id: security } = await createTeam(owner, { name: 'Security' });
  await usePolicy(spec, { approvals: 2, quorums: [{ count: 1, roles: [], people: [], teams: [security] }] });
  const decision = 'approved' as const;
  for (const who of [owner, admin]) await decide(who, { ...(await read(spec, 'requirements')), decision });
  await expect(gate(spec.specId)).rejects.toMatchObject({ message: /wait for one of the team Security/ });
  await setTeamMembers(owner, { teamId: security, userIds: [admin.actor.userId] });
  await expect(gate(spec.specId)).rejects.toMatchObject({ message: /wait for one of the team Security/ });
  await expect(removeTeam(owner, { teamId: security })).rejects.toMatchObject({
    code: 'invalid',
    message: /asks for somebody of this team/,
  });
  await setTeamMembers(owner, { teamId: security, userIds: [editor.actor.userId] });
  expect(await decide(editor, { ...(await read(spec, 'requirements')), decision })).toMatchObject({ state: 'approved' });
  await setTeamMembers(owner, { teamId: security, userIds: [] });
  await expect(gate(spec.specId)).rejects.toMatchObject({ message: /There is no design|Design waits/ });
});

test('a role in a project decides there, is recorded, and is told of what waits', async () => {
  const [spec, other] = [await team.addSpec(texts), await team.addSpec(texts)];
  const [owner, viewer] = [await team.as('owner'), await team.as('viewer')];
  const { id: memberId } = await team.house.db.member.findFirstOrThrow({ where: { userId: viewer.actor.userId } });
  const { slug: project } = await team.house.db.project.findUniqueOrThrow({ where: { id: spec.projectId } });
  await setProjectRole(owner, { memberId, project, role: 'reviewer' });
  await usePolicy(spec, { quorums: [{ count: 1, roles: [], people: [viewer.actor.userId], teams: [] }] });
  await usePolicy(other, { quorums: [{ count: 1, roles: [], people: [viewer.actor.userId], teams: [] }] });
  expect(await askDecision(owner, { specId: spec.specId, stage: 'requirements', words: '' })).toEqual({ kind: 'asked', people: 1 });
  expect(await askDecision(owner, { specId: other.specId, stage: 'requirements', words: '' })).toMatchObject({ people: 0 });
  const identity = { ...viewer.actor, email: '', credential: { kind: 'session' as const, id: 's' } };
  const standing = { identity, membership: await findMembership(team.house.pool, viewer.actor.userId, 'team') };
  const seen = await read(spec, 'requirements');
  const { member } = await admit(team.house, standing, { action: 'approval.decide', input: seen });
  expect(await decide(member, { ...seen, decision: 'approved' })).toMatchObject({ state: 'approved' });
  await expect(admit(team.house, standing, { action: 'approval.decide', input: { specId: other.specId } })).rejects.toMatchObject({
    code: 'role_too_low',
  });
  await expect(setProjectRole(owner, { memberId: await memberIdOf('admin'), project, role: 'viewer' })).rejects.toMatchObject({
    code: 'invalid',
  });
});

async function memberIdOf(role: 'admin'): Promise<string> {
  const { actor } = await team.as(role);
  return (await team.house.db.member.findFirstOrThrow({ where: { userId: actor.userId } })).id;
}
