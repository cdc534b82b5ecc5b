'use client';

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { SuggestionMark } from '#core/edits/suggestion-mark.ts';
import type { LiveSession } from './live-session.ts';
import { beforeOpening, type LiveState } from './live-state.ts';
import type { KnownSuggestion, Suggesting } from './suggesting.ts';
import type { SuggestionChange, WriteAnswer } from './suggestion-queue.ts';
import type { LiveDocument } from './use-live-document.ts';

/** A document with what is suggested in it: the live text, or the draft that this person types suggestions into. */
export type SuggestedDocument = LiveDocument & {
  /** True while the draft is what is shown. */
  isDraft: boolean;
  marks: readonly SuggestionMark[];
  /** Open suggestions that have no place in the text any more. */
  outdated: ReadonlySet<string>;
};

type Tools = typeof import('./suggesting.ts');
const never = () => () => {};
const nothing: { marks: readonly SuggestionMark[]; outdated: ReadonlySet<string> } = { marks: [], outdated: new Set() };

/** Shows suggestions in a live document; while `isSuggesting`, what is typed is a suggestion. Yjs is loaded in the browser only. */
export function useSuggesting(options: {
  live: LiveDocument;
  userId: string;
  isSuggesting: boolean;
  known: readonly KnownSuggestion[];
  write: (changes: SuggestionChange[]) => Promise<WriteAnswer>;
}): SuggestedDocument {
  const { live, userId, isSuggesting, known, write } = options;
  const [tools, setTools] = useState<Tools | null>(null);
  const [suggesting, setSuggesting] = useState<Suggesting | null>(null);
  const isNeeded = isSuggesting || known.length > 0;
  useEffect(() => {
    if (isNeeded) void import('./suggesting.ts').then(setTools);
  }, [isNeeded]);

  const latest = useRef({ known, write });
  useEffect(() => {
    latest.current = { known, write };
    suggesting?.take(known);
  }, [known, write, suggesting]);
  const liveSession = live.isReady ? live.session : null;
  useEffect(() => {
    if (!tools || !liveSession || !isSuggesting) return undefined;
    const opened = tools.openSuggesting(liveSession, userId, latest.current.known, (changes) => latest.current.write(changes));
    setSuggesting(opened);
    return () => {
      setSuggesting(null);
      opened.close();
    };
  }, [tools, liveSession, isSuggesting, userId]);

  const draft = useSyncExternalStore(
    suggesting?.subscribe ?? never,
    () => suggesting?.getSession() ?? null,
    () => null,
  );
  const session = draft ?? live.session;
  const state = useDraftState(suggesting, draft);
  const draftText = useSyncExternalStore(
    draft?.subscribe ?? never,
    () => draft?.getText() ?? '',
    () => '',
  );
  const text = draft ? draftText : live.text;
  const shown = useMemo(() => {
    if (!tools || !session || !live.isReady) return nothing;
    const marks: SuggestionMark[] = suggesting && draft ? suggesting.ownMarks() : [];
    const own = new Set(marks.map(({ suggestionId }) => suggestionId));
    const outdated = new Set<string>();
    for (const one of known) {
      if (!one.isOpen || own.has(one.id)) continue;
      const found = tools.marksOf(session.text, one);
      if (found) marks.push(...found);
      else outdated.add(one.id);
    }
    return text === session.getText() ? { marks, outdated } : nothing;
  }, [tools, session, live.isReady, suggesting, draft, known, text]);

  return { ...live, ...(draft ? state : {}), session, text, isDraft: draft !== null, ...shown };
}

/** The draft's own state: whether what was suggested is saved. */
function useDraftState(suggesting: Suggesting | null, draft: LiveSession | null): LiveState {
  return useSyncExternalStore(
    (listener) => {
      const forget = [suggesting?.subscribe(listener), draft?.subscribe(listener)];
      return () => {
        for (const end of forget) end?.();
      };
    },
    () => draft?.getState() ?? beforeOpening,
    () => beforeOpening,
  );
}
