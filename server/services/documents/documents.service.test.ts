import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { difference } from '#core/edits/difference.ts';
import type { Ctx } from '#server/context.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { appendUpdates } from './append-updates.ts';
import { compactDocument, foldDocument } from './compact-document.ts';
import { createDocument } from './create-document.ts';
import { firstState, textOf } from './document-state.ts';
import { editDocument } from './edit-document.ts';
import { exportDocument, getDocumentText } from './get-document.ts';
import { readDocument } from './read-document.ts';
import { sha256Of } from './sha256.ts';

let database: TestDatabase;
let projectId: string;
let count = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  const { db } = database;
  await db.organization.create({ data: { id: 'org', name: 'Org', slug: 'org' } });
  const data = { organizationId: 'org', slug: 'p', name: 'P', source: '/p', defaultBranch: 'main', headCommit: '0' };
  projectId = (await db.project.create({ data })).id;
});
afterAll(() => database.close());

async function add(bytes: Uint8Array, kind: 'requirements' | 'tasks' = 'requirements'): Promise<string> {
  count += 1;
  const slug = `s${count}`;
  const spec = await database.db.spec.create({ data: { projectId, slug, title: slug, kind: 'feature', folder: slug } });
  return (await database.db.$transaction((tx) => createDocument(tx, { projectId, specId: spec.id, kind, path: `${slug}.md`, bytes }))).id;
}
const encode = (text: string) => new TextEncoder().encode(text);
const read = (id: string) => readDocument(database.db, id);

test('a document gives back the bytes that it was made of, whatever they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
      const document = await read(await add(bytes));
      expect([...document.bytes]).toEqual([...bytes]);
      expect(document.sha256).toBe(sha256Of(bytes));
    }),
    { numRuns: 15 },
  );
});

test('the same text makes the same state', () => {
  expect(firstState('one\ntwo')).toEqual(firstState('one\ntwo'));
});

test('an edit keeps the mark and the line endings of the file', async () => {
  const id = await add(encode('\ufeffone\r\ntwo\r\n'));
  expect(await editDocument(database, id, (text) => difference(text, text.replace('two', '2\r\nand 3')), 'ann')).toBe('one\n2\nand 3\n');
  const document = await read(id);
  expect(document.text).toBe('one\n2\nand 3\n');
  expect(document.bytes).toEqual(encode('\ufeffone\r\n2\r\nand 3\r\n'));
  expect(document).toMatchObject({ headSeq: 1, sha256: sha256Of(document.bytes) });
});

test('edits made at once are all there', async () => {
  const id = await add(encode('[]'));
  const marks = Array.from({ length: 20 }, (_, i) => `<${i}>`);
  await Promise.all(marks.map((mark) => editDocument(database, id, () => ({ start: 1, removed: 0, inserted: mark }), null)));
  const { text, headSeq } = await read(id);
  expect(marks.filter((mark) => !text.includes(mark))).toEqual([]);
  expect(text.length).toBe(2 + marks.join('').length);
  expect(headSeq).toBe(20);
});

test('an edit outside the text is a bug of the caller, and changes nothing', async () => {
  const id = await add(encode('short'));
  await expect(editDocument(database, id, () => ({ start: 4, removed: 5, inserted: '' }), null)).rejects.toThrow(RangeError);
  await expect(editDocument(database, id, () => null, null)).resolves.toBe('short');
  expect((await read(id)).headSeq).toBe(0);
});

test('ticking a task is a new revision with the same bound hash', async () => {
  const id = await add(encode('- [ ] 1. Build the door\n'), 'tasks');
  const before = await read(id);
  await editDocument(database, id, (text) => ({ start: text.indexOf('[') + 1, removed: 1, inserted: 'x' }), null);
  const after = await read(id);
  expect(after.sha256).not.toBe(before.sha256);
  expect(after.boundSha256).toBe(before.boundSha256);
});

test('numbers are given without gaps, whoever appends', async () => {
  const id = await add(encode(''));
  const update = () => {
    const doc = new Y.Doc();
    textOf(doc).insert(0, 'x');
    return Y.encodeStateAsUpdate(doc);
  };
  const ranges = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      appendUpdates(
        database.pool,
        id,
        Array.from({ length: 1 + (i % 3) }, () => ({ epoch: 0, update: update(), authorId: null })),
      ),
    ),
  );
  const seqs = ranges.flatMap((range) =>
    range ? Array.from({ length: range.lastSeq - range.firstSeq + 1 }, (_, i) => range.firstSeq + i) : [],
  );
  expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: seqs.length }, (_, i) => i + 1));
  expect((await read(id)).text).toBe('x'.repeat(seqs.length));
  expect(
    await appendUpdates(database.pool, '00000000-0000-7000-8000-000000000000', [{ epoch: 0, update: update(), authorId: null }]),
  ).toBeUndefined();
});

test('folding and compacting change no text, at any moment and any number of times', async () => {
  const id = await add(encode('start '));
  for (let i = 0; i < 12; i += 1) {
    await editDocument(database, id, (text) => ({ start: text.length, removed: 0, inserted: `${i} ` }), 'ann');
    const { text } = await read(id);
    if (i % 3 === 0) await foldDocument(database.db, id);
    if (i % 4 === 0) await Promise.all([compactDocument(database.db, id), compactDocument(database.db, id), foldDocument(database.db, id)]);
    expect((await read(id)).text).toBe(text);
  }
  await compactDocument(database.db, id);
  expect(await database.db.documentUpdate.count({ where: { documentId: id } })).toBe(0);
  const row = await database.db.document.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ hashedSeq: 12, headSeq: 12, sha256: (await read(id)).sha256 });
});

test('nobody reads across organizations', async () => {
  const documentId = await add(encode('secret'));
  // A read asks for the database and the organization, and for nothing else of the house.
  const ctxOf = (organizationId: string) => ({ ...database, organizationId }) as unknown as Ctx;
  expect((await getDocumentText(ctxOf('org'), { documentId })).text).toBe('secret');
  expect((await exportDocument(ctxOf('org'), { documentId })).bytes).toEqual(encode('secret'));
  await expect(getDocumentText(ctxOf('other'), { documentId })).rejects.toMatchObject({ code: 'not_found' });
  await expect(exportDocument(ctxOf('other'), { documentId })).rejects.toMatchObject({ code: 'not_found' });
});
