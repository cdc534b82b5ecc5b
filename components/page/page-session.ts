import type { Anchor } from '#core/edits/anchor.ts';
import type { Difference } from '#core/edits/difference.ts';
import type { Span } from '#core/language/span.ts';

/** What the page needs of a document that is open: a live session is one. */
export type PageSession = {
  readonly text: { toString(): string; observe(listener: () => void): void; unobserve(listener: () => void): void };
  readonly undo: { readonly undoStack: readonly unknown[]; undo(): unknown; redo(): unknown; stopCapturing(): void };
  readonly places: {
    hold(span: Span): Anchor;
    spanOf(held: Anchor): Span | null;
    editHeld(held: Anchor, before: string, after: string): void;
    select(selection: { anchor: number; head: number } | null): void;
  };
  edit(change: (text: string) => Difference | null): void;
};

/**
 * Writes what somebody did on the page. `change` is a difference of the text that the page showed, `before`; the writer carries it over to the text
 * as it is.
 */
export type PageWriter = { write(before: string, change: Difference, what: string): void };
