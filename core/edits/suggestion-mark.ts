/**
 * A suggestion as it is shown in a text, in offsets of that text. `removed` and `typed` lie on words that are there: of the document,
 * taken out by somebody, or typed into the draft that is shown. `added` and `taken` stand at one place and bring words that are not there:
 * those that somebody puts in, or those of the document that are gone from the draft.
 */
export type SuggestionMark = {
  suggestionId: string;
  kind: 'removed' | 'added' | 'typed' | 'taken';
  start: number;
  end: number;
  /** For `added` and `taken`. */
  words: string;
};
