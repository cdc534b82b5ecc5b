'use client';

import { type DragEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { useRowsInSight } from '#components/ui/use-rows-in-sight.ts';

type BoardColumnProps = {
  name: string;
  count: number;
  cardPx: number;
  keyOf: (index: number) => string;
  card: (index: number) => ReactNode;
  /** Whether what is dragged may be put here; null while nothing is dragged. */
  accepts: boolean | null;
  onDrop: () => void;
};

const gapPx = 8;

/** A column of a board. Only the cards in sight exist, however many there are. */
export function BoardColumn({ name, count, cardPx, keyOf, card, accepts, onDrop }: BoardColumnProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isOver, setIsOver] = useState(false);
  const rowPx = cardPx + gapPx;
  const { from, to } = useRowsInSight(scroller, { count, rowPx });
  const shown = Array.from({ length: to - from }, (_, at) => from + at);
  // The same elements while somebody scrolls, so that only the cards that come are drawn.
  const drawn = useMemo(() => ({ card, elements: new Map<number, ReactNode>() }), [card]);
  const cardAt = (index: number) => {
    const known = drawn.elements.get(index) ?? drawn.card(index);
    drawn.elements.set(index, known);
    return known;
  };
  const over = (event: DragEvent) => {
    if (!accepts) return;
    event.preventDefault();
    setIsOver(true);
  };
  return (
    <section
      aria-label={`${name}, ${count}`}
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        onDrop();
      }}
      className={cx(
        'flex min-h-0 min-w-56 flex-1 flex-col rounded-lg border bg-muted/40 max-md:min-w-[82vw] max-md:snap-start',
        isOver && accepts ? 'border-accent bg-accent-soft/60' : accepts ? 'border-accent/40' : 'border-border',
        accepts === false && 'opacity-55',
      )}
    >
      <h2 className="flex h-9 shrink-0 items-center gap-2 px-3 text-xs font-semibold">
        {name} <span className="font-normal text-muted-foreground">{count}</span>
      </h2>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {count === 0 && <p className="px-1 py-1 text-xs text-muted-foreground">Nothing here.</p>}
        <ul className="relative" style={{ height: count * rowPx }}>
          {shown.map((index) => (
            <li
              key={keyOf(index)}
              aria-setsize={count}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: cardPx, transform: `translateY(${index * rowPx}px)` }}
            >
              {cardAt(index)}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
