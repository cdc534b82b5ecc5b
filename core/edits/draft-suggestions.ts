import * as Y from 'yjs';
import { type Piece, pieces, pushRun, runsBetween } from './character-runs.ts';
import { type CharacterRun, type Hunk, nearbyUnits } from './suggestion.ts';

/** One stretch in which a draft differs from the live text. */
export type DraftHunk = {
  hunk: Hunk;
  /** Where its words stand in the draft, as `[start, end)`; empty where it only removes. */
  start: number;
  end: number;
  /** The draft's own characters in it. */
  own: CharacterRun[];
};

/**
 * A copy of a live document to type suggestions into. What others type in the live one arrives in the copy as it would anywhere; what is
 * typed in the copy stays there. `close` ends it.
 */
export function openDraft(live: Y.Text): { text: Y.Text; close(): void } {
  const source = live.doc;
  if (!source) throw new Error('A draft is made of a text in a document.');
  const draft = new Y.Doc();
  const follow = (update: Uint8Array) => Y.applyUpdate(draft, update, liveOrigin);
  Y.applyUpdate(draft, Y.encodeStateAsUpdate(source), liveOrigin);
  source.on('update', follow);
  return {
    text: draft.getText('text'),
    close: () => {
      source.off('update', follow);
      draft.destroy();
    },
  };
}

/** The origin, in a draft, of what comes from the live document. */
export const liveOrigin = { from: 'live' };

/**
 * Where a draft differs from the live text, as hunks on the live one: the characters typed into the draft, and those of the live text
 * that are deleted in it. Between two hunks there is at least one character that both texts have.
 */
export function draftHunks(draft: Y.Text, live: Y.Text): DraftHunk[] {
  const me = draft.doc?.clientID;
  const words = live.toString();
  const takeLive = reader(live);
  const found: DraftHunk[] = [];
  let gap: Gap | null = null;
  let behind: Hunk['left'] = null;
  const close = () => {
    if (gap && (gap.inserted !== '' || gap.removed.length > 0)) found.push(hunkOf(gap, live, words));
    gap = null;
  };
  for (const piece of pieces(draft)) {
    const isMine = piece.client === me;
    if (isMine && piece.text === null) continue;
    if (!isMine && piece.text !== null) {
      close();
      takeLive(piece);
    } else {
      gap ??= { start: piece.at, end: piece.at, liveStart: takeLive.offset(), left: behind, inserted: '', own: [], removed: [] };
      if (isMine) {
        // The words of a gap have one place: behind what the first of them were typed behind.
        if (gap.inserted === '') gap.left = behind;
        gap.inserted += piece.text;
        gap.end = piece.at + piece.length;
        pushRun(gap.own, piece);
      } else for (const part of takeLive(piece)) pushRun(gap.removed, part);
    }
    if (!isMine) behind = { client: piece.client, clock: piece.clock + piece.length - 1 };
  }
  close();
  return found;
}

type Gap = {
  start: number;
  end: number;
  /** Offset in the live text. */
  liveStart: number;
  left: Hunk['left'];
  inserted: string;
  own: CharacterRun[];
  removed: CharacterRun[];
};

function hunkOf({ start, end, liveStart, left, inserted, own, removed }: Gap, live: Y.Text, words: string): DraftHunk {
  const liveEnd = liveStart + removed.reduce((sum, { length }) => sum + length, 0);
  const from = Math.max(0, liveStart - nearbyUnits);
  const to = Math.min(words.length, liveEnd + nearbyUnits);
  const hunk: Hunk = {
    left,
    removed,
    original: words.slice(liveStart, liveEnd),
    inserted,
    nearby: [...runsBetween(live, from, liveStart), ...runsBetween(live, liveEnd, to)],
    before: words.slice(from, liveStart),
    after: words.slice(liveEnd, to),
  };
  return { hunk, start, end, own };
}

/**
 * Reads the visible characters of the live text beside a walk through the draft, which has all of them in the same order: gives those that
 * a piece of the draft stands for.
 */
function reader(live: Y.Text): ((piece: Piece) => CharacterRun[]) & { offset(): number } {
  const all = pieces(live);
  let offset = 0;
  let next: CharacterRun | null = null;
  const advance = () => {
    for (let step = all.next(); !step.done; step = all.next()) {
      if (step.value.text !== null) return { client: step.value.client, clock: step.value.clock, length: step.value.length };
    }
    return null;
  };
  next = advance();
  const take = ({ client, clock, length }: Piece) => {
    const taken: CharacterRun[] = [];
    while (next && next.client === client && next.clock >= clock && next.clock < clock + length) {
      const part = { ...next, length: Math.min(next.length, clock + length - next.clock) };
      taken.push(part);
      offset += part.length;
      next = part.length < next.length ? { client, clock: next.clock + part.length, length: next.length - part.length } : advance();
    }
    return taken;
  };
  return Object.assign(take, { offset: () => offset });
}
