'use client';

import { cx } from '#components/ui/class-names.ts';
import type { SuggestionMark } from '#core/edits/suggestion-mark.ts';
import './suggestions.css';

type BlockSuggestionsProps = { marks: readonly SuggestionMark[]; activeId: string | null; onOpen: (id: string) => void };

/** Beneath a block of the page: the lines that are suggested there. */
export function BlockSuggestions({ marks, activeId, onOpen }: BlockSuggestionsProps) {
  return (
    <>
      {marks.map(({ suggestionId, kind, start, words }) => (
        <button
          key={`${suggestionId}-${kind}-${start}`}
          type="button"
          title={kind === 'added' ? 'Suggested: put this in' : 'Your suggestion: taken out'}
          onClick={() => onOpen(suggestionId)}
          className={cx('suggestion-lines', `suggestion-${kind}`, suggestionId === activeId && 'suggestion-active')}
        >
          {words.replace(/^\n+|\n+$/g, '')}
        </button>
      ))}
    </>
  );
}
