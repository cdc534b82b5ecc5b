import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { hunkAt, placeSuggestion } from '#core/edits/apply-suggestion.ts';
import type { Difference } from '#core/edits/difference.ts';
import type { Ctx } from '#server/context.ts';
import { withDocument } from '#server/services/documents/change-document.ts';
import { compactDocument } from '#server/services/documents/compact-document.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { exportDocument } from '#server/services/documents/get-document.ts';
import { turnEpoch } from '#server/services/documents/turn-epoch.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { decideSuggestions, reopenSuggestion, withdrawSuggestions } from './decide-suggestions.ts';
import { listSuggestions } from './list-suggestions.ts';
import { proposeSuggestion } from './propose-suggestion.ts';
import { writeSuggestions } from './write-suggestions.ts';

let team: Team;
let editor: Ctx;
let reviewer: Ctx;
beforeAll(async () => {
  team = await openTeam();
  editor = await team.as('editor');
  reviewer = await team.as('reviewer');
});
afterAll(() => team.close());

/** With a byte-order mark and CRLF: what an export gives back. */
const bytes = '\uFEFF# Door\r\n\r\nThe door opens quickly.\r\nThe lock 🔑 closes.\r\n';
const words = '# Door\n\nThe door opens quickly.\nThe lock 🔑 closes.\n';

async function open(): Promise<string> {
  const { documentIds } = await team.addSpec({ requirements: bytes });
  return documentIds['requirements'] ?? '';
}

const inText = <T>(documentId: string, work: (text: Y.Text) => T): Promise<T> =>
  team.house.db.$transaction((tx) => withDocument(tx, documentId, work));
const textOf = (documentId: string) => inText(documentId, String);
const hunk = (documentId: string, edit: Difference) => inText(documentId, (text) => hunkAt(text, edit));
const replacing = (quote: string, inserted: string, text = words): Difference => ({
  start: text.indexOf(quote),
  removed: quote.length,
  inserted,
});

async function suggest(documentId: string, edit: Difference, id: string = randomUUID(), ctx = reviewer): Promise<string> {
  const [written] = await writeSuggestions(ctx, { documentId, changes: [{ id, hunks: [await hunk(documentId, edit)] }] });
  expect(written).toEqual({ id, state: 'written' });
  return id;
}
const type = (documentId: string, edit: Difference) => editDocument(team.house, documentId, () => edit, editor.actor.userId);
const exported = async (documentId: string) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode((await exportDocument(editor, { documentId })).bytes);
const statusOf = async (documentId: string, id: string) =>
  (await listSuggestions(editor, { documentId, after: 0 })).suggestions.find((one) => one.id === id)?.status;

test('a suggestion changes no byte until it is accepted; then it is text, by its author, answered for by who accepted', async () => {
  const documentId = await open();
  const id = await suggest(documentId, replacing('quickly', 'slowly'));
  expect(await exported(documentId)).toBe(bytes);
  expect(await decideSuggestions(editor, { documentId, ids: [id], decision: 'accept' })).toEqual({
    decided: [id],
    outdated: [],
    closed: [],
  });
  expect(await exported(documentId)).toBe(bytes.replace('quickly', 'slowly'));
  const updates = await team.house.db.documentUpdate.findMany({ where: { documentId }, orderBy: { seq: 'asc' } });
  expect(updates.map(({ authorId }) => authorId)).toEqual([reviewer.actor.userId, editor.actor.userId]);
});

test('rejecting restores the text byte for byte; an accepted one opened again, too', async () => {
  const documentId = await open();
  const first = await suggest(documentId, replacing('quickly', 'slowly'));
  const second = await suggest(documentId, replacing('The lock', 'A lock'));
  await decideSuggestions(editor, { documentId, ids: [first], decision: 'reject' });
  expect(await exported(documentId)).toBe(bytes);
  await decideSuggestions(editor, { documentId, ids: [second], decision: 'accept' });
  expect(await exported(documentId)).not.toBe(bytes);
  await reopenSuggestion(editor, { documentId, id: second });
  expect(await exported(documentId)).toBe(bytes);
  expect(await statusOf(documentId, second)).toBe('open');
  await decideSuggestions(editor, { documentId, ids: [second], decision: 'accept' });
  expect(await textOf(documentId)).toBe(words.replace('The lock', 'A lock'));
});

test('what somebody typed inside, before and after it stays', async () => {
  const documentId = await open();
  const id = await suggest(documentId, replacing('door opens', 'gate'));
  await type(documentId, { start: 0, removed: 0, inserted: '> ' });
  await type(documentId, { start: words.indexOf('door opens') + 2 + 5, removed: 0, inserted: 'always ' });
  await decideSuggestions(editor, { documentId, ids: [id], decision: 'accept' });
  expect(await textOf(documentId)).toBe(`> ${words.replace('door opens', 'always gate')}`);
});

test('one whose words are gone is outdated: it stays open, and nothing is changed', async () => {
  const documentId = await open();
  const id = await suggest(documentId, replacing('quickly', 'slowly'));
  await type(documentId, replacing('quickly', 'at once'));
  const before = await textOf(documentId);
  expect(await decideSuggestions(editor, { documentId, ids: [id], decision: 'accept' })).toEqual({
    decided: [],
    outdated: [id],
    closed: [],
  });
  expect(await textOf(documentId)).toBe(before);
  const [listed] = (await listSuggestions(editor, { documentId, after: 0 })).suggestions;
  expect(listed?.hunks[0]?.original).toBe('quickly');
  expect(await inText(documentId, (text) => placeSuggestion(text, listed?.hunks ?? []).kind)).toBe('outdated');
});

test('two who accept at once accept once; of two suggestions for the same words the first is taken', async () => {
  const documentId = await open();
  const one = await suggest(documentId, replacing('quickly', 'slowly'));
  const owner = await team.as('owner');
  const answers = await Promise.all([editor, owner].map((who) => decideSuggestions(who, { documentId, ids: [one], decision: 'accept' })));
  expect(answers.flatMap(({ decided }) => decided)).toEqual([one]);
  expect(answers.flatMap(({ closed }) => closed)).toEqual([one]);
  expect(await textOf(documentId)).toBe(words.replace('quickly', 'slowly'));
  const text = await textOf(documentId);
  const [first, second] = [
    await suggest(documentId, replacing('slowly', 'at once', text)),
    await suggest(documentId, replacing('slowly', 'in 2 s', text)),
  ];
  const both = await decideSuggestions(editor, { documentId, ids: [first, second], decision: 'accept' });
  expect(both).toEqual({ decided: [first], outdated: [second], closed: [] });
  expect(await textOf(documentId)).toBe(text.replace('slowly', 'at once'));
});

test('typing on changes it, taking it back withdraws it, and only its author may', async () => {
  const documentId = await open();
  const id = await suggest(documentId, replacing('quickly', 'slow'));
  await suggest(documentId, replacing('quickly', 'slowly'), id);
  const after = await listSuggestions(editor, { documentId, after: 1 });
  expect(after.suggestions.map((one) => one.hunks[0]?.inserted)).toEqual(['slowly']);
  const change = { id, hunks: [await hunk(documentId, replacing('The', 'Any'))] };
  await expect(writeSuggestions(editor, { documentId, changes: [change] })).rejects.toMatchObject({ code: 'not_found' });
  await withdrawSuggestions(editor, { documentId, ids: [id] });
  expect(await statusOf(documentId, id)).toBe('open');
  expect(await writeSuggestions(reviewer, { documentId, changes: [{ id, hunks: null }] })).toEqual([{ id, state: 'gone' }]);
  expect((await listSuggestions(editor, { documentId, after: after.seq })).suggestions.map(({ status }) => status)).toEqual(['withdrawn']);
  expect(await writeSuggestions(reviewer, { documentId, changes: [change] })).toEqual([{ id, state: 'gone' }]);
});

test('a crafted suggestion is said anew or refused: false quotes, unknown characters, half an emoji, carriage returns', async () => {
  const documentId = await open();
  const real = await hunk(documentId, replacing('quickly', 'slowly'));
  const write = (over: object) =>
    writeSuggestions(reviewer, { documentId, changes: [{ id: randomUUID(), hunks: [{ ...real, ...over }] }] });
  await expect(write({ original: 'something harmless' })).rejects.toMatchObject({ code: 'revision_changed' });
  await expect(write({ removed: [{ client: 4_000, clock: 0, length: 3 }] })).rejects.toMatchObject({ code: 'revision_changed' });
  await expect(write({ left: { client: 0, clock: 1_000_000 } })).rejects.toMatchObject({ code: 'revision_changed' });
  const half = await hunk(documentId, { start: words.indexOf('🔑') + 1, removed: 3, inserted: '' });
  await expect(write(half)).rejects.toMatchObject({ code: 'invalid' });
  await expect(write({ inserted: '\ud83d' })).rejects.toMatchObject({ code: 'invalid' });
  await expect(write({ inserted: 'a\r\nb' })).rejects.toMatchObject({ code: 'invalid' });
  const id = randomUUID();
  await expect(writeSuggestions(reviewer, { documentId, changes: [{ id, hunks: [real, real] }] })).rejects.toMatchObject({
    code: 'invalid',
  });
  expect(await listSuggestions(editor, { documentId, after: 0 })).toEqual({ seq: 0, suggestions: [] });
});

test('an agent proposes on the text that it has read, once a call, and is told when the text is another one', async () => {
  const documentId = await open();
  const { userId: authorId } = editor.actor;
  const propose = (edits: Difference[], callId: string) =>
    proposeSuggestion(team.house, {
      documentId,
      authorId,
      base: words,
      edits,
      reason: 'Says how fast.',
      source: { kind: 'run', runId, callId },
    });
  const runId = randomUUID();
  await type(documentId, { start: 0, removed: 0, inserted: '<!-- draft -->\n' });
  const one = await propose([replacing('quickly', 'within 2 s'), replacing('closes', 'closes by itself')], 'call-1');
  expect(await propose([replacing('quickly', 'within 2 s')], 'call-1')).toEqual(one);
  await type(documentId, replacing('quickly', 'soon', `<!-- draft -->\n${words}`));
  await expect(propose([replacing('quickly', 'at once')], 'call-2')).rejects.toMatchObject({ code: 'revision_changed' });
  await expect(propose([replacing('lock', 'lock')], 'call-3')).rejects.toMatchObject({ code: 'invalid' });
  expect(await decideSuggestions(editor, { documentId, ids: [one.id], decision: 'accept' })).toMatchObject({ outdated: [one.id] });
});

test('nobody of another organization sees or decides one', async () => {
  const documentId = await open();
  const id = await suggest(documentId, replacing('quickly', 'slowly'));
  const stranger: Ctx = { ...editor, organizationId: 'another' };
  await expect(listSuggestions(stranger, { documentId, after: 0 })).rejects.toMatchObject({ code: 'not_found' });
  await expect(decideSuggestions(stranger, { documentId, ids: [id], decision: 'accept' })).rejects.toMatchObject({ code: 'not_found' });
  const elsewhere = await open();
  await expect(decideSuggestions(editor, { documentId: elsewhere, ids: [id], decision: 'accept' })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a document made anew keeps its suggestions, open and accepted', async () => {
  const documentId = await open();
  const accepted = await suggest(documentId, replacing('closes', 'locks'));
  await decideSuggestions(editor, { documentId, ids: [accepted], decision: 'accept' });
  const still = await suggest(documentId, replacing('quickly', 'slowly'));
  const text = await textOf(documentId);
  await compactDocument(team.house.db, documentId);
  const { headSeq } = await team.house.db.document.findUniqueOrThrow({ where: { id: documentId } });
  expect(await turnEpoch(team.house.db, documentId, headSeq, 1)).toBe(true);
  expect(await textOf(documentId)).toBe(text);
  await reopenSuggestion(editor, { documentId, id: accepted });
  expect(await decideSuggestions(editor, { documentId, ids: [still], decision: 'accept' })).toMatchObject({ decided: [still] });
  expect(await textOf(documentId)).toBe(words.replace('quickly', 'slowly'));
});
