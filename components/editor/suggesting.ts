import * as Y from 'yjs';
import { placeSuggestion } from '#core/edits/apply-suggestion.ts';
import type { Hunk } from '#core/edits/suggestion.ts';
import type { SuggestionMark } from '#core/edits/suggestion-mark.ts';
import { type Draft, type OwnSuggestion, openSuggestionsDraft } from './draft-suggestions.ts';
import { livePlaces } from './live-places.ts';
import { followText, type LiveSession } from './live-session.ts';
import type { LiveState } from './live-state.ts';
import { createSuggestionQueue, type SuggestionChange, type WriteAnswer } from './suggestion-queue.ts';

/** A suggestion that the server knows, as far as it is shown in a text. */
export type KnownSuggestion = { id: string; authorId: string; isTyped: boolean; isOpen: boolean; hunks: readonly Hunk[] };

/** A person's draft of an open document, kept in step with the suggestions that the server has. */
export type Suggesting = {
  /** The draft as a session: views edit it as they would the live text. Another one after a decision about what was suggested. */
  getSession(): LiveSession;
  subscribe(listener: () => void): () => void;
  /** What the server has now. */
  take(known: readonly KnownSuggestion[]): void;
  /** Marks of this person's suggestions in the draft. */
  ownMarks(): SuggestionMark[];
  close(): void;
};

/** Opens the draft of `userId` on a live document that is ready. */
export function openSuggesting(
  live: LiveSession,
  userId: string,
  first: readonly KnownSuggestion[],
  write: (changes: SuggestionChange[]) => Promise<WriteAnswer>,
): Suggesting {
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  /** Seen open among what the server has: one that is not there any more was decided. An answer may be older than what was written last. */
  const seen = new Set<string>();
  /** Taken back here, or without a place in the draft: not new when heard of. */
  const dropped = new Set<string>();
  const hunksOf = (id: string) =>
    draft
      .hunksById()
      .get(id)
      ?.map(({ hunk }) => hunk) ?? null;
  const queue = createSuggestionQueue({
    read: hunksOf,
    write: async (changes) => {
      const answer = await write(changes);
      if (answer === 'written') for (const { id, hunks } of changes) if (!hunks) dropped.add(id);
      return answer;
    },
    onState: tell,
  });
  const isMine = ({ authorId, isTyped, isOpen }: KnownSuggestion) => authorId === userId && isTyped && isOpen;
  const begin = (mine: readonly OwnSuggestion[]) => {
    const opened = openSuggestionsDraft(live.text, mine, queue.add);
    for (const { id } of mine) if (!opened.hunksById().has(id)) dropped.add(id);
    return opened;
  };
  let draft: Draft = begin(first.filter(isMine));
  for (const { id } of first.filter(isMine)) seen.add(id);
  let session = sessionOf(live, draft, queue.state);

  const take = (known: readonly KnownSuggestion[]) => {
    const open = new Map(known.filter(isMine).map((one) => [one.id, one]));
    const held = [...draft.hunksById().keys()];
    const isOver = (id: string) => !open.has(id) && seen.has(id);
    const added = [...open.values()].filter(({ id }) => !draft.hunksById().has(id) && !dropped.has(id) && !queue.isPending(id));
    const over = held.filter(isOver);
    for (const id of over) seen.delete(id);
    for (const id of open.keys()) seen.add(id);
    if (over.length === 0 && added.length === 0) return;
    const kept = held.filter((id) => !over.includes(id)).map((id) => ({ id, hunks: hunksOf(id) ?? [] }));
    const ended = session;
    draft.close();
    draft = begin([...kept, ...added]);
    session = sessionOf(live, draft, queue.state);
    ended.end();
    tell();
  };

  return {
    getSession: () => session,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    take,
    ownMarks: () =>
      [...draft.hunksById()].flatMap(([id, hunks]) => hunks.flatMap(({ hunk, start, end }) => ownMarks(id, hunk.original, start, end))),
    close: () => {
      queue.close();
      session.end();
      draft.close();
    },
  };
}

function ownMarks(suggestionId: string, original: string, start: number, end: number): SuggestionMark[] {
  return [
    ...(original === '' ? [] : [{ suggestionId, kind: 'taken' as const, start, end: start, words: original }]),
    ...(start === end ? [] : [{ suggestionId, kind: 'typed' as const, start, end, words: '' }]),
  ];
}

/** The marks of a suggestion of somebody else, or of one's own in the live text. Null if it is outdated there. */
export function marksOf(text: Y.Text, { id: suggestionId, hunks }: Pick<KnownSuggestion, 'id' | 'hunks'>): SuggestionMark[] | null {
  const place = placeSuggestion(text, hunks);
  if (place.kind === 'outdated') return null;
  return place.edits.flatMap(({ start, removed, inserted }): SuggestionMark[] => [
    ...(removed > 0 ? [{ suggestionId, kind: 'removed' as const, start, end: start + removed, words: '' }] : []),
    ...(inserted === '' ? [] : [{ suggestionId, kind: 'added' as const, start: start + removed, end: start + removed, words: inserted }]),
  ]);
}

/** A draft behind the face of a session: the live one's people and connection, its own text, undo and state of saving. */
function sessionOf(live: LiveSession, { text }: Draft, saved: () => LiveState['saveState']): LiveSession & { end(): void } {
  const { awareness } = live;
  const doc = text.doc ?? new Y.Doc();
  const origin = {};
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set([origin]), captureTimeout: 500 });
  let words: string | undefined;
  let state: LiveState | undefined;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const onText = () => {
    words = undefined;
    tell();
  };
  text.observe(onText);
  const forgetLive = live.subscribe(tell);
  const apply: LiveSession['edit'] = (change) => {
    const difference = change(text.toString());
    if (!difference) return;
    doc.transact(() => {
      text.delete(difference.start, difference.removed);
      text.insert(difference.start, difference.inserted);
    }, origin);
  };
  return {
    ...live,
    doc,
    text,
    undo,
    places: livePlaces({ doc, text, awareness, origin, mayEdit: () => true }),
    getState: () => {
      const next = { ...live.getState(), isReadOnly: false, saveState: saved() };
      if (!state || JSON.stringify(state) !== JSON.stringify(next)) state = next;
      return state;
    },
    getText: () => {
      words ??= text.toString();
      return words;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onEdits: (listener) => followText(text, listener),
    edit: apply,
    end: () => {
      forgetLive();
      text.unobserve(onText);
      undo.destroy();
    },
  };
}
