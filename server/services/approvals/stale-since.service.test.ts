import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference } from '#core/edits/difference.ts';
import { compactDocument } from '#server/services/documents/compact-document.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { decide } from './decide.ts';
import { describeStages } from './describe-stages.ts';
import { readStageFacts } from './stage-facts.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

const idOf = (spec: AddedSpec, kind: string) => spec.documentIds[kind] ?? '';

async function approve(spec: AddedSpec, stage: string) {
  const { sha256 } = await readDocument(team.house.db, idOf(spec, stage));
  await decide(await team.as('reviewer'), { specId: spec.specId, stage, revisions: { [idOf(spec, stage)]: sha256 }, decision: 'approved' });
}

const write = (spec: AddedSpec, kind: string, change: (text: string) => string, authorId: string | null) =>
  editDocument(team.house, idOf(spec, kind), (text) => difference(text, change(text)), authorId);

async function since(spec: AddedSpec, stage: string) {
  const stages = await describeStages(team.house.db, await readStageFacts(team.house.db, spec.specId), '');
  return stages.find((one) => one.stage === stage)?.staleSince;
}

test('a stale stage says when it became so, and by whose edit, and goes on saying it', async () => {
  const spec = await team.addSpec({ requirements: '# Requirements\n' });
  const [editor, owner] = [(await team.as('editor')).actor, (await team.as('owner')).actor];
  await write(spec, 'requirements', (text) => `${text}before\n`, owner.userId);
  await approve(spec, 'requirements');
  expect(await since(spec, 'requirements')).toBeNull();
  const from = Date.now();
  await write(spec, 'requirements', (text) => `${text}after\n`, editor.userId);
  const first = await since(spec, 'requirements');
  expect(first?.by).toBe(editor.name);
  expect(first?.at.getTime()).toBeGreaterThanOrEqual(from - 1);
  await write(spec, 'requirements', (text) => `${text}later\n`, owner.userId);
  expect(await since(spec, 'requirements')).toEqual(first);
  await compactDocument(team.house.db, idOf(spec, 'requirements'));
  expect((await since(spec, 'requirements'))?.at.getTime()).toBeGreaterThanOrEqual(from - 1);
  await approve(spec, 'requirements');
  expect(await since(spec, 'requirements')).toBeNull();
});

test('what the platform marked goes behind what a person wrote', async () => {
  const spec = await team.addSpec({ requirements: '# R\n', design: '# D\n', tasks: '# Tasks\n\n- [ ] 1. Build the door\n' });
  for (const stage of ['requirements', 'design', 'tasks']) await approve(spec, stage);
  const { actor } = await team.as('editor');
  await write(spec, 'tasks', (text) => text.replace('[ ]', '[x]'), null);
  expect(await since(spec, 'tasks')).toBeNull();
  await write(spec, 'tasks', (text) => text.replace('door', 'gate'), actor.userId);
  expect((await since(spec, 'tasks'))?.by).toBe(actor.name);
});
