import type { DocumentEdits } from '#core/edits/document-edits.ts';
import type { SpecDocument } from '#core/edits/spec-documents.ts';
import type { SessionUser } from './live-person.ts';
import { acquireLiveSession, type LiveSession } from './live-session.ts';

type Target = SpecDocument & { documentId: string };

const openWithinMs = 10_000;
const changed = 'A document changed meanwhile. Look at the new preview, and rename again.';

/**
 * Writes edits to several live documents as this person: to all or, where one is not as it was when the edits were made, to none. Each document takes
 * them as one act with one undo. Gives null, or why nothing was written.
 */
export async function editDocuments(
  targets: readonly Target[],
  edits: readonly DocumentEdits[],
  user: SessionUser,
): Promise<string | null> {
  const wanted = targets.flatMap((target) => {
    const own = edits.find(({ documentKind }) => documentKind === target.kind)?.edits ?? [];
    return own.length > 0 ? [{ ...target, own }] : [];
  });
  const opened = wanted.map((target) => ({ ...target, ...acquireLiveSession(target.documentId, user) }));
  try {
    const states = await Promise.all(opened.map(({ session }) => whenOpen(session)));
    if (!states.every(Boolean)) return 'A document could not be opened for writing. Nothing was changed.';
    if (opened.some(({ session, text }) => session.getText() !== text)) return changed;
    for (const { session, own } of opened) {
      session.undo.stopCapturing();
      session.places.applyAll(own.map(({ start, end, text }) => ({ start, removed: end - start, inserted: text })));
      session.undo.stopCapturing();
    }
    // A document that nobody looks at is let go of once the server has what was written.
    await Promise.all(opened.map(({ session }) => whenSaved(session)));
    return null;
  } finally {
    for (const { release } of opened) release();
  }
}

function whenOpen(session: LiveSession): Promise<boolean> {
  return when(session, ({ isReady, isReadOnly }) => isReady && !isReadOnly);
}

function whenSaved(session: LiveSession): Promise<boolean> {
  return when(session, ({ saveState }) => saveState === 'saved');
}

function when(session: LiveSession, isSo: (state: ReturnType<LiveSession['getState']>) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    let end = () => {};
    const timer = setTimeout(() => {
      end();
      resolve(false);
    }, openWithinMs);
    const look = () => {
      if (!isSo(session.getState())) return;
      clearTimeout(timer);
      end();
      resolve(true);
    };
    end = session.subscribe(look);
    look();
  });
}
