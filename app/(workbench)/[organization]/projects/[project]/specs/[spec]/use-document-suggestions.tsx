'use client';

import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import type { SuggestedDocument } from '#components/editor/use-suggesting.ts';
import type { PageMark } from '#components/page/page-mark.ts';
import { BlockSuggestions } from '#components/suggestions/block-suggestions.tsx';
import { cx } from '#components/ui/class-names.ts';
import { spanMover } from '#core/edits/moved-span.ts';
import type { SuggestionMark } from '#core/edits/suggestion-mark.ts';
import type { PageBlock } from '#core/page/page-block.ts';

const titles: Record<SuggestionMark['kind'], string> = {
  removed: 'Suggested: take this out',
  added: 'Suggested: put this in',
  typed: 'Your suggestion',
  taken: 'Your suggestion: taken out',
};

/** Suggestions on a page: on its words where they stand in them, beneath a block where they are lines of their own. */
export function useDocumentSuggestions(
  { marks, text }: SuggestedDocument,
  /** The text that the page shows, which may be a few keys behind. */
  shown: string,
  activeId: string | null,
  onPick: (id: string) => void,
): { marks: readonly PageMark[]; aside: (block: PageBlock) => ReactNode } {
  const latest = useRef(onPick);
  useEffect(() => {
    latest.current = onPick;
  });
  const placed = useMemo(() => {
    if (marks.length === 0) return [];
    const moved = spanMover(text, shown);
    return marks.map((mark) => ({ ...mark, ...moved(mark) }));
  }, [marks, text, shown]);
  const onWords = useMemo(
    () =>
      placed
        .filter((mark) => !isOfLines(mark))
        .map(
          ({ suggestionId, kind, start, end, words }): PageMark => ({
            id: `suggestion-${suggestionId}-${kind}-${start}`,
            start,
            end,
            className: cx('page-mark', `suggestion-${kind}`, suggestionId === activeId && 'suggestion-active'),
            title: titles[kind],
            onOpen: () => latest.current(suggestionId),
            ...(start === end ? { ghost: words } : {}),
          }),
        ),
    [placed, activeId],
  );
  const aside = useCallback(
    (block: PageBlock) => {
      // A blank line behind a block belongs to it here: words put there stand beneath it.
      const end = shown[block.end + 1] === '\n' ? block.end + 1 : block.end;
      const words = 'words' in block ? block.words : block;
      const beneath = placed.filter(
        (mark) =>
          (mark.kind === 'added' || mark.kind === 'taken') &&
          mark.start >= block.start &&
          mark.start <= end &&
          (isOfLines(mark) || mark.start < words.start || mark.start > words.end),
      );
      if (beneath.length === 0) return null;
      return <BlockSuggestions marks={beneath} activeId={activeId} onOpen={(id) => latest.current(id)} />;
    },
    [placed, shown, activeId],
  );
  return { marks: onWords, aside };
}

/** Lines would tear a row apart. */
function isOfLines({ kind, words }: SuggestionMark): boolean {
  return (kind === 'added' || kind === 'taken') && words.includes('\n');
}
