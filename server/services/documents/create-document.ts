import { readSource } from '#core/formats/source-text.ts';
import type { Tx } from '#server/db/client.ts';
import type { DocumentKind } from '#server/db/generated/enums.ts';
import { firstState } from './document-state.ts';
import { sha256Of } from './sha256.ts';

export type NewDocument = {
  projectId: string;
  /** Null for steering, which is the project's. */
  specId: string | null;
  kind: DocumentKind;
  path: string;
  bytes: Uint8Array;
  /** The commit whose file has these bytes; left out where none has. */
  sourceCommit?: string;
};

/**
 * Makes a document of a file's bytes: its row, its first state and its first revision. Exporting it unchanged gives the same
 * bytes back. Any bytes will do.
 */
export async function createDocument(
  tx: Tx,
  { projectId, specId, kind, path, bytes, sourceCommit }: NewDocument,
): Promise<{ id: string; sha256: string }> {
  const sha256 = sha256Of(bytes);
  const owned = new Uint8Array(bytes);
  const { id } = await tx.document.create({
    data: {
      projectId,
      specId,
      kind,
      path,
      sourceBytes: owned,
      sourceCommit: sourceCommit ?? null,
      sha256,
      snapshot: { create: { seq: 0, state: new Uint8Array(firstState(readSource(bytes).text)) } },
      revisions: { create: { sha256, bytes: owned, authorIds: [] } },
    },
    select: { id: true },
  });
  return { id, sha256 };
}
