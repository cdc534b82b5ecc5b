import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, eventually, openEditor, openWorld, type World } from './testing/collab-world.ts';
import { type CollabServer, serveCollab } from './testing/serve-collab.ts';

let world: World;
let server: CollabServer;
const editors: Editor[] = [];

beforeAll(async () => {
  world = await openWorld();
  server = await serveCollab(world);
});
afterAll(async () => {
  for (const editor of editors) editor.close();
  await server.close();
  await world.close();
});

async function open(documentId: string, user: string): Promise<Editor> {
  const editor = await openEditor(server.url, documentId, user);
  editors.push(editor);
  return editor;
}

/** Makes the database refuse updates of one document until the returned function is called. */
async function breakDocument(documentId: string): Promise<() => Promise<void>> {
  await world.pool.query(`
    CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON document_updates FOR EACH ROW WHEN (NEW.document_id = '${documentId}') EXECUTE FUNCTION refuse_update()`);
  return async () => void (await world.pool.query('DROP TRIGGER refuse ON document_updates; DROP FUNCTION refuse_update()'));
}

test('what cannot be saved is never acknowledged nor left standing, and comes back with whoever typed it', async () => {
  const [broken, whole] = await Promise.all([world.addDocument('start'), world.addDocument('other')]);
  const [ann, ben, cleo] = await Promise.all([open(broken, 'ann'), open(broken, 'ben'), open(whole, 'cleo')]);
  const mend = await breakDocument(broken);
  ann.text.insert(5, ' unsaved');
  cleo.text.insert(5, ' saved');
  await cleo.saved();
  await eventually(() => ann.closeCodes.includes(4210) && ben.closeCodes.includes(4210));
  expect(ann.provider.unsyncedChanges).toBeGreaterThan(0);
  expect(cleo.closeCodes).toEqual([]);
  expect(await world.readText(broken)).toBe('start');
  await mend();
  await Promise.all([ann.saved(), ben.saved()]);
  await eventually(() => ben.text.toString() === 'start unsaved');
  await eventually(async () => (await world.readText(broken)) === 'start unsaved');
});

test('a database that drops its connections is waited for', async () => {
  const documentId = await world.addDocument('');
  const ann = await open(documentId, 'ann');
  for (let i = 0; i < 20; i += 1) {
    ann.text.insert(ann.text.length, `${i} `);
    if (i % 5 === 0) {
      await world.pool.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
    }
    await ann.saved();
    expect(await world.readText(documentId)).toBe(ann.text.toString());
  }
  expect(ann.closeCodes).toEqual([]);
  await eventually(() => server.collab.health().ok);
});

test('typing goes on while the document’s row is locked, and is acknowledged when it is free', async () => {
  const documentId = await world.addDocument('text');
  const [ann, ben] = await Promise.all([open(documentId, 'ann'), open(documentId, 'ben')]);
  const holder = await world.pool.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT id FROM documents WHERE id = $1 FOR UPDATE', [documentId]);
  ann.text.insert(0, 'seen ');
  await eventually(() => ben.text.toString() === 'seen text');
  expect(ann.provider.unsyncedChanges).toBeGreaterThan(0);
  await holder.query('ROLLBACK');
  holder.release();
  await ann.saved();
  expect(await world.readText(documentId)).toBe('seen text');
});

test('closing the server saves what was typed to the last', async () => {
  const documentId = await world.addDocument('');
  const other = await serveCollab(world);
  const ann = await openEditor(other.url, documentId, 'ann');
  editors.push(ann);
  ann.text.insert(0, 'last words');
  await eventually(() => [...ann.doc.store.clients.values()].length > 0);
  await ann.saved();
  await other.close();
  expect(other.collab.health()).toEqual({ ok: false });
  expect(await world.readText(documentId)).toBe('last words');
  expect(await world.db.documentUpdate.count({ where: { documentId } })).toBe(0);
});
