'use client';

import { type KeyboardEvent, memo, useEffect, useMemo, useRef } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { InlineText } from '#components/ui/inline-text.tsx';
import { useRowsInSight } from '#components/ui/use-rows-in-sight.ts';
import { type TraceColumn, type TraceGraph, type TraceNode, traceColumns } from '#core/trace/chain.ts';

const names: Record<TraceColumn, string> = {
  requirement: 'Requirements',
  criterion: 'Criteria',
  property: 'Properties',
  task: 'Tasks',
  run: 'Runs',
  evidence: 'Evidence',
};

const rowPx = 52;

type TraceColumnsProps = {
  columns: TraceGraph['columns'];
  selected: string | null;
  /** What lights up; null while nothing is selected. */
  chain: ReadonlySet<string> | null;
  onSelect: (key: string | null) => void;
  onOpen: (node: TraceNode) => void;
};

/** A spec from what is asked for to what was established. Choosing anything lights up all that leads to it and follows from it. */
export function TraceColumns({ columns, ...rest }: TraceColumnsProps) {
  return (
    <div className="flex h-full gap-2 overflow-x-auto p-3 max-md:snap-x max-md:snap-mandatory md:px-5">
      {traceColumns.map((column) => (
        <Column key={column} column={column} nodes={columns[column]} {...rest} />
      ))}
    </div>
  );
}

type ColumnProps = Omit<TraceColumnsProps, 'columns'> & { column: TraceColumn; nodes: readonly TraceNode[] };

function Column({ column, nodes, selected, chain, onSelect, onOpen }: ColumnProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { from, to } = useRowsInSight(scroller, { count: nodes.length, rowPx });
  const { lit, first } = useMemo(() => litIn(nodes, chain), [nodes, chain]);
  const isOwn = selected?.startsWith(`${column} `) ?? false;
  // Where something else was chosen, this column shows where its part of the chain begins.
  useEffect(() => {
    if (first >= 0 && !isOwn) scroller.current?.scrollTo({ top: first * rowPx });
  }, [first, isOwn]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const next = event.key === 'ArrowRight' ? 'nextElementSibling' : event.key === 'ArrowLeft' ? 'previousElementSibling' : null;
    if (!next) return;
    const beside = event.currentTarget[next];
    const row = beside?.querySelector<HTMLElement>('[aria-pressed="true"], [data-lit]') ?? beside?.querySelector<HTMLElement>('[data-row]');
    row?.focus();
    if (row) event.preventDefault();
  };
  return (
    <section
      aria-label={`${names[column]}, ${nodes.length}`}
      onKeyDown={onKeyDown}
      className="flex min-w-44 flex-1 flex-col rounded-lg border border-border bg-card max-md:min-w-[78vw] max-md:snap-start"
    >
      <h2 className="flex h-9 shrink-0 items-center gap-2 border-b border-border px-3 text-xs font-semibold">
        {names[column]}
        <span className="font-normal text-muted-foreground">{chain ? `${lit} of ${nodes.length}` : nodes.length}</span>
      </h2>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
        {nodes.length === 0 && <p className="px-3 py-2 text-xs text-muted-foreground">None.</p>}
        <ul className="relative" style={{ height: nodes.length * rowPx }}>
          {nodes.slice(from, to).map((node, at) => (
            <li
              key={node.key}
              aria-setsize={nodes.length}
              aria-posinset={from + at + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: rowPx, transform: `translateY(${(from + at) * rowPx}px)` }}
            >
              <Row
                node={node}
                light={chain === null ? 'plain' : node.key === selected ? 'chosen' : chain.has(node.key) ? 'lit' : 'dim'}
                onSelect={onSelect}
                onOpen={onOpen}
              />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** How many of a column are on the chain, and the place of the first of them. */
function litIn(nodes: readonly TraceNode[], chain: ReadonlySet<string> | null): { lit: number; first: number } {
  let lit = 0;
  let first = -1;
  if (chain) {
    for (const [at, { key }] of nodes.entries()) {
      if (!chain.has(key)) continue;
      lit += 1;
      if (first < 0) first = at;
    }
  }
  return { lit, first };
}

type RowProps = {
  node: TraceNode;
  light: 'plain' | 'chosen' | 'lit' | 'dim';
  onSelect: (key: string | null) => void;
  onOpen: (node: TraceNode) => void;
};

/** Enter or a click selects; a second one, or `o`, opens. */
const Row = memo(function Row({ node, light, onSelect, onOpen }: RowProps) {
  const { key, column, id, text, gap } = node;
  const isChosen = light === 'chosen';
  return (
    <button
      type="button"
      data-row
      data-lit={light === 'lit' || undefined}
      aria-pressed={isChosen}
      title={isChosen ? `${text}. Choose again to open` : text}
      onClick={() => (isChosen ? onOpen(node) : onSelect(key))}
      onKeyDown={(event) => {
        if (event.key === 'o') onOpen(node);
        if (event.key === 'Escape') onSelect(null);
      }}
      className={cx(
        'flex h-full w-full flex-col justify-center border-b border-l-2 border-b-border px-2.5 text-left -outline-offset-2!',
        isChosen
          ? 'border-l-accent bg-accent-soft'
          : light === 'lit'
            ? 'border-l-accent bg-accent-soft/40'
            : 'border-l-transparent hover:bg-muted/60',
        light === 'dim' && 'opacity-45',
      )}
    >
      <span className="flex w-full min-w-0 items-baseline gap-1.5 leading-5">
        {(column === 'criterion' || column === 'task' || column === 'requirement' || column === 'property') && (
          <span className="shrink-0 font-mono text-xs font-semibold">{id}</span>
        )}
        <span className={cx('min-w-0 flex-1', gap ? 'truncate' : 'line-clamp-2')}>
          <InlineText text={text} />
        </span>
      </span>
      {gap && <span className="text-xs font-medium text-warning">{gap}</span>}
    </button>
  );
});
