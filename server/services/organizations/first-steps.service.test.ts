import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTeam, type Team } from '#server/testing/team.ts';
import { readFirstSteps } from './first-steps.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

test('steps are done by what is there, in this organization alone, and undone when it is taken back', async () => {
  const owner = await team.as('owner');
  expect(await readFirstSteps(owner)).toMatchObject({
    sample: null,
    isAnswered: false,
    isApproved: false,
    isVerified: false,
    isImported: false,
    isConnected: false,
  });
  const { specId, projectId } = await team.addSpec({ requirements: '# Requirements\n' });
  const { db } = team.house;
  expect(await readFirstSteps(owner)).toMatchObject({ sample: null, isImported: true });
  const { slug: project } = await db.project.update({ where: { id: projectId }, data: { isSample: true } });
  const { slug: spec } = await db.spec.findUniqueOrThrow({ where: { id: specId } });
  expect(await readFirstSteps(owner)).toMatchObject({ sample: { project, spec }, isImported: false });
  const { id } = await db.approval.create({
    data: { specId, stage: 'requirements', decision: 'approved', userId: owner.actor.userId, role: 'owner', isAuthor: false },
  });
  expect(await readFirstSteps(owner)).toMatchObject({ isApproved: true });
  expect(await readFirstSteps({ ...owner, organizationId: 'another' })).toEqual({
    sample: null,
    isAnswered: false,
    isShared: false,
    isApproved: false,
    isVerified: false,
    isImported: false,
    isConnected: false,
  });
  for (const [taskId, status] of [
    ['5.1', 'verified'],
    ['3.1', 'failed'],
    ['3.1', 'verified'],
  ] as const) {
    const { organizationId, actor } = owner;
    const task = { specId, projectId, organizationId, taskId, taskTitle: taskId, model: 'scripted', modelLabel: 'Scripted' };
    await db.run.create({ data: { ...task, status, branch: 'b', baseCommit: '0'.repeat(40), revisions: {}, startedById: actor.userId } });
    // The step names a task of the sample: another one that was verified is not it.
    const isBuilt = taskId === '3.1' && status === 'verified';
    expect(await readFirstSteps(owner)).toMatchObject({ isVerified: isBuilt });
  }
  await db.approval.update({ where: { id }, data: { withdrawnAt: new Date() } });
  await db.spec.update({ where: { id: specId }, data: { archivedAt: new Date() } });
  expect(await readFirstSteps(owner)).toMatchObject({ sample: null, isApproved: false });
});
