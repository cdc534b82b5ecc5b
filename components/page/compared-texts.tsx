'use client';

import { useMemo, useState } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { type ComparedRow, compareTexts } from '#core/edits/compare-texts.ts';
import type { Span } from '#core/language/span.ts';
import './compared-texts.css';
import type { PageMark } from './page-mark.ts';
import { PageMarkdown } from './page-markdown.tsx';
import { PageText } from './page-text.tsx';

type ComparedTextsProps = { before: string; after: string; names: { before: string; after: string } };

/** Unchanged rows shown on either side of a change. */
const nearby = 2;

/**
 * Two texts beside each other as they read, word by word. A row holds both versions of a piece, so both columns scroll as one; long stretches where
 * nothing changed are folded until asked for.
 */
export function ComparedTexts({ before, after, names }: ComparedTextsProps) {
  const rows = useMemo(() => compareTexts(before, after, 'blocks'), [before, after]);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const stretches = useMemo(() => stretchesOf(rows), [rows]);
  return (
    <section aria-label="Differences" className="compared">
      <h2 className="compared-name">{names.before}</h2>
      <h2 className="compared-name compared-after">{names.after}</h2>
      {stretches.map(({ from, to, isFolded }) =>
        isFolded && !opened.has(from) ? (
          <button key={from} type="button" className="compared-fold" onClick={() => setOpened(new Set([...opened, from]))}>
            {to - from} unchanged pieces
          </button>
        ) : (
          rows
            .slice(from, to)
            .map((row) => <Pair key={`${row.before?.start}:${row.after?.start}`} row={row} before={before} after={after} />)
        ),
      )}
    </section>
  );
}

function Pair({ row, before, after }: { row: ComparedRow } & Pick<ComparedTextsProps, 'before' | 'after'>) {
  const { kind } = row;
  return (
    <>
      <Side text={before} span={row.before} words={row.removed} sign="-" isWhole={kind === 'removed'} />
      <Side text={after} span={row.after} words={row.inserted} sign="+" isWhole={kind === 'added'} />
    </>
  );
}

type SideProps = { text: string; span: Span | null; words: readonly Span[]; sign: '+' | '-'; isWhole: boolean };

function Side({ text, span, words, sign, isWhole }: SideProps) {
  const column = sign === '+' ? 'compared-after' : 'compared-before';
  if (!span) return <div className={cx('compared-side compared-none', column)} aria-hidden="true" />;
  const name = sign === '+' ? 'compared-inserted' : 'compared-removed';
  const marks: PageMark[] = isWhole ? [] : words.map(({ start, end }) => ({ id: `${sign}${start}`, start, end, className: name }));
  const isTouched = isWhole || words.length > 0;
  return (
    <div className={cx('compared-side', column, isTouched && `${name}-row`, isWhole && `${name}-whole`)}>
      {isTouched && (
        <span className="compared-sign">
          <span aria-hidden="true">{sign}</span>
          <span className="sr-only">{sign === '+' ? 'Added:' : 'Removed:'}</span>
        </span>
      )}
      <div className="page-prose page-row-words">
        <Rendered text={text} span={span} marks={marks} />
      </div>
    </div>
  );
}

/** A piece as it reads. Marks that lie on its syntax alone (a heading's level, an item's number) show it as it is written. */
function Rendered({ text, span, marks }: { text: string; span: Span; marks: readonly PageMark[] }) {
  const syntax = /^\s*(?:#{1,6}\s+|[-*+]\s+(?:\[.\]\s+)?|\d+[.)]\s+)/.exec(text.slice(span.start, span.end))?.[0].length ?? 0;
  const isOnSyntax = marks.some(({ start }) => start < span.start + syntax);
  return isOnSyntax ? <PageText source={text} span={span} marks={marks} /> : <PageMarkdown source={text} span={span} marks={marks} />;
}

type Stretch = { from: number; to: number; isFolded: boolean };

function stretchesOf(rows: readonly ComparedRow[]): Stretch[] {
  const near = rows.map(() => false);
  rows.forEach(({ kind }, at) => {
    if (kind !== 'same') near.fill(true, Math.max(0, at - nearby), at + nearby + 1);
  });
  const stretches: Stretch[] = [];
  for (let at = 0; at < rows.length; at += 1) {
    const last = stretches.at(-1);
    const isFolded = near[at] !== true;
    if (last?.isFolded === isFolded) last.to = at + 1;
    else stretches.push({ from: at, to: at + 1, isFolded });
  }
  // To fold two rows takes as much room as to show them.
  return stretches.map((stretch) => ({ ...stretch, isFolded: stretch.isFolded && stretch.to - stretch.from > 2 }));
}
