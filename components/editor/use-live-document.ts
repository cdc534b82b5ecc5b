'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import type { SessionUser } from './live-person.ts';
import type { LiveSession } from './live-session.ts';
import { beforeOpening, type LiveState } from './live-state.ts';

export type LiveDocument = LiveState & {
  /** Null until the browser has loaded what it needs to open the document. */
  session: LiveSession | null;
  /** The text as it is now; the one that the page came with until the document is open. */
  text: string;
};

const never = () => () => {};

/**
 * Opens a document for as long as the component is on the page. Any number of components may call this for one document: they share
 * one connection and one text. Nothing of it is loaded on the server, where a second copy of Yjs would break the first.
 */
export function useLiveDocument(documentId: string, user: SessionUser, initialText: string): LiveDocument {
  const [session, setSession] = useState<LiveSession | null>(null);
  const { id, name } = user;
  useEffect(() => {
    let release = () => {};
    let isGone = false;
    void import('./live-session.ts').then(({ acquireLiveSession }) => {
      if (isGone) return;
      const acquired = acquireLiveSession(documentId, { id, name });
      release = acquired.release;
      setSession(acquired.session);
    });
    return () => {
      isGone = true;
      release();
      setSession(null);
    };
  }, [documentId, id, name]);
  const subscribe = session?.subscribe ?? never;
  const state = useSyncExternalStore(subscribe, session?.getState ?? (() => beforeOpening), () => beforeOpening);
  const text = useSyncExternalStore(
    subscribe,
    () => (session && state.isReady ? session.getText() : initialText),
    () => initialText,
  );
  return { ...state, session, text };
}
