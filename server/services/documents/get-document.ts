import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { readDocument, type StoredDocument } from './read-document.ts';

export const documentInput = z.object({ documentId: z.uuid() });
type DocumentInput = z.infer<typeof documentInput>;

/** A document's text as it is durably, with the name of its revision. `not_found` outside the organization. */
export async function getDocumentText(ctx: Ctx, input: DocumentInput) {
  const { id, specId, kind, path, text, sha256, boundSha256 } = await getStored(ctx, input);
  return { id, specId, kind, path, text, sha256, boundSha256 };
}

/** A document's bytes as a file holds them: line endings and byte-order mark as imported. `not_found` outside the organization. */
export async function exportDocument(ctx: Ctx, input: DocumentInput): Promise<{ path: string; bytes: Uint8Array; sha256: string }> {
  const { path, bytes, sha256 } = await getStored(ctx, input);
  return { path, bytes, sha256 };
}

async function getStored(ctx: Ctx, input: DocumentInput): Promise<StoredDocument> {
  const { id } = await findDocument(ctx, input);
  return readDocument(ctx.db, id);
}

/** The document, if it is in the organization; `not_found` if not. */
export async function findDocument({ db, organizationId }: Ctx, { documentId }: DocumentInput): Promise<{ id: string }> {
  const found = await db.document.findFirst({
    where: { id: documentId, project: { organizationId }, OR: [{ specId: null }, { spec: { archivedAt: null } }] },
    select: { id: true },
  });
  if (!found) throw new Failure('not_found', 'There is no such document in this organization.');
  return found;
}
