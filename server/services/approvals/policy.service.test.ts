import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultPolicy } from '#core/pipeline/approval-policy.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { decidePolicy, getPolicy, proposePolicy } from './change-policy.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

const texts = { requirements: '# Requirements\n\nA door.\n', design: '# Design\n', tasks: '- [ ] 1. Build\n' };
const slugOf = async ({ projectId }: AddedSpec) => (await team.house.db.project.findUniqueOrThrow({ where: { id: projectId } })).slug;
const twoEach = { ...defaultPolicy, stages: defaultPolicy.stages.map((stage) => ({ ...stage, approvals: 2 })) };

test('a proposed policy changes nothing until an owner accepts it, and then it counts at once', async () => {
  const spec = await team.addSpec(texts);
  const project = await slugOf(spec);
  const [owner, admin] = [await team.as('owner'), await team.as('admin')];
  const { version } = await proposePolicy(admin, { project, policy: twoEach, reason: 'Four eyes' });
  expect((await getPolicy(owner, { project })).version).toBe(0);
  await expect(proposePolicy(admin, { project, policy: defaultPolicy, reason: 'Another' })).rejects.toMatchObject({ code: 'invalid' });
  await decidePolicy(owner, { project, version, isAccepted: true });
  const { policy, sentences } = await getPolicy(owner, { project });
  expect(policy).toEqual(twoEach);
  expect(sentences[0]).toBe('Requirements: two approvals; authors count, too.');
  await expect(decidePolicy(owner, { project, version, isAccepted: false })).rejects.toMatchObject({ code: 'not_found' });
});

test('a policy that nobody could meet is refused with the reason', async () => {
  const project = await slugOf(await team.addSpec(texts));
  const policy = { ...defaultPolicy, stages: defaultPolicy.stages.map((stage) => ({ ...stage, approvals: 20 })) };
  const proposed = proposePolicy(await team.as('admin'), { project, policy, reason: 'Too much' });
  await expect(proposed).rejects.toMatchObject({ code: 'invalid', message: /asks for 20 approvals/ });
});
