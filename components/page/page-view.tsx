'use client';

import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { carryOver } from '#core/edits/carry-over.ts';
import { difference } from '#core/edits/difference.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import { cutPage } from '#core/page/cut-page.ts';
import type { PageBlock } from '#core/page/page-block.ts';
import { spreadOver } from '#core/page/spread-over.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import type { PageActions, PageFacts } from './page-facts.ts';
import type { PageMark } from './page-mark.ts';
import { type PageContent, PageContentContext, PagePiece } from './page-piece.tsx';
import type { PageSession, PageWriter } from './page-session.ts';
import { TaskMasterPage } from './task-master-page.tsx';
import { useNearPieces } from './use-near-pieces.ts';
import { usePageEdit } from './use-page-edit.ts';
import './page.css';

export type PageViewProps = {
  stage: DocumentStage;
  label: string;
  analysis: SpecAnalysis;
  verdicts: PageFacts['verdicts'];
  progress: PageFacts['progress'];
  /** Null until the live text is open: then the page is read, not written. */
  session: PageSession | null;
  mayEdit: boolean;
  /** What others say about places of the text that was read. */
  marks?: readonly PageMark[];
  /** What is shown beside a block; called for blocks near the screen. */
  aside?: (block: PageBlock) => ReactNode;
  /** What is shown beneath a criterion; the same function as long as what it shows looks after itself. */
  beneath?: (criterionId: string) => ReactNode;
  /** Takes what is done on the page in the place of the live text. Fields that are typed in write to the live text in any case. */
  writer?: PageWriter;
  at: string | null;
  /** A place to show and ring; a new object jumps again. */
  jumpTo: Span | null;
  actions: PageActions;
};

/** A page of so many characters is drawn whole. */
const wholeUpTo = 24_000;
/** So many pieces come near together. */
const groupOf = 5;
/** About how much room text takes, where nobody has laid it out yet. */
const pxPerCharacter = 0.5;
const noMarks: readonly PageMark[] = [];
const noProblems: readonly Diagnostic[] = [];

/** A document as people read it, edited where it stands. */
export function PageView(props: PageViewProps) {
  const { stage, label, analysis, verdicts, progress, session, mayEdit, marks = noMarks, aside, beneath, at, jumpTo, actions } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const source = analysis.texts[stage] ?? '';
  const tree = analysis[stage]?.tree ?? null;
  const isJson = tree?.kind === 'tasks' && analysis.texts.format === 'task-master';
  const cuts = useMemo(() => (tree ? cutPage(source, tree) : []), [source, tree]);
  const jumpPiece = jumpTo ? cuts.findIndex(({ start, end }) => jumpTo.start >= start && jumpTo.start < end) : -1;
  const firstFar = cuts.findIndex(({ start }) => start > wholeUpTo);
  const near = useNearPieces(scroller, firstFar >= 0, Math.ceil(cuts.length / groupOf));
  const live = useMemo(() => session && liveWriter(session), [session]);
  const edit = usePageEdit(session, source, mayEdit, props.writer ?? live);
  const diagnostics = analysis.diagnostics[stage] ?? noProblems;
  const facts = useMemo<PageContent['facts']>(
    () => ({ stage, source, analysis, verdicts, progress, words: wordsOf(analysis), at, edit, actions, aside, beneath }),
    [stage, source, analysis, verdicts, progress, at, edit, actions, aside, beneath],
  );
  const ownDiagnostics = useMemo(() => spreadOver(cuts, diagnostics, ({ span }) => span), [cuts, diagnostics]);
  const ownMarks = useMemo(() => spreadOver(cuts, [...diagnostics.map(problemMark), ...marks], (mark) => mark), [cuts, diagnostics, marks]);
  const content = useMemo<PageContent | null>(
    () => tree && { cuts, tree, facts, marks: ownMarks, diagnostics: ownDiagnostics },
    [cuts, tree, facts, ownMarks, ownDiagnostics],
  );
  // The same elements while nothing is new, so that a page that is drawn for another reason leaves its pieces alone.
  const groups = useMemo(() => {
    const pieces = cuts.map(({ kind, start, end }, index) => (
      <PagePiece
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have an order; what is in them is told apart within
        key={index}
        index={index}
        kind={kind}
        text={source.slice(start, end)}
        near={near}
        isFirst={firstFar < 0 || index < firstFar}
        isKept={firstFar < 0 || index === jumpPiece}
      />
    ));
    return Array.from({ length: Math.ceil(cuts.length / groupOf) }, (_, group) => {
      const [from, to] = [group * groupOf, Math.min(cuts.length, (group + 1) * groupOf)];
      const length = (cuts[to - 1]?.end ?? 0) - (cuts[from]?.start ?? 0);
      return (
        <div
          key={from}
          data-group={group}
          data-far={firstFar >= 0 && from >= firstFar ? '' : undefined}
          className="page-group"
          style={{ containIntrinsicBlockSize: `auto ${Math.round(length * pxPerCharacter)}px` }}
        >
          {pieces.slice(from, to)}
        </div>
      );
    });
  }, [cuts, source, near, firstFar, jumpPiece]);

  useEffect(() => {
    if (!jumpTo) return;
    const rows = [...(scroller.current?.querySelectorAll<HTMLElement>('[data-start]') ?? [])];
    const row = rows.findLast((one) => Number(one.dataset['start']) <= jumpTo.start)?.closest<HTMLElement>('.page-row');
    if (!row) return;
    row.scrollIntoView({ block: 'center' });
    row.classList.remove('ringed');
    // Read, so that the ring of a second jump begins anew.
    void row.offsetWidth;
    row.classList.add('ringed');
  }, [jumpTo]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!edit || !(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof HTMLElement && event.target.closest('input, textarea')) return;
    const key = event.key.toLowerCase();
    if (key === 'z' && !event.shiftKey) edit.session.undo.undo();
    else if ((key === 'z' && event.shiftKey) || key === 'y') edit.session.undo.redo();
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that bubble up from the rows
    <div ref={scroller} className="page-view" onKeyDown={onKeyDown}>
      <article aria-label={label} className="page-sheet">
        {source.trim() === '' && <EmptyState title="Nothing is written yet">Go to Source and begin, or let an agent draft it.</EmptyState>}
        {isJson && tree.tasks.length > 0 ? (
          <TaskMasterPage facts={{ ...facts, marks, diagnostics }} tree={tree} />
        ) : (
          <PageContentContext value={content}>{groups}</PageContentContext>
        )}
      </article>
    </div>
  );
}

/** Writes to the live text as this person. */
function liveWriter(session: PageSession): PageWriter {
  return {
    write: (before, change) => session.edit((now) => carryOver(change, difference(before, now))),
  };
}

function problemMark({ span, severity, message, code }: Diagnostic): PageMark {
  return { ...span, id: `${code}:${span.start}`, className: `page-problem page-problem-${severity}`, title: message };
}

const earsWords = ['WHEN', 'WHILE', 'WHERE', 'SHALL', 'THEN', 'SHALL NOT'];

function wordsOf({ requirements }: SpecAnalysis): string[] {
  return [...(requirements?.tree.glossary.map(({ term }) => term) ?? []), ...earsWords];
}
