import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { firstState } from '#server/services/documents/document-state.ts';
import { turnEpoch } from '#server/services/documents/turn-epoch.ts';
import { type Editor, eventually, openEditor, openWorld, type World } from './testing/collab-world.ts';
import { type CollabServer, serveCollab } from './testing/serve-collab.ts';

let world: World;
let server: CollabServer;
const open: Editor[] = [];

beforeAll(async () => {
  world = await openWorld();
  server = await serveCollab(world, { turnAfter: 20 });
});
afterAll(async () => {
  for (const editor of open) editor.close();
  await server.close();
  await world.close();
});

async function enter(documentId: string, user: string, doc = new Y.Doc(), isAwaited = true): Promise<Editor> {
  const editor = await openEditor(server.url, documentId, user, { doc, isAwaited });
  open.push(editor);
  return editor;
}

/** Words all over the place: a piece for each. */
async function scribble(editor: Editor): Promise<void> {
  for (let i = 0; i < 40; i += 1) editor.text.insert((i * 7) % (editor.text.length + 1), `w${i} `);
  await editor.saved();
}
const epochOf = async (id: string) => (await world.db.document.findUniqueOrThrow({ where: { id } })).epoch;

test('when the last person leaves, a long history is put away: the text stays, its pieces go', async () => {
  const documentId = await world.addDocument('# Title\n');
  const ann = await enter(documentId, 'ann');
  await scribble(ann);
  const text = ann.text.toString();
  ann.close();
  await eventually(async () => (await epochOf(documentId)) === 1);
  expect(await world.readText(documentId)).toBe(text);
  const again = await enter(documentId, 'ann');
  expect(again.text.toString()).toBe(text);
  expect(Y.encodeStateAsUpdate(again.doc)).toEqual(firstState(text, 1));
  again.text.insert(0, 'and on ');
  await again.saved();
  expect(await world.readText(documentId)).toBe(`and on ${text}`);
});

test('what somebody typed offline, on top of a history that is gone meanwhile, is there once and in its place', async () => {
  const documentId = await world.addDocument('one two three\n');
  const [ann, ben] = [await enter(documentId, 'ann'), await enter(documentId, 'ben')];
  await scribble(ann);
  await eventually(() => ben.text.toString() === ann.text.toString());
  ben.close();
  const kept = new Y.Doc();
  Y.applyUpdate(kept, Y.encodeStateAsUpdate(ben.doc));
  const at = kept.getText('text').toString().indexOf('two') + 3;
  kept.getText('text').insert(at, ' and a half');
  const expected = kept.getText('text').toString();
  ann.close();
  await eventually(async () => (await epochOf(documentId)) === 1);
  const cleo = await enter(documentId, 'cleo');
  cleo.text.insert(0, 'Meanwhile: ');
  await cleo.saved();
  const back = await enter(documentId, 'ben', kept, false);
  await eventually(() => back.closeCodes.includes(4206));
  expect(back.provider.unsyncedChanges).toBe(0);
  await eventually(() => cleo.text.toString() === `Meanwhile: ${expected}`);
  // It comes back with the same copy until it drops it: nothing is there twice, and what it types still arrives.
  kept.getText('text').insert(at, ' more');
  await eventually(() => cleo.text.toString().includes('two more and a half'));
  back.close();
  expect(await world.readText(documentId)).toBe(cleo.text.toString());
  expect(kept.getText('text').toString()).not.toContain('Meanwhile');
});

test('whoever has a document open when another process begins it afresh comes back to the new one', async () => {
  const documentId = await world.addDocument('shared\n');
  const ann = await enter(documentId, 'ann');
  await scribble(ann);
  const { headSeq } = await world.db.document.findUniqueOrThrow({ where: { id: documentId } });
  expect(await turnEpoch(world.db, documentId, headSeq - 1, 20)).toBe(false);
  ann.text.insert(0, 'typed at the last moment ');
  await ann.saved();
  const isTurned = await turnEpoch(world.db, documentId, headSeq + 1, 20);
  expect(isTurned).toBe(true);
  await eventually(() => ann.closeCodes.includes(4206));
  ann.close();
  const again = await enter(documentId, 'ann');
  expect(again.text.toString()).toBe(ann.text.toString());
});

test('a copy of an epoch that nobody kept is refused, and so is what builds on nothing', async () => {
  const documentId = await world.addDocument('text\n');
  const strange = new Y.Doc();
  Y.applyUpdate(strange, firstState('text\n', 7));
  strange.getText('text').insert(0, 'x');
  const ann = await enter(documentId, 'ann', strange, false);
  await eventually(() => ann.closeCodes.includes(4414));
  ann.close();
  expect(await world.readText(documentId)).toBe('text\n');
});
