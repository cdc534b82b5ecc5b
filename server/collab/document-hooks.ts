import type { Document, Extension, Hocuspocus } from '@hocuspocus/server';
import type pg from 'pg';
import type { Db } from '#server/db/client.ts';
import { compactDocument, foldDocument } from '#server/services/documents/compact-document.ts';
import type { CollabContext } from './collab-socket.ts';
import { documentIdOf, findAccess, mayEdit, mayRead } from './document-access.ts';
import { createLiveDocument, type LiveDocument } from './live-document.ts';
import { CollabRefusal, type Refusal, refusals } from './refusal.ts';
import type { UpdateWriter } from './update-writer.ts';

/** Tells who asks, from the session cookie in the headers or an API key as token; null for a stranger. */
export type Authenticate = (headers: Headers, token: string | null) => Promise<{ userId: string; name: string } | null>;

/** Documents in the memory of this process, by id. */
export type LiveDocuments = {
  readonly byId: ReadonlyMap<string, LiveDocument>;
  readonly extension: Extension<CollabContext>;
  /** Resolves when the foldings that are under way have ended. */
  settle(): Promise<void>;
};

/** By then the closed connections of a forgotten document have let go of it. */
const forgottenMs = 5_000;

/** How documents come into memory and leave it: who may open one, how it is read, what happens when the last person leaves. */
export function createLiveDocuments(options: {
  db: Db;
  pool: pg.Pool;
  writer: UpdateWriter;
  authenticate: Authenticate;
  hocuspocus(): Hocuspocus<CollabContext>;
}): LiveDocuments {
  const { db, pool, writer, authenticate } = options;
  const byId = new Map<string, LiveDocument>();
  const foldings = new Map<string, Promise<void>>();

  /** One folding of a document at a time; a failed one costs nothing, the next one does its work. */
  const fold = (documentId: string, work: () => Promise<unknown>) => {
    if (foldings.has(documentId)) return;
    const folding = work()
      .catch((cause: unknown) => console.error(`Document ${documentId} was not folded`, cause))
      .then(() => void foldings.delete(documentId));
    foldings.set(documentId, folding);
  };

  const isCurrent = (document: Document) => options.hocuspocus().documents.get(document.name) === document;

  const forget = (live: LiveDocument, refusal: Refusal) => {
    if (isCurrent(live.document)) options.hocuspocus().documents.delete(live.document.name);
    if (byId.get(live.documentId) === live) byId.delete(live.documentId);
    for (const link of [...live.links]) link.refuse(refusal);
    setTimeout(() => live.document.destroy(), forgottenMs).unref();
  };

  const onLost = (live: LiveDocument, cause: unknown) => {
    if (byId.get(live.documentId) !== live) return;
    console.error(`Updates of document ${live.documentId} were not saved`, cause);
    // Memory now shows more than will ever be on disk. The clients still hold what they typed and bring it along again.
    forget(live, refusals.notSaved);
  };

  const onLong = ({ documentId }: LiveDocument) => fold(documentId, () => foldDocument(db, documentId));

  const open = async (name: string, { socket }: CollabContext, token: string): Promise<CollabContext['member']> => {
    const documentId = documentIdOf(name);
    const user = await authenticate(socket.headers, token || null);
    if (!user) throw new CollabRefusal(refusals.signedOut);
    const access = documentId ? await findAccess(pool, documentId, user.userId) : undefined;
    if (!access || !mayRead(access.role)) throw new CollabRefusal(refusals.noAccess);
    return { ...user, ...access, token: token || null };
  };

  const extension: Extension<CollabContext> = {
    onAuthenticate: async ({ context, documentName: name, token, connectionConfig }) => {
      try {
        const member = await open(name, context, token);
        connectionConfig.readOnly = !member || !mayEdit(member.role);
        return { member };
      } catch (cause) {
        if (cause instanceof CollabRefusal) context.socket.noteRefusal(cause.refusal);
        throw cause;
      }
    },
    onLoadDocument: async ({ documentName: name, document }) => {
      const documentId = documentIdOf(name);
      if (!documentId) throw new CollabRefusal(refusals.notFound);
      const live = createLiveDocument({ documentId, document, pool, writer, onLost, onLong });
      // Known before it is read: an append that is announced meanwhile is read after it.
      byId.set(documentId, live);
      try {
        await live.catchUp();
      } catch (cause) {
        if (byId.get(documentId) === live) byId.delete(documentId);
        throw cause;
      }
    },
    connected: async ({ connection, context, documentName: name }) => {
      const live = byId.get(documentIdOf(name) ?? '');
      if (live?.document === connection.document) context.socket.open(connection, live);
      else context.socket.refuse(refusals.notSaved);
    },
    beforeUnloadDocument: async ({ document }) => {
      // A document that was given up may have a successor of the same name, which must not be unloaded in its place.
      if (!isCurrent(document)) throw new CollabRefusal(refusals.notSaved);
      await writer.pending(documentIdOf(document.name) ?? '')?.catch(() => {});
    },
    afterUnloadDocument: async ({ documentName: name }) => {
      const documentId = documentIdOf(name) ?? '';
      const live = byId.get(documentId);
      if (!live?.document.isDestroyed) return;
      byId.delete(documentId);
      if (live.isEdited()) fold(documentId, () => compactDocument(db, documentId));
    },
  };
  return {
    byId,
    extension,
    settle: async () => {
      await Promise.all(foldings.values());
    },
  };
}
