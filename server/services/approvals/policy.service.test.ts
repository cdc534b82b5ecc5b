import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference } from '#core/edits/difference.ts';
import { defaultPolicy } from '#core/pipeline/approval-policy.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { createSpec } from '#server/services/specs/create-spec.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { decidePolicy, getPolicy, proposePolicy } from './change-policy.ts';
import { decide } from './decide.ts';
import { requireGate } from './gate.ts';

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

test('a quick spec needs no approval where the policy says so, until it has a task too many or somebody asks for changes', async () => {
  const [owner, editor] = [await team.as('owner'), await team.as('editor')];
  const project = await slugOf(await team.addSpec(texts));
  const make = () => createSpec(editor, { project, title: 'A small thing', template: 'quick', isQuick: true });
  await expect(make()).rejects.toMatchObject({ code: 'invalid', message: /has no quick specs/ });
  const { version } = await proposePolicy(owner, { project, policy: { ...twoEach, quickTasks: 2 }, reason: 'Small things' });
  await decidePolicy(owner, { project, version, isAccepted: true });
  const { id: specId } = await make();
  const { id: slow } = await createSpec(editor, { project, title: 'Another', template: 'quick' });
  const gate = (id: string) => team.house.db.$transaction((tx) => requireGate(tx, id));
  const { documents } = await team.house.db.spec.findUniqueOrThrow({ where: { id: specId }, include: { documents: true } });
  const idOf = (kind: string) => documents.find((one) => one.kind === kind)?.id ?? '';
  const write = (words: string) => editDocument(team.house, idOf('tasks'), (text) => difference(text, words), null);
  await write('- [ ] 1. One\n- [ ] 2. Two\n');
  await expect(gate(specId)).resolves.toBeDefined();
  await expect(gate(slow)).rejects.toMatchObject({ code: 'gate_closed' });
  await write('- [ ] 1. One\n- [ ] 2. Two\n- [ ] 3. Three\n');
  await expect(gate(specId)).rejects.toMatchObject({ code: 'gate_closed' });
  await write('- [ ] 1. One\n  - [ ] 1.1 A\n  - [ ] 1.2 B\n');
  await expect(gate(specId)).resolves.toBeDefined();
  const { sha256 } = await readDocument(team.house.db, idOf('design'));
  const objection = {
    specId,
    stage: 'design',
    revisions: { [idOf('design')]: sha256 },
    decision: 'changes_requested',
    summary: 'No.',
  } as const;
  await decide(owner, objection);
  await expect(gate(specId)).rejects.toMatchObject({ message: /Changes to the design were requested/ });
});
