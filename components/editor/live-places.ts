import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type Anchor, anchoredSpan, anchorSpan, applyToText, editAnchored } from '#core/edits/anchor.ts';
import type { Difference } from '#core/edits/difference.ts';
import type { Span } from '#core/language/span.ts';
import { isUser } from './live-person.ts';
import { personColor } from './person-color.ts';

/** Where a colleague is in the text as it is now. `anchor` and `head` are equal where nothing is selected. */
export type Caret = { client: number; userId: string; name: string; color: string; anchor: number; head: number };

/** A stretch of the live text that stays where it is; what it is made of is the session's own affair. */
export type HeldSpan = Anchor;

/** Places of a live text, for views that are not an editor of all of it. */
export type LivePlaces = {
  /** Holds on to a stretch: what anybody types at its ends belongs to it. */
  hold(span: Span): HeldSpan;
  /** Where a held stretch is now. */
  spanOf(held: HeldSpan): Span | null;
  /** This person changed what a held stretch showed from `before` to `after`: carried over to what it is now. */
  editHeld(held: HeldSpan, before: string, after: string): void;
  /** Replaces one stretch of the text as it is now, as this person. */
  apply(change: Difference): void;
  /** Replaces several stretches of the text at once, in its order and not overlapping: one act, and one undo. */
  applyAll(changes: readonly Difference[]): void;
  /** Tells the others where this person is; null when they are nowhere in the text any more. */
  select(selection: { anchor: number; head: number } | null): void;
  /** Where the others are. */
  carets(): Caret[];
};

type Live = { doc: Y.Doc; text: Y.Text; awareness: Awareness; origin: unknown; mayEdit: () => boolean };

/** The places of an open document. All changes have the session's origin, so that one undo knows them all. */
export function livePlaces({ doc, text, awareness, origin, mayEdit }: Live): LivePlaces {
  const apply = (change: Difference | null) => {
    if (change && mayEdit()) applyToText(text, change, origin);
  };
  return {
    hold: (span) => anchorSpan(text, span),
    spanOf: (held) => anchoredSpan(text, held),
    editHeld: (held, before, after) => apply(editAnchored(text, held, before, after)),
    apply,
    applyAll: (changes) => {
      if (!mayEdit()) return;
      // From right to left: each offset is one of the text before.
      doc.transact(() => {
        for (const change of changes.toReversed()) applyToText(text, change, origin);
      }, origin);
    },
    select: (selection) =>
      awareness.setLocalStateField(
        'selection',
        selection && {
          anchor: Y.createRelativePositionFromTypeIndex(text, Math.min(selection.anchor, text.length)),
          head: Y.createRelativePositionFromTypeIndex(text, Math.min(selection.head, text.length)),
        },
      ),
    carets: () =>
      [...awareness.getStates()]
        .filter(([client]) => client !== awareness.clientID)
        .flatMap(([client, state]) => caretOf(client, state, doc, text) ?? []),
  };
}

function caretOf(client: number, { user, selection }: Record<string, unknown>, doc: Y.Doc, text: Y.Text): Caret | null {
  if (!isUser(user) || !isSelection(selection)) return null;
  const anchor = offsetOf(selection.anchor, doc, text);
  const head = offsetOf(selection.head, doc, text);
  if (anchor === null || head === null) return null;
  return { client, userId: user.id, name: user.name, color: personColor(user.id), anchor, head };
}

/** A client may say anything about itself. */
function offsetOf(place: unknown, doc: Y.Doc, text: Y.Text): number | null {
  try {
    const absolute = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(place), doc);
    return absolute?.type === text ? absolute.index : null;
  } catch {
    return null;
  }
}

function isSelection(value: unknown): value is { anchor: unknown; head: unknown } {
  return typeof value === 'object' && value !== null && 'anchor' in value && 'head' in value;
}
