import type { Span } from '#core/language/span.ts';

/** Something said about a stretch of the text that a page shows, in offsets of that text. A mark without a width is a caret. */
export type PageMark = Span & {
  /** Tells one mark from another while the text moves. */
  id: string;
  className?: string | undefined;
  title?: string | undefined;
  /** The colour of the person whose selection or caret it is, as `--person`. */
  color?: string | undefined;
  /** Shown at a caret. */
  name?: string | undefined;
  /** At a place without a width: words that are not in the text, shown there. */
  ghost?: string | undefined;
  /** Makes the words a button, for what opens on a click. */
  onOpen?: (() => void) | undefined;
};
