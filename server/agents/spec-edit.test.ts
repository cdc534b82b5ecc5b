import { expect, test } from 'vitest';
import { Failure } from '#server/errors.ts';
import { proposeSpecEdit, type SpecDesk } from './spec-edit.ts';

const text = 'The door opens. The door closes.';

function desk(refusal?: Failure) {
  const proposed: unknown[] = [];
  const one: SpecDesk = {
    read: (document) => Promise.resolve(document === 'requirements' ? { id: 'd', text } : null),
    propose: (change) => {
      proposed.push(change);
      return refusal ? Promise.reject(refusal) : Promise.resolve();
    },
  };
  return { one, proposed };
}
const edit = { document: 'requirements', old: 'opens', new: 'opens within 2 s', reason: 'It says no time.' };

test('a passage that occurs once becomes a suggestion, with its reason', async () => {
  const { one, proposed } = desk();
  expect(await proposeSpecEdit(one, edit)).toMatchObject({ isError: false, change: null });
  expect(proposed).toEqual([
    { documentId: 'd', base: text, edits: [{ start: 9, removed: 5, inserted: 'opens within 2 s' }], reason: 'It says no time.' },
  ]);
});

test('a passage that is nowhere, or twice, or in no document, is an answer for the model', async () => {
  const { one, proposed } = desk();
  for (const wrong of [{ old: 'shuts' }, { old: 'The door' }, { document: 'design' }]) {
    expect(await proposeSpecEdit(one, { ...edit, ...wrong })).toMatchObject({ isError: true });
  }
  expect(proposed).toEqual([]);
});

test('a refusal of the service is told in its words; a bug of ours is thrown', async () => {
  expect(await proposeSpecEdit(desk(new Failure('invalid', 'This changes nothing.')).one, edit)).toMatchObject({
    output: 'This changes nothing.',
  });
  const broken: SpecDesk = { ...desk().one, propose: () => Promise.reject(new Error('a bug')) };
  await expect(proposeSpecEdit(broken, edit)).rejects.toThrow('a bug');
});
