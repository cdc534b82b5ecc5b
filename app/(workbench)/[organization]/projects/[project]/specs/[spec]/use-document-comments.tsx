'use client';

import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import { BlockComments } from '#components/comments/block-comments.tsx';
import type { SourceComments } from '#components/editor/source-editor.tsx';
import type { LiveDocument } from '#components/editor/use-live-document.ts';
import { usePlaces } from '#components/editor/use-places.ts';
import type { PageMark } from '#components/page/page-mark.ts';
import { anchorOf, type Place } from '#core/comments/anchor.ts';
import { findQuote, quoteOf } from '#core/comments/find-quote.ts';
import { itemAt } from '#core/comments/item.ts';
import { movedSpan, spanMover } from '#core/edits/moved-span.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import type { PageBlock } from '#core/page/page-block.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import type { SpecComments } from './use-comments.ts';
import '#components/comments/comments.css';

type Shown = { documentId: string; stage: DocumentStage; analysis: SpecAnalysis; comments: SpecComments };

export type DocumentComments = {
  places: ReadonlyMap<string, Place>;
  marks: readonly PageMark[];
  aside: (block: PageBlock) => ReactNode;
  source: SourceComments;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
};

/**
 * The conversations about one open document, as its views show them. What is given is the same object until something of it changes:
 * a page draws its rows again for a new one.
 */
export function useDocumentComments(live: LiveDocument, { documentId, stage, analysis, comments }: Shown): DocumentComments {
  const { selected } = comments;
  const { session, text } = live;
  const { mayWrite, threads } = comments.actions;
  const own = useMemo(
    () => threads.filter((thread) => thread.documentId === documentId && thread.resolved === null),
    [threads, documentId],
  );
  const places = usePlaces(live.isReady ? session : null, own);
  const shown = analysis.texts[stage] ?? '';

  /** Starts a thread on a stretch of the text as it is now. */
  const start = (span: Span) => {
    const anchor = session && anchorOf(session.text, span);
    if (anchor) comments.onStart({ kind: 'anchor', anchor, quote: quoteOf(text, span), span, documentId, stage });
  };
  const startOnBlock = (block: PageBlock) => {
    const span = 'words' in block ? block.words : block;
    const item = 'words' in block ? itemAt(analysis, stage, span.start) : null;
    const now = movedSpan(shown, text, span);
    if (item) comments.onStart({ kind: 'item', item, quote: quoteOf(text, now), span: now, documentId, stage });
    else start(now);
  };
  const latest = useRef({ start, startOnBlock, onOpenId: comments.onOpenId });
  useEffect(() => {
    latest.current = { start, startOnBlock, onOpenId: comments.onOpenId };
  });

  const there = useMemo(
    () =>
      own.flatMap(({ id }) => {
        const place = places.get(id);
        return place?.state === 'there' ? [{ id, span: place.span, isOpen: id === selected }] : [];
      }),
    [own, places, selected],
  );
  const marks = useMemo(() => {
    if (there.length === 0) return [];
    // The page shows the text that was read, which may be a few keys behind.
    const moved = spanMover(text, shown);
    return there.map(
      ({ id, span, isOpen }): PageMark => ({
        id: `thread-${id}`,
        ...moved(span),
        className: isOpen ? 'comment-words comment-words-open' : 'comment-words',
        title: 'Open the comment',
        onOpen: () => latest.current.onOpenId(id),
      }),
    );
  }, [there, text, shown]);
  const mayStart = mayWrite && session !== null;
  const aside = useCallback(
    (block: PageBlock) => {
      const ids = marks.flatMap(({ id, start: from }) => (from >= block.start && from <= block.end ? [id.slice('thread-'.length)] : []));
      const next = ids[(ids.indexOf(selected ?? '') + 1) % Math.max(ids.length, 1)];
      return (
        <BlockComments
          count={ids.length}
          isOpen={selected !== null && ids.includes(selected)}
          onStart={mayStart ? () => latest.current.startOnBlock(block) : null}
          onOpen={() => next !== undefined && latest.current.onOpenId(next)}
        />
      );
    },
    [marks, selected, mayStart],
  );
  const source = useMemo<SourceComments>(
    () => ({
      marks: there,
      onOpen: (id) => latest.current.onOpenId(id),
      onComment: mayStart ? (span) => latest.current.start(span) : null,
    }),
    [there, mayStart],
  );
  /** Ctrl or Cmd, Alt and M on the page: the words that are selected, or the row that has the focus. */
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!mayStart || event.defaultPrevented || !(event.ctrlKey || event.metaKey) || !event.altKey || event.code !== 'KeyM') return;
    const span = spanOfSelection(shown, event.target);
    if (!span) return;
    event.preventDefault();
    start(movedSpan(shown, text, span));
  };
  return { places, marks, aside, source, onKeyDown };
}

/** What is selected on a page, in the text that it shows: the words where they stand nearest, or the row's first line. */
function spanOfSelection(shown: string, focused: EventTarget): Span | null {
  const selection = window.getSelection();
  const words = selection?.toString().trim() ?? '';
  const from = words !== '' ? selection?.anchorNode?.parentElement : focused;
  const row = from instanceof Element ? from.closest('.page-row')?.querySelector<HTMLElement>('[data-start]') : null;
  const at = Number(row?.dataset['start'] ?? Number.NaN);
  // Words with emphasis in them stand otherwise in the text: then it is their line.
  return findQuote(shown, words, Number.isNaN(at) ? 0 : at) ?? (Number.isNaN(at) ? null : lineAt(shown, at));
}

function lineAt(text: string, at: number): Span {
  const end = text.indexOf('\n', at);
  return { start: at, end: end < 0 ? text.length : end };
}
