import type { z } from 'zod';
import type { Place } from '#core/comments/anchor.ts';
import { findQuote } from '#core/comments/find-quote.ts';
import { type Item, itemKinds } from '#core/comments/item.ts';
import { type DocumentStage, stageOfDocument } from '#core/pipeline/stages.ts';
import type { Ctx } from '#server/context.ts';
import { type OpenText, readAnchor, withText } from './read-places.ts';
import type { listCommentsInput } from './thread-input.ts';

/** More threads than anybody reads on one page; the latest are shown. */
const mostThreads = 1_000;

/**
 * The threads of a spec, in the order in which they were started, each with the place where it is in the text as it is durably. A page
 * that has the document open knows the place better and asks its own copy.
 */
export async function listComments({ db, organizationId }: Ctx, { specId }: z.infer<typeof listCommentsInput>) {
  const found = await db.commentThread.findMany({
    where: { specId, spec: { archivedAt: null, project: { organizationId } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: mostThreads,
    include: {
      document: { select: { kind: true } },
      comments: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], include: { author: { select: { id: true, name: true } } } },
    },
  });
  const threads = found.toReversed();
  const places = new Map<string, Place>();
  for (const documentId of new Set(threads.map((thread) => thread.documentId))) {
    const own = threads.filter((thread) => thread.documentId === documentId);
    const read = await withText(db, documentId, (text) => placesIn(text, own));
    for (const [i, { id }] of own.entries()) places.set(id, read[i] ?? { state: 'unknown' });
  }
  const names = await readNames(db, threads);
  return threads.map(({ id, documentId, document, itemKind, itemId, anchor, quote, createdAt, resolvedAt, resolvedById, comments }) => ({
    id,
    documentId,
    stage: stageOfDocument(document.kind) satisfies DocumentStage,
    item: itemOf(itemKind, itemId),
    anchor: readAnchor(anchor),
    quote,
    place: places.get(id) ?? ({ state: 'unknown' } satisfies Place),
    createdAt,
    resolved: resolvedAt ? { at: resolvedAt, by: names.get(resolvedById ?? '') ?? 'somebody who left' } : null,
    comments: comments.map((comment) => ({
      id: comment.id,
      author: comment.author,
      /** The run whose agent wrote it, on behalf of the author. */
      runId: comment.runId,
      body: comment.body,
      mentions: comment.mentions.flatMap((userId) => {
        const name = names.get(userId);
        return name === undefined ? [] : [{ userId, name }];
      }),
      createdAt: comment.createdAt,
      editedAt: comment.editedAt,
      isDeleted: comment.deletedAt !== null,
    })),
  }));
}

/** Places by the characters; by the quote where the document does not know them, as after it was restored from its text. */
function placesIn(text: OpenText, threads: readonly { anchor: unknown; quote: string }[]): Place[] {
  const places = text.placesOf(threads.map(({ anchor }) => readAnchor(anchor)));
  return places.map((place, i): Place => {
    const found = place.state === 'unknown' ? findQuote(text.words, threads[i]?.quote.replace(/…$/, '') ?? '') : null;
    return found ? { state: 'there', span: found } : place;
  });
}

function itemOf(kind: string | null, id: string | null): Item | null {
  const known = itemKinds.find((each) => each === kind);
  return known && id !== null ? { kind: known, id } : null;
}

async function readNames(
  db: Ctx['db'],
  threads: readonly { resolvedById: string | null; comments: readonly { mentions: string[] }[] }[],
): Promise<Map<string, string>> {
  const ids = threads.flatMap(({ resolvedById, comments }) => [resolvedById ?? '', ...comments.flatMap(({ mentions }) => mentions)]);
  const users = await db.user.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } });
  return new Map(users.map(({ id, name }) => [id, name]));
}

/** Everybody who can be mentioned: the people of the organization, by name. */
export async function listMentionable({ db, organizationId }: Ctx): Promise<{ userId: string; name: string }[]> {
  const members = await db.member.findMany({
    where: { organizationId, role: { not: 'agent' } },
    select: { userId: true, user: { select: { name: true } } },
    orderBy: { user: { name: 'asc' } },
  });
  return members.map(({ userId, user }) => ({ userId, name: user.name }));
}
