'use client';

import { startTransition, useEffect, useState, useSyncExternalStore } from 'react';
import type { SessionUser } from './live-person.ts';
import type { LiveSession } from './live-session.ts';
import { beforeOpening, type LiveState } from './live-state.ts';

export type LiveDocument = LiveState & {
  /** Null until the browser has loaded what it needs to open the document. */
  session: LiveSession | null;
  /** The text as it was a moment ago; the one that the page came with until the document is open. */
  text: string;
};

const never = () => () => {};
const restMs = 80;
const longestMs = 500;

/**
 * Opens a document for as long as the component is on the page. Any number of components may call this for one document: they share
 * one connection and one text. Nothing of it is loaded on the server, where a second copy of Yjs would break the first.
 */
export function useLiveDocument(documentId: string, user: SessionUser, initialText: string): LiveDocument {
  const [session, setSession] = useState<LiveSession | null>(null);
  const [generation, setGeneration] = useState(0);
  const { id, name } = user;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation acquires the document again.
  useEffect(() => {
    let release = () => {};
    let isGone = false;
    void import('./live-session.ts').then(({ acquireLiveSession }) => {
      if (isGone) return;
      const acquired = acquireLiveSession(documentId, { id, name });
      const forget = acquired.session.onReplaced(() => setGeneration((before) => before + 1));
      release = () => {
        forget();
        acquired.release();
      };
      setSession(acquired.session);
    });
    return () => {
      isGone = true;
      release();
      setSession(null);
    };
  }, [documentId, id, name, generation]);
  const subscribe = session?.subscribe ?? never;
  const state = useSyncExternalStore(subscribe, session?.getState ?? (() => beforeOpening), () => beforeOpening);
  const text = useRestedText(session, state.isReady) ?? initialText;
  return { ...state, session, text };
}

/**
 * The text of an open document once nobody has typed for a moment, and now and then while somebody goes on: whoever reads it reads all of
 * it, which no key and no colleague's edit can wait for. Null until the document is open.
 */
function useRestedText(session: LiveSession | null, isReady: boolean): string | null {
  const [rested, setRested] = useState<{ of: LiveSession; text: string } | null>(null);
  useEffect(() => {
    if (!session || !isReady) return undefined;
    let changedAt: number | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      changedAt = null;
      const text = session.getText();
      startTransition(() => setRested({ of: session, text }));
    };
    const onChange = () => {
      const now = performance.now();
      changedAt ??= now;
      clearTimeout(timer);
      timer = setTimeout(read, Math.max(0, Math.min(restMs, changedAt + longestMs - now)));
    };
    session.text.observe(onChange);
    read();
    return () => {
      clearTimeout(timer);
      session.text.unobserve(onChange);
    };
  }, [session, isReady]);
  return rested && rested.of === session ? rested.text : null;
}
