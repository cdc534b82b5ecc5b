import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference } from '#core/edits/difference.ts';
import { decide } from '#server/services/approvals/decide.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { saveRevision } from '#server/services/documents/save-revision.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { markSeen, nameRevision, restoreRevision } from './keep-revision.ts';
import { getRevision, listRevisions } from './list-revisions.ts';
import { pruneRevisions } from './prune-revisions.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

async function open() {
  const spec = await team.addSpec({ requirements: '# Requirements\r\n\r\nA door.\r\n' });
  const documentId = spec.documentIds['requirements'] ?? '';
  const editor = await team.as('editor');
  const type = (words: string) =>
    editDocument(team.house, documentId, (text) => difference(text, `${text}${words}\n`), editor.actor.userId);
  return { spec, documentId, editor, type };
}

test('what is named is kept with its authors, and restored as an edit that keeps what was there', async () => {
  const { documentId, editor, type } = await open();
  await type('A window.');
  const { sha256 } = await nameRevision(editor, { documentId, name: 'With a window' });
  await type('A roof.');
  expect(await restoreRevision(editor, { documentId, sha256 })).toEqual({ isChanged: true });
  expect((await readDocument(team.house.db, documentId)).sha256).toBe(sha256);
  expect(await restoreRevision(editor, { documentId, sha256 })).toEqual({ isChanged: false });
  const { revisions, now } = await listRevisions(editor, { documentId, take: 100 });
  expect(now).toBe(sha256);
  expect(revisions.find((known) => known.sha256 === sha256)).toMatchObject({ name: 'With a window', authors: ['The editor'] });
  const roofed = revisions.find((known) => known.sha256 !== sha256);
  expect((await getRevision(editor, { documentId, sha256: roofed?.sha256 ?? '' })).text).toContain('A roof.');
});

test('what a person saw last is remembered by person', async () => {
  const { documentId, editor, type } = await open();
  const seen = await markSeen(editor, { documentId });
  await type('Later.');
  expect((await listRevisions(editor, { documentId, take: 10 })).seen?.sha256).toBe(seen.sha256);
  expect((await listRevisions(await team.as('reviewer'), { documentId, take: 10 })).seen).toBeNull();
});

test('old texts that nothing rests on go, and what a decision, a person or a name rests on stays', async () => {
  const { spec, documentId, editor, type } = await open();
  const { db } = team.house;
  await nameRevision(editor, { documentId, name: 'First' });
  await type('Decided on.');
  const { sha256 } = await readDocument(db, documentId);
  const decision = { specId: spec.specId, stage: 'requirements', revisions: { [documentId]: sha256 }, decision: 'approved' } as const;
  await decide(await team.as('owner'), decision);
  for (let n = 0; n < 220; n += 1) {
    const bytes = new TextEncoder().encode(String(n));
    await saveRevision(db, { id: documentId, sha256: n.toString(16).padStart(64, '0'), bytes, headSeq: 0 });
  }
  expect(await pruneRevisions(db, documentId)).toBe(20);
  expect(await pruneRevisions(db, documentId)).toBe(0);
  const kept = await db.revision.findMany({ where: { documentId }, select: { sha256: true, name: true } });
  expect(kept.some(({ name }) => name === 'First')).toBe(true);
  expect(kept.some((known) => known.sha256 === sha256)).toBe(true);
});

test('a document of another organization has no revisions to read', async () => {
  const { documentId } = await open();
  const stranger = { ...(await team.as('owner')), organizationId: 'another' };
  await expect(listRevisions(stranger, { documentId, take: 10 })).rejects.toMatchObject({ code: 'not_found' });
  await expect(markSeen(stranger, { documentId })).rejects.toMatchObject({ code: 'not_found' });
});
