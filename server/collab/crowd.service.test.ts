import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { type Editor, eventually, openEditor, openWorld, type World } from './testing/collab-world.ts';
import { type CollabServer, serveCollab } from './testing/serve-collab.ts';

let world: World;
let server: CollabServer;

beforeAll(async () => {
  world = await openWorld();
  server = await serveCollab(world);
});
afterAll(async () => {
  await server.close();
  await world.close();
});

/** The same chances in each run (Park and Miller's generator). */
function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const people = 30;
const steps = 1_500;
const letters = ['a', 'bc', '\n', '漢', '🙂', 'word '];

test('thirty people typing, deleting and losing their connections end with one text, which is the durable one', async () => {
  const chance = chances(20_261_122);
  const documentId = await world.addDocument('The quick brown fox.\n');
  const users = ['ann', 'ben', 'cleo'];
  const open = (i: number, doc?: Y.Doc): Promise<Editor> =>
    openEditor(server.url, documentId, users[i % users.length] ?? 'ann', { isAwaited: false, ...(doc && { doc }) });
  const editors = await Promise.all(Array.from({ length: people }, (_, i) => open(i)));
  await Promise.all(editors.map((editor) => editor.saved()));
  let cuts = 0;
  for (let step = 0; step < steps; step += 1) {
    const i = chance(people);
    const editor = editors[i];
    if (!editor) continue;
    const { doc, text } = editor;
    doc.transact(() => {
      const at = chance(text.length + 1);
      if (chance(3) === 0) text.delete(at, Math.min(chance(6), text.length - at));
      else text.insert(at, letters[chance(letters.length)] ?? '');
    });
    if (chance(25) === 0) {
      // Gone with keys that nobody has heard of, and back with them.
      cuts += 1;
      editor.close();
      text.insert(0, 'offline ');
      editors[i] = await open(i, doc);
    }
    // Others' words arrive between the keys.
    if (step % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(cuts).toBeGreaterThan(30);
  await Promise.all(editors.map((editor) => eventually(() => editor.provider.isSynced && editor.provider.unsyncedChanges === 0, 30_000)));
  const texts = () => new Set(editors.map(({ text }) => text.toString()));
  await eventually(() => texts().size === 1, 30_000);
  const clocks = ({ doc }: Editor) => [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b).join(' ');
  const states = new Set(editors.map(clocks));
  expect(states.size).toBe(1);
  expect(await world.readText(documentId)).toBe([...texts()][0]);
  for (const editor of editors) editor.close();
}, 60_000);
