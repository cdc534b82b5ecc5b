import type * as Y from 'yjs';
import { applySuggestions } from '#core/edits/apply-suggestion.ts';
import { overlaps } from '#core/edits/character-runs.ts';
import { type DraftHunk, draftHunks, liveOrigin, openDraft } from '#core/edits/draft-suggestions.ts';
import type { CharacterRun, Hunk } from '#core/edits/suggestion.ts';

/** The origin, in a draft, of suggestions that were there before it. */
const earlier = { from: 'suggestions' };

/** A suggestion of the person whose draft it is. */
export type OwnSuggestion = { id: string; hunks: readonly Hunk[] };

/** A draft whose differences from the live text are suggestions with ids that stay while one types. */
export type Draft = {
  readonly text: Y.Text;
  /** The differences by the suggestion that they belong to. */
  hunksById(): ReadonlyMap<string, readonly DraftHunk[]>;
  close(): void;
};

type Held = { own: readonly CharacterRun[]; removed: readonly CharacterRun[] };

/**
 * Opens a draft of the live text with what this person suggested before. `onTyped` hears which suggestions each change of theirs made,
 * changed or took away; what colleagues change in the live text is not their doing.
 */
export function openSuggestionsDraft(live: Y.Text, mine: readonly OwnSuggestion[], onTyped: (ids: string[]) => void): Draft {
  const { text, close } = openDraft(live);
  const applied = applySuggestions(
    text,
    mine.map(({ hunks }) => ({ hunks, origin: earlier })),
  );
  const seeds = mine.flatMap(({ id, hunks }, index): [string, Held[]][] => {
    const done = applied[index];
    return done ? [[id, hunks.map(({ removed }, at) => ({ own: done.inserted[at] ?? [], removed }))]] : [];
  });
  let current = byOwner(draftHunks(text, live), new Map(seeds));

  const onChange = (_event: Y.YTextEvent, { origin }: Y.Transaction) => {
    const next = byOwner(draftHunks(text, live), heldBy(current));
    const before = current;
    current = next;
    if (origin === liveOrigin) return;
    const touched = [...new Set([...before.keys(), ...next.keys()])].filter((id) => saying(before.get(id)) !== saying(next.get(id)));
    if (touched.length > 0) onTyped(touched);
  };
  text.observe(onChange);
  return {
    text,
    hunksById: () => current,
    close: () => {
      text.unobserve(onChange);
      close();
    },
  };
}

/** A hunk stays with the suggestion that it has a character in common with; another one is a suggestion of its own. */
function byOwner(hunks: readonly DraftHunk[], held: ReadonlyMap<string, readonly Held[]>): Map<string, DraftHunk[]> {
  const owned = new Map<string, DraftHunk[]>();
  for (const found of hunks) {
    const owner = [...held].find(([, parts]) =>
      parts.some((part) => share(part.own, found.own) || share(part.removed, found.hunk.removed)),
    );
    const id = owner?.[0] ?? crypto.randomUUID();
    owned.set(id, [...(owned.get(id) ?? []), found]);
  }
  return owned;
}

function heldBy(owned: ReadonlyMap<string, readonly DraftHunk[]>): Map<string, Held[]> {
  return new Map([...owned].map(([id, hunks]) => [id, hunks.map(({ own, hunk }) => ({ own, removed: hunk.removed }))]));
}

const share = (some: readonly CharacterRun[], others: readonly CharacterRun[]) => some.some((a) => others.some((b) => overlaps(a, b)));

/** What a suggestion does, without what stands around it. */
function saying(hunks: readonly DraftHunk[] | undefined): string {
  return JSON.stringify(hunks?.map(({ hunk: { left, removed, inserted } }) => [left, removed, inserted]));
}
