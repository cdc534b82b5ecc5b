import * as Y from 'yjs';
import { formatOf } from '#core/formats/find-specs.ts';
import { writeSource } from '#core/formats/source-text.ts';
import { boundText } from '#core/trace/bound-text.ts';
import type { Db, Tx } from '#server/db/client.ts';
import type { DocumentKind } from '#server/db/generated/enums.ts';
import { Failure } from '#server/errors.ts';
import { applyParts, readStateParts, textOf } from './document-state.ts';
import { sha256Of } from './sha256.ts';

/** A document as it is durably, at `headSeq`. */
export type StoredDocument = {
  id: string;
  /** Null for steering, which is the project's. */
  specId: string | null;
  kind: DocumentKind;
  path: string;
  /** Line feeds only, no byte-order mark: what people edit. */
  text: string;
  /** What a file of it holds. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Of `bytes`: the name of this revision. */
  sha256: string;
  /** Of the text that a decision binds: task states blanked. */
  boundSha256: string;
  headSeq: number;
};

/** What tells whether a text that was read before is still the document's. */
export type DocumentHead = { id: string; specId: string | null; kind: DocumentKind; path: string; headSeq: number; updatedAt: Date };

const cacheLimitChars = 16 * 1024 * 1024;
/** Texts as last read, by document. A document at a given head is the same for ever, so only its head need be looked up. */
const cache = new Map<string, { document: StoredDocument; updatedAt: number }>();
let cachedChars = 0;

/** Reads a document from the database, inside or outside a transaction. `not_found` if there is none. */
export async function readDocument(db: Db | Tx, documentId: string): Promise<StoredDocument> {
  const select = { id: true, specId: true, kind: true, path: true, headSeq: true, updatedAt: true } as const;
  const head = await db.document.findUnique({ where: { id: documentId }, select });
  if (!head) throw new Failure('not_found', 'There is no such document.');
  return cachedAt(head) ?? rebuild(db, head);
}

/** Several documents whose heads were read in the same transaction, each as `readDocument` gives it. */
export async function readDocumentsAt(db: Db | Tx, heads: readonly DocumentHead[]): Promise<StoredDocument[]> {
  const documents: StoredDocument[] = [];
  // One after the other: a transaction has one connection, which takes one query at a time.
  for (const head of heads) documents.push(cachedAt(head) ?? (await rebuild(db, head)));
  return documents;
}

function cachedAt({ id, headSeq, updatedAt }: DocumentHead): StoredDocument | undefined {
  const cached = cache.get(id);
  return cached && cached.document.headSeq === headSeq && cached.updatedAt === updatedAt.getTime() ? cached.document : undefined;
}

async function rebuild(db: Db | Tx, { id, ...head }: DocumentHead): Promise<StoredDocument> {
  const source = await db.document.findUnique({ where: { id }, select: { sourceBytes: true } });
  const parts = await readStateParts(db, id);
  if (!source) throw new Failure('not_found', 'There is no such document.');
  const doc = new Y.Doc();
  const headSeq = applyParts(doc, parts, 0);
  const text = textOf(doc).toString();
  doc.destroy();
  const bytes = new Uint8Array(writeSource(text, source.sourceBytes));
  const { specId, kind, path } = head;
  const boundSha256 = sha256Of(boundText(kind, text, formatOf(path)));
  const document = { id, specId, kind, path, text, bytes, sha256: sha256Of(bytes), boundSha256, headSeq };
  // An update between the two reads makes the head stale: such a text is right, and not worth keeping.
  if (headSeq === head.headSeq) keep(document, head.updatedAt.getTime());
  return document;
}

function keep(document: StoredDocument, updatedAt: number): void {
  forget(document.id);
  cache.set(document.id, { document, updatedAt });
  cachedChars += document.text.length;
  for (const oldest of cache.keys()) {
    if (cachedChars <= cacheLimitChars) break;
    forget(oldest);
  }
}

function forget(documentId: string): void {
  cachedChars -= cache.get(documentId)?.document.text.length ?? 0;
  cache.delete(documentId);
}
