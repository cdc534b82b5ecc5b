import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { vi } from 'vitest';
import * as Y from 'yjs';
import type { Role } from '#core/access/access.ts';
import { documentName } from '#server/collab/document-access.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { createDocument } from '#server/services/documents/create-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';

/** A test database with an organization, a member of each role, and a spec to put documents into. */
export type World = TestDatabase & {
  specId: string;
  /** Makes a document with a text and gives its id. */
  addDocument(text?: string): Promise<string>;
  /** The text that a fresh reader would see. */
  readText(documentId: string): Promise<string>;
};

const members: Record<string, Role> = { ann: 'editor', ben: 'editor', cleo: 'admin', vic: 'viewer', rita: 'reviewer' };

export async function openWorld(): Promise<World> {
  const database = await openTestDatabase();
  const { db } = database;
  await db.organization.create({ data: { id: 'org', name: 'Org', slug: 'org' } });
  for (const id of [...Object.keys(members), 'stranger']) {
    await db.user.create({ data: { id, name: id.toUpperCase(), email: `${id}@example.org` } });
  }
  for (const [userId, role] of Object.entries(members)) {
    await db.member.create({ data: { id: `member-${userId}`, organizationId: 'org', userId, role } });
  }
  const project = await db.project.create({
    data: { organizationId: 'org', slug: 'p', name: 'P', source: '/p', defaultBranch: 'main', headCommit: '0' },
  });
  let specs = 0;
  const addSpec = async () => {
    specs += 1;
    const slug = `spec-${specs}`;
    return db.spec.create({ data: { projectId: project.id, slug, title: slug, kind: 'feature', folder: `.kiro/specs/${slug}` } });
  };
  return {
    ...database,
    specId: (await addSpec()).id,
    addDocument: async (text = '') => {
      const { id: specId } = await addSpec();
      const bytes = new TextEncoder().encode(text);
      return (
        await db.$transaction((tx) =>
          createDocument(tx, { projectId: project.id, specId, kind: 'requirements', path: 'requirements.md', bytes }),
        )
      ).id;
    },
    readText: async (documentId) => (await readDocument(db, documentId)).text,
  };
}

/** A person at a keyboard: the real provider over a real socket. */
export type Editor = {
  doc: Y.Doc;
  text: Y.Text;
  provider: HocuspocusProvider;
  /** Close codes of the socket so far, in order. */
  closeCodes: number[];
  /** Why the server refused to open the document, if it did. */
  denials: string[];
  scope(): string | undefined;
  /** Resolves when everything typed is acknowledged. */
  saved(): Promise<void>;
  close(): void;
};

/** Opens a document as a user. Resolves when the text is there, unless told not to wait. */
export async function openEditor(
  url: string,
  documentId: string,
  token: string,
  options: { doc?: Y.Doc; isAwaited?: boolean } = {},
): Promise<Editor> {
  const doc = options.doc ?? new Y.Doc();
  const closeCodes: number[] = [];
  const denials: string[] = [];
  const websocketProvider = new HocuspocusProviderWebsocket({ url, delay: 50, minDelay: 50, maxDelay: 200 });
  const provider = new HocuspocusProvider({
    websocketProvider,
    name: documentName(documentId),
    document: doc,
    token,
    onAuthenticationFailed: ({ reason }) => denials.push(reason),
  });
  websocketProvider.on('close', ({ event }: { event: { code: number } }) => closeCodes.push(event.code));
  provider.attach();
  const editor: Editor = {
    doc,
    text: doc.getText('text'),
    provider,
    closeCodes,
    denials,
    scope: () => provider.authorizedScope,
    saved: () => eventually(() => provider.isSynced && provider.unsyncedChanges === 0),
    close: () => {
      provider.destroy();
      websocketProvider.destroy();
    },
  };
  if (options.isAwaited !== false) await editor.saved();
  return editor;
}

/** Resolves as soon as `isSo` holds. */
export async function eventually(isSo: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  await vi.waitUntil(isSo, { timeout: timeoutMs, interval: 5 });
}
