import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Role } from '#core/access/access.ts';
import { placesOf } from '#core/comments/anchor.ts';
import { findQuote } from '#core/comments/find-quote.ts';
import { difference } from '#core/edits/difference.ts';
import { applyParts, firstState, readStateParts, textOf } from '#server/services/documents/document-state.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { countNotices, listNotices } from '#server/services/notices/list-notices.ts';
import { markNotices } from '#server/services/notices/mark-notices.ts';
import { type AddedSpec, openTeam, type Team } from '#server/testing/team.ts';
import { commentForRun } from './agent-comment.ts';
import { deleteComment, editComment } from './change-comment.ts';
import { listComments } from './list-comments.ts';
import { rebaseAnchors } from './rebase-anchors.ts';
import type { CommentPlace } from './thread-input.ts';
import { reply, setResolved, startThread } from './write-comment.ts';

const requirements =
  '# Requirements Document\n\n## Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. WHEN the bell rings, THE Door SHALL open.\n2. THE Door SHALL be red.\n';

let team: Team;
let spec: AddedSpec;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());
beforeEach(async () => {
  spec = await team.addSpec({ requirements });
  await team.house.db.notice.deleteMany();
});

const documentId = () => spec.documentIds['requirements'] ?? '';

async function start(role: Role, body: string, place: CommentPlace = { kind: 'item', item: { kind: 'criterion', id: '1.1' } }) {
  const ids = { threadId: randomUUID(), commentId: randomUUID() };
  await startThread(await team.as(role), { ...ids, documentId: documentId(), place, body });
  return ids;
}
async function answer(role: Role, threadId: string, body: string) {
  const commentId = randomUUID();
  await reply(await team.as(role), { threadId, commentId, body });
  return commentId;
}
const list = async () => listComments(await team.as('viewer'), { specId: spec.specId });
const inbox = async (role: Role) => (await listNotices(await team.as(role), { show: 'open', limit: 50 })).map(({ kind }) => kind);
const change = (edit: (text: string) => string) => editDocument(team.house, documentId(), (text) => difference(text, edit(text)), null);
const placed = async () => {
  const [thread] = await list();
  const text = await change((same) => same);
  return thread?.place.state === 'unknown' || !thread
    ? 'unknown'
    : [thread.place.state, text.slice(thread.place.span.start, thread.place.span.end)];
};

test('a thread on a criterion stays on its sentence through edits, and is outdated with its quote when that is gone', async () => {
  await start('reviewer', 'How long does it stay open?');
  const sentence = 'WHEN the bell rings, THE Door SHALL open.';
  expect(await placed()).toEqual(['there', sentence]);
  await change((text) => `Words in front.\n\n${text}`);
  await change((text) => text.replace('bell', 'loud bell'));
  expect(await placed()).toEqual(['there', sentence.replace('bell', 'loud bell')]);
  await change((text) => text.replace(/1\. WHEN.*\n2\./, '1.'));
  expect(await placed()).toEqual(['outdated', '']);
  expect((await list())[0]).toMatchObject({ quote: sentence, item: { kind: 'criterion', id: '1.1' } });
});

test('words are found where they are meant; what the text does not have is refused', async () => {
  await start('editor', 'Which door?', { kind: 'quote', quote: 'Door SHALL', near: 160 });
  const [thread] = await list();
  expect(thread?.place.state).toBe('there');
  await expect(start('editor', 'x', { kind: 'quote', quote: 'no such words' })).rejects.toMatchObject({ code: 'invalid' });
  await expect(start('editor', 'x', { kind: 'item', item: { kind: 'criterion', id: '9.9' } })).rejects.toMatchObject({ code: 'invalid' });
});

test('the same ids start one thread and one comment, whoever asks again; ids of others are refused', async () => {
  const ids = await start('editor', 'Once, @The reviewer');
  const again = {
    ...ids,
    documentId: documentId(),
    place: { kind: 'item', item: { kind: 'criterion', id: '1.1' } } as const,
    body: 'Once',
  };
  await startThread(await team.as('editor'), again);
  await reply(await team.as('editor'), { ...ids, body: 'Once' });
  expect((await list()).map(({ comments }) => comments.length)).toEqual([1]);
  expect(await inbox('reviewer')).toEqual(['mention']);
  await expect(startThread(await team.as('owner'), again)).rejects.toMatchObject({ code: 'invalid' });
});

test('who is named and who is in the thread find it in their inbox, once each, and never what they wrote themselves', async () => {
  const { threadId, commentId } = await start('editor', 'What of it, @The reviewer? And @The editor.');
  expect([await inbox('reviewer'), await inbox('editor'), await inbox('owner')]).toEqual([['mention'], [], []]);
  await editComment(await team.as('editor'), { commentId, body: 'What of it, @The reviewer and @The owner?' });
  expect([await inbox('reviewer'), await inbox('owner')]).toEqual([['mention'], ['mention']]);
  await answer('reviewer', threadId, 'It is fine.');
  expect(await inbox('editor')).toEqual(['reply']);
  expect(await countNotices(await team.as('editor'))).toEqual({ unread: 1, open: 1 });
  await markNotices(await team.as('editor'), { which: { cause: `thread:${threadId}` }, as: 'read' });
  expect(await countNotices(await team.as('editor'))).toEqual({ unread: 0, open: 1 });
  await markNotices(await team.as('editor'), { which: { all: true }, as: 'done' });
  expect(await inbox('editor')).toEqual([]);
});

test('resolving takes it out of the inboxes; an answer opens the thread again', async () => {
  const { threadId } = await start('editor', '@The reviewer?');
  await setResolved(await team.as('owner'), { threadId, isResolved: true });
  expect(await inbox('reviewer')).toEqual([]);
  expect((await list())[0]?.resolved).toMatchObject({ by: 'The owner' });
  await answer('reviewer', threadId, 'Not so fast.');
  expect((await list())[0]?.resolved).toBeNull();
});

test('a deleted comment leaves a stone where it was answered, and nothing where it was not', async () => {
  const { threadId, commentId } = await start('editor', 'First, @The owner');
  const second = await answer('reviewer', threadId, 'Second');
  await expect(deleteComment(await team.as('reviewer'), { commentId })).rejects.toMatchObject({ code: 'role_too_low' });
  await deleteComment(await team.as('editor'), { commentId });
  expect((await list())[0]?.comments.map(({ body, isDeleted }) => ({ body, isDeleted }))).toEqual([
    { body: '', isDeleted: true },
    { body: 'Second', isDeleted: false },
  ]);
  expect(await inbox('owner')).toEqual([]);
  await deleteComment(await team.as('reviewer'), { commentId: second });
  expect(await list()).toEqual([]);
});

test('an agent writes for a person, who hears of it', async () => {
  const runId = randomUUID();
  const ids = { threadId: randomUUID(), commentId: randomUUID() };
  const place = { kind: 'item', item: { kind: 'criterion', id: '1.2' } } as const;
  await startThread(await team.as('editor'), { ...ids, documentId: documentId(), place, body: 'Red as in RAL 3020?' }, { runId });
  expect((await list())[0]?.comments).toMatchObject([{ runId, author: { name: 'The editor' } }]);
  expect(await inbox('editor')).toEqual(['reply']);
});

test('the tool of an agent comments once for a call, and is told where words do not stand', async () => {
  const { actor } = await team.as('editor');
  const run = { id: randomUUID(), organizationId: team.organizationId, specId: spec.specId, startedById: actor.userId };
  const call = { callId: 'call-1', document: 'requirements', quote: 'THE Door SHALL be red.', body: '@The reviewer, which red?' } as const;
  expect(await commentForRun(team.house, run, call)).toMatchObject({ isError: false });
  expect(await commentForRun(team.house, run, call)).toMatchObject({ isError: false });
  expect(await commentForRun(team.house, run, { ...call, callId: 'call-2', quote: 'no such words' })).toMatchObject({ isError: true });
  expect(await commentForRun(team.house, run, { ...call, callId: 'call-3', document: 'design' })).toMatchObject({ isError: true });
  expect((await list()).map(({ comments }) => comments.map(({ runId }) => runId))).toEqual([[run.id]]);
  expect([await inbox('reviewer'), await inbox('editor')]).toEqual([['mention'], ['reply']]);
});

test('threads go along when a live state is begun afresh', async () => {
  await start('reviewer', 'Stays');
  await start('reviewer', 'Goes', { kind: 'quote', quote: 'red' });
  await change((text) => text.replace(' be red', ' be'));
  const before = new Y.Doc();
  applyParts(before, await readStateParts(team.house.db, documentId()), 0);
  const after = new Y.Doc();
  Y.applyUpdate(after, firstState(textOf(before).toString(), 1));
  await team.house.db.$transaction((tx) => rebaseAnchors(tx, documentId(), textOf(before), textOf(after)));
  const anchors = (await list()).map(({ anchor }) => anchor);
  const [stays, goes] = placesOf(textOf(after), anchors);
  expect([stays?.state, goes?.state]).toEqual(['there', 'unknown']);
  const sentence = findQuote(textOf(after).toString(), 'WHEN the bell rings, THE Door SHALL open.');
  expect(stays).toMatchObject({ span: sentence });
});

test('another organization has no say and sees nothing', async () => {
  const { threadId, commentId } = await start('editor', 'Ours');
  const stranger = { ...(await team.as('owner')), organizationId: 'another' };
  expect(await listComments(stranger, { specId: spec.specId })).toEqual([]);
  const attempts = await Promise.allSettled([
    reply(stranger, { threadId, commentId: randomUUID(), body: 'x' }),
    setResolved(stranger, { threadId, isResolved: true }),
    editComment(stranger, { commentId, body: 'x' }),
    deleteComment(stranger, { commentId }),
    startThread(stranger, {
      threadId: randomUUID(),
      commentId: randomUUID(),
      documentId: documentId(),
      place: { kind: 'quote', quote: 'Door' },
      body: 'x',
    }),
  ]);
  const refusals = attempts.map((attempt): unknown => (attempt.status === 'rejected' ? attempt.reason : null));
  expect(refusals).toMatchObject(Array.from({ length: 5 }, () => ({ code: 'not_found' })));
});

test('two people who answer and resolve at once leave a whole thread', async () => {
  const { threadId } = await start('editor', 'Go');
  const ctx = await team.as('reviewer');
  await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      i % 2
        ? reply(ctx, { threadId, commentId: randomUUID(), body: `answer ${i}` })
        : setResolved(ctx, { threadId, isResolved: i % 4 === 0 }),
    ),
  );
  expect((await list())[0]?.comments).toHaveLength(5);
});
